"""Is nothing lost or invented of what Stack Exchange really answered?"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape

import pytest

from collector.errors import WrongShape
from collector.http.answer import Response
from collector.source import Collected
from collector.sources.stackexchange.answers import parse_question_threads, parse_questions
from collector.sources.stackexchange.shapes import Question, StackPage

SOURCE = "stackexchange:stackoverflow"
Answer = Callable[[bytes], Response]
Sound = Callable[[Collected], None]
Recording = Callable[[str], bytes]


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STACKEXCHANGE_KEY", raising=False)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["v2_questions_0.json", "v2_related_questions_0.json"])
def test_nothing_of_a_recorded_list_is_lost_or_invented(
    name: str, recording: Recording, answer: Answer, now: datetime, sound: Sound
) -> None:
    came = recording(f"stackexchange/{name}")
    raw = json.loads(came)["items"]
    collected = parse_questions(answer(came).json(StackPage), SOURCE, now)
    sound(collected)
    assert (len(raw) >= 10, collected.problems) == (True, [])
    assert [(s.trend, s.rank, s.volume) for s in collected.sightings] == [
        (str(item["question_id"]), rank, item["score"]) for rank, item in enumerate(raw, start=1)
    ]
    for post, item in zip(collected.posts, raw, strict=True):
        assert (post.external_id, post.parent, post.url) == (str(item["question_id"]), None, item["link"])
        assert post.title == " ".join(unescape(item["title"]).split())
        owner = item.get("owner", {}).get("display_name")
        assert post.author == (unescape(owner) if owner else None)
        assert post.created_at == datetime.fromtimestamp(item["creation_date"], UTC)


@pytest.mark.shared
def test_recorded_comments_stay_below_what_they_are_on(
    recording: Recording, answer: Answer, now: datetime, sound: Sound
) -> None:
    came = recording("stackexchange/v2_comments_0.json")
    raw = json.loads(came)["items"]
    found = answer(came).json(StackPage)
    assert found.backoff == 10
    lone = Question(question_id=1, title="A question of which nothing is known")
    collected = parse_question_threads([lone], [], found.items, SOURCE, now)
    sound(collected)
    posts = {post.external_id: post for post in collected.posts}
    assert set(posts) == {"1", *(f"comment:{i['comment_id']}" for i in raw), *(str(i["post_id"]) for i in raw)}
    for item in raw:
        post = posts[f"comment:{item['comment_id']}"]
        assert (post.parent, post.author) == (str(item["post_id"]), unescape(item["owner"]["display_name"]))
        assert (post.score, post.created_at) == (item["score"], datetime.fromtimestamp(item["creation_date"], UTC))


@pytest.mark.shared
def test_recorded_words_with_their_code_are_kept(
    recording: Recording,
    *,
    squeezed: Callable[[str], str],
    words_of: Callable[[str], str],
    answer: Answer,
    now: datetime,
    sound: Sound,
) -> None:
    """The bodies are of version 1 of the API, whose answers stand inside the question; the items are alike."""
    (question,) = json.loads(recording("stackexchange/v1_question_by_id_with_body.json"))["questions"]
    comments = json.loads(recording("stackexchange/v1_comments_by_user_id.json"))["comments"]
    collected = parse_question_threads([Question.model_validate(question)], question["answers"], comments, SOURCE, now)
    sound(collected)
    assert not collected.problems
    html = {str(question["question_id"]): question["title"] + question["body"]}
    html |= {str(answer["answer_id"]): answer["body"] for answer in question["answers"]}
    html |= {f"comment:{comment['comment_id']}": comment["body"] for comment in comments}
    posts = {post.external_id: post for post in collected.posts}
    assert len(html) == 1 + len(question["answers"]) + len(comments)
    for key, words in html.items():
        assert squeezed(posts[key].text) == words_of(words)
    for answered in question["answers"]:
        post = posts[str(answered["answer_id"])]
        assert (post.parent, post.score) == (str(question["question_id"]), answered["score"])
        assert post.created_at == datetime.fromtimestamp(answered["creation_date"], UTC)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["v1_questions.json", "v1_questions_tagged_ruby.json"])
def test_an_answer_of_the_old_api_is_not_taken_for_one_of_the_new(
    name: str, recording: Recording, answer: Answer
) -> None:
    with pytest.raises(WrongShape):
        answer(recording(f"stackexchange/{name}")).json(StackPage)
