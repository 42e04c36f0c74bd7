"""Is nothing lost or invented of what real forums answered?"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest

from collector.errors import WrongShape
from collector.http.answer import Response
from collector.source import Collected
from collector.sources.discourse.answers import parse_topic, parse_topic_list
from collector.sources.discourse.shapes import DiscourseTopic, ListPage, MorePosts, WholeTopic

SOURCE = "discourse:forum.example"
SITE = "https://forum.example"
Answer = Callable[[bytes], Response]
Sound = Callable[[Collected], None]
Recording = Callable[[str], bytes]
Text = Callable[[str], str]


class Cooked(HTMLParser):
    """The words of HTML, and the names of its emoji, by another parser than ours."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.hidden = 0  # how many `div` deep in the line below a picture

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "div" and (self.hidden or given.get("class") == "meta"):
            self.hidden += 1
        if tag == "img" and "emoji" in (given.get("class") or "").split():
            self.text += given.get("alt") or ""

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag == "div" and self.hidden > 0

    def handle_data(self, data: str) -> None:
        self.text += "" if self.hidden else data

    @classmethod
    def of(cls, html: str) -> str:
        parser = cls()
        parser.feed(html)
        parser.close()
        return parser.text


@pytest.mark.shared
@pytest.mark.parametrize("name", ["api_latest.json", "api_top.json", "api_hot.json", "api_category_topics.json"])
def test_nothing_of_a_recorded_list_is_lost_or_invented(
    name: str, recording: Recording, answer: Answer, now: datetime, sound: Sound
) -> None:
    """In some of these fixtures several topics have one id; the first of them stands."""
    came = recording(f"discourse/{name}")
    value = json.loads(came)
    users = {user["id"]: user["username"] for user in value.get("users", [])}
    raw = value["topic_list"]["topics"]
    collected = parse_topic_list(answer(came).json(ListPage), SOURCE, now)
    sound(collected)
    assert (len(raw) >= 2, collected.problems) == (True, [])
    first = {f"{item['id']}/1": item for item in reversed(raw)}
    ranked = {f"{item['id']}/1": item for item in reversed(raw) if not item["pinned"]}
    order = list(dict.fromkeys(f"{item['id']}/1" for item in raw if not item["pinned"]))
    assert [(s.trend, s.rank, s.volume) for s in collected.sightings] == [
        (key, rank, ranked[key]["posts_count"]) for rank, key in enumerate(order, start=1)
    ]
    assert [trend.title for trend in collected.trends] == [ranked[key]["title"] for key in order]
    posts = {post.external_id: post for post in collected.posts}
    assert set(posts) == set(first)
    for key, item in first.items():
        post = posts[key]
        assert (post.title, post.author) == (item["title"], users.get(item["posters"][0]["user_id"]))
        assert post.created_at == datetime.fromisoformat(item["created_at"]).astimezone(UTC)
        assert post.url == f"{SITE}/t/{item['slug']}/{item['id']}"


def check_posts(raw: list[dict[str, Any]], title: str, collected: Collected, squeezed: Text) -> None:
    posts = {post.external_id: post for post in collected.posts}
    for item in raw:
        topic, number = item["topic_id"], item["post_number"]
        post = posts.pop(f"{topic}/{number}")
        parent = f"{topic}/{item['reply_to_post_number'] or 1}"
        assert (post.parent, post.thread) == (None if number == 1 else parent, f"{topic}/1")
        assert post.author == item["username"]
        assert post.created_at == datetime.fromisoformat(item["created_at"]).astimezone(UTC)
        assert post.url == f"{SITE}/t/{item['topic_slug']}/{topic}" + (f"/{number}" if number > 1 else "")
        if "post_url" in item:
            assert item["post_url"] == f"/t/{item['topic_slug']}/{topic}/{number}"
        assert squeezed(post.text) == (squeezed(title) if number == 1 else "") + squeezed(Cooked.of(item["cooked"]))
        likes = [action.get("count") for action in item["actions_summary"] if action["id"] == 2]
        assert post.score == (likes[0] if likes else 0)
    # what is left are the places of posts that are answered and not in the payload, and the topic itself
    answered = {f"{item['topic_id']}/1" for item in raw}
    answered |= {f"{item['topic_id']}/{item['reply_to_post_number'] or 1}" for item in raw}
    assert set(posts) <= answered
    assert all(post.author is None and post.text in ("", title) for post in posts.values())


@pytest.mark.shared
def test_nothing_of_a_recorded_topic_is_lost_or_invented(
    recording: Recording, *, squeezed: Text, answer: Answer, now: datetime, sound: Sound
) -> None:
    came = recording("discourse/t_2108_post_452.json")
    value = json.loads(came)
    topic = answer(came).json(WholeTopic)
    collected = parse_topic(topic, topic.post_stream.posts, SOURCE, now)
    sound(collected)
    assert (len(value["post_stream"]["posts"]), collected.problems) == (20, [])
    assert list(topic.post_stream.stream) == value["post_stream"]["stream"]
    check_posts(value["post_stream"]["posts"], value["title"], collected, squeezed)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["t_2108_posts_pn_81.json", "t_2144_posts.json", "api_topic_posts.json"])
def test_nothing_of_recorded_further_posts_is_lost_or_invented(
    name: str, recording: Recording, *, squeezed: Text, answer: Answer, now: datetime, sound: Sound
) -> None:
    """A page of posts does not hold the title of its topic, so it gets one here."""
    came = recording(f"discourse/{name}")
    value = json.loads(came)
    raw = value["post_stream"]["posts"]
    topic = DiscourseTopic(id=value["id"], title="A title", slug=raw[0]["topic_slug"])
    collected = parse_topic(topic, answer(came).json(MorePosts).post_stream.posts, SOURCE, now)
    sound(collected)
    assert not collected.problems
    check_posts(raw, "A title", collected, squeezed)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["posts.json", "api_post.json"])
def test_recorded_posts_of_many_topics_keep_their_words(
    name: str, recording: Recording, *, squeezed: Text, answer: Answer, now: datetime, sound: Sound
) -> None:
    """The posts are like those of a topic: each is put into a topic of its own."""
    value = json.loads(recording(f"discourse/{name}"))
    raw = value.get("latest_posts", [value])
    for item in raw:
        title = item.get("topic_title", "A title")
        page = {"id": item["topic_id"], "title": title, "slug": item["topic_slug"], "post_stream": {"posts": [item]}}
        topic = answer(json.dumps(page).encode()).json(WholeTopic)
        collected = parse_topic(topic, topic.post_stream.posts, SOURCE, now)
        sound(collected)
        assert not collected.problems
        check_posts([item], " ".join(title.split()), collected, squeezed)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["api_categories.json", "posts.json"])
def test_a_recorded_answer_of_another_kind_is_not_taken_for_a_list(
    name: str, recording: Recording, answer: Answer
) -> None:
    came = answer(recording(f"discourse/{name}"))
    for shape in (ListPage, WholeTopic, MorePosts):
        with pytest.raises(WrongShape):
            came.json(shape)
