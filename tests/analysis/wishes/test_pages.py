"""Of a trend that says nothing but its title, the page behind its link is wished for; what it says is quoted first."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from analysis.analyse import analyse
from analysis.wishes.pages import MOST_PAGE_WISHES, page_wishes
from db.models import Headline, PageWish, Post, Sighting, Story, Trend
from db.store import Store

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
PAGE = "https://kiln.example/3.0"
ITEM = "https://forum.example/item/1"


def headline(thread: str = "1", source: str = "hackernews", **changes: object) -> Headline:
    post = {"source": source, "external_id": thread, "thread": thread, "title": "Kiln 3.0", "text": "Kiln 3.0"}
    post |= {"url": ITEM, "collected_at": NOW}
    of_post = {name: changes.pop(name) for name in ("url", "text", "title") if name in changes}
    values = {"post": Post(**(post | of_post)), "link": PAGE, "last_seen": NOW, "story": "a"}
    return Headline(**(values | changes))  # type: ignore[arg-type]


def story(*members: Headline, last_seen: datetime = NOW, name: str = "a") -> Story:
    keys = tuple((each.post.source, each.post.external_id) for each in members)
    return Story(id=name, title="Kiln 3.0", members=keys, first_seen=NOW, last_seen=last_seen)


def wished(*found: Headline, **of_story: datetime) -> list[str]:
    return [wish.url for wish in page_wishes([story(*found, **of_story)], found, NOW)]


BELOW = Post(source="hackernews", external_id="9", thread="1", parent="1", title="News", collected_at=NOW)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (headline(), [PAGE]),
        (headline(text="Kiln 3.0\n\nA database in one file."), []),
        (headline(title=None, text="a post without a title"), []),
        (headline(below=(BELOW,)), []),
        (headline(link=None), []),
        (headline(link=ITEM), []),
        (headline(link="https://forum.example/other"), []),
        (headline(link="ftp://kiln.example/3.0"), []),
        (headline(link="https://[kiln.example"), []),
        (headline(source="google-trends:ES", link=ITEM), []),
        (headline(source="mastodon:social.example", link=PAGE, url=PAGE), [PAGE]),
        (headline(source="mastodon:kiln.example", link=PAGE, url=PAGE), []),
        (headline(source="file:links.txt"), []),
    ],
)
def test_a_trend_without_a_description_wants_the_page_that_it_leads_to(found: Headline, expected: list[str]) -> None:
    assert wished(found) == expected


def test_one_page_a_story_and_none_where_somebody_describes_it() -> None:
    first, second = headline("1"), headline("2", link="https://other.example/kiln")
    assert wished(first, second) == [PAGE]
    assert wished(first, headline("3", text="Kiln 3.0\n\nA database in one file.")) == []


def test_only_what_was_seen_within_a_day_and_what_is_told_most_first() -> None:
    assert wished(headline(), last_seen=NOW - timedelta(days=2)) == []
    found = [headline(str(number), link=f"https://kiln.example/{number}") for number in range(2 * MOST_PAGE_WISHES)]
    told = [story(each, name=each.post.external_id) for each in found]
    often = story(found[-1], headline("x"), name="often")
    wishes = page_wishes([*told[:-1], often], found, NOW)
    assert len(wishes) == MOST_PAGE_WISHES
    assert wishes[0].trend == found[-1].post.external_id


def test_what_the_page_says_comes_before_the_comments_and_counts_as_described(post: Callable[..., Post]) -> None:
    root = post("Kiln 3.0", source="hackernews", title="Kiln 3.0", url=ITEM)
    comment = post("It still needs a cache. I would rather keep mine.", "2", source="hackernews", parent="1")
    page = post(
        "Kiln 3.0 is out\n\nKiln is a database in one file. It needs no server.\n\nVersion 3 writes twice as fast.",
        "page",
        source="hackernews",
        parent="1",
        title="Kiln 3.0 is out",
        author="kiln.example",
        collected_at=NOW + timedelta(minutes=5),
    )
    trend = Trend(source="hackernews", external_id="1", title="Kiln 3.0", url=PAGE)
    seen = Sighting(source="hackernews", trend="1", rank=1, seen_at=NOW)
    with Store.open("sqlite://") as store:
        store.add([root, comment], [trend], [seen])
        analyse(store, names=False)
        assert store.page_wishes() == [PageWish(source="hackernews", trend="1", url=PAGE)]
        store.add([page], [], [])
        analyse(store, names=False)
        assert store.page_wishes() == []
        found = store.explanations([("hackernews", "1")], "en")["hackernews", "1"]
    assert [extract.text for extract in found.about] == [
        "Kiln is a database in one file. It needs no server.",
        "Version 3 writes twice as fast.",
    ]
    assert [extract.author for extract in found.about] == ["kiln.example", "kiln.example"]
    assert [voice.words.author for voice in found.voices] == ["author2"]
