"""Do the posts of a Telegram channel's page keep their words and places, whatever comes?"""

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import CollectError, MarkupChanged, NotText, Refused, WrongShape
from collector.http.answer import Response
from collector.http.client import Client
from collector.source import Collected, Options
from collector.sources.telegram import Telegram, parse_channel, views
from db.models import clean_text

HERE = Path(__file__).parent / "telegram"
Network = Callable[[Mapping[str, tuple[int, bytes]]], tuple[Client, Any]]
Answer = Callable[[bytes], Response]
Sound = Callable[[Collected], None]


def parsed(answer: Response, now: datetime) -> Collected:
    return parse_channel(answer, "telegram:farodiario", now)


def rows(collected: Collected) -> dict[str, Any]:
    """What was collected in the form of the files: what is unset, and what is the same for all, is left out."""
    common = {"source", "collected_at"}
    posts = [post.model_dump(mode="json", exclude_none=True, exclude=common) for post in collected.posts]
    return {"posts": posts, "problems": list(collected.problems)}


def page(*messages: tuple[int, int | None]) -> tuple[int, bytes]:
    """A page with these posts, each with the number of the one that it answers."""
    shown = (
        f'<div class="tgme_widget_message" data-post="Faro/{number}">'
        + (f'<a class="tgme_widget_message_reply" href="https://t.me/Faro/{parent}"></a>' if parent else "")
        + f'<div class="tgme_widget_message_text js-message_text">post {number}</div></div>'
        for number, parent in messages
    )
    return 200, f'<html><section class="tgme_channel_history">{"".join(shown)}</section></html>'.encode()


def test_a_payload_becomes_what_stands_beside_it(answer: Answer, now: datetime, sound: Sound) -> None:
    collected = parsed(answer((HERE / "page_kinds.html").read_bytes()), now)
    sound(collected)
    assert not collected.trends, "a channel is no ranked list"
    assert rows(collected) == json.loads((HERE / "page_kinds.becomes.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("case", "error", "says"),
    [
        ("landing", Refused, "no preview"),
        ("free", Refused, "no preview"),
        ("changed", MarkupChanged, "^markup changed: .* has no div"),
        ("numberless", MarkupChanged, "^markup changed: .* has no div"),
    ],
)
def test_a_page_without_posts_says_why(
    case: str, error: type[CollectError], says: str, answer: Answer, now: datetime
) -> None:
    with pytest.raises(error, match=says):
        parsed(answer((HERE / f"page_{case}.html").read_bytes()), now)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", NotText),
        (b" \n", NotText),
        (b'{"ok": true}', WrongShape),
        (b"<html><body>Sorry</body></html>", WrongShape),
        (b"<div>" * 5000, WrongShape),
        (b'<?xml version="1.0"?><note><to>you</to></note>', WrongShape),
        (b"<!-- --><?xml version='1.0'?><note/>", WrongShape),
        (b"https://t.me/s/farodiario", WrongShape),
        (b"<?xml", WrongShape),
    ],
)
def test_what_is_no_channel_page_is_named(
    body: bytes, error: type[CollectError], answer: Answer, now: datetime
) -> None:
    with pytest.raises(error):
        parsed(answer(body), now)


@pytest.mark.parametrize("kind", ["tgme_widget_message_text js-message_text", "tgme_widget_message_text"])
def test_the_words_are_read_once_and_without_those_that_they_answer(kind: str, answer: Answer, now: datetime) -> None:
    inside = f'<div class="{kind}">One <div class="{kind}"><i class="emoji"><b>🙂</b></i> two</div></div>'
    answered = '<div class="tgme_widget_message_text js-message_reply_text">What it answers</div>'
    message = f'<div class="tgme_widget_message" data-post="Faro/7">{answered}{inside}</div>'
    assert [post.text for post in parsed(answer(message.encode()), now).posts] == ["One\n🙂 two"]


def test_a_channel_without_posts_is_no_error(answer: Answer, now: datetime) -> None:
    assert parsed(answer((HERE / "page_empty.html").read_bytes()), now) == Collected()


@pytest.mark.parametrize(
    ("shown", "number"),
    [("419", 419), ("8.67M", 8_670_000), ("1.13K", 1_130), ("2B", 2_000_000_000), ("", None), ("1.2.3K", None)],
)
def test_views_are_a_number(shown: str, number: int | None) -> None:
    assert views(shown) == number


@pytest.mark.parametrize("argument", ["FaroDiario", "@farodiario", "farodiario"])
def test_a_channel_is_collected_by_its_name(argument: str, network: Network, sound: Sound) -> None:
    client, table = network({"https://t.me/s/farodiario": (200, (HERE / "page_kinds.html").read_bytes())})
    source = Telegram.named(argument, Options())
    collected = asyncio.run(source.collect(client))
    sound(collected)
    assert source.name == "telegram:farodiario"
    assert {post.source for post in collected.posts} == {"telegram:farodiario"}
    assert table.asked == ["https://t.me/robots.txt", "https://t.me/s/farodiario"]
    assert asyncio.run(Telegram.read(client, "https://t.me/s/FaroDiario")) == collected


@pytest.mark.parametrize("argument", ["", "abc", "1faro", "faro diario", "../etc", "c/123", "https://t.me/s/faro"])
def test_a_wrong_name_says_what_a_name_looks_like(argument: str) -> None:
    with pytest.raises(ValueError, match="telegram:CHANNEL"):
        Telegram.named(argument, Options())


@pytest.mark.parametrize(
    ("url", "known"),
    [
        ("https://t.me/s/FaroDiario", True),
        ("https://t.me/s/FaroDiario/", True),
        ("https://t.me/s/FaroDiario?before=12", True),
        ("https://t.me/FaroDiario/123", True),
        ("https://t.me/FaroDiario/123?single", True),
        ("https://t.me/s/FaroDiario/123", True),
        ("https://telegram.me/FaroDiario/123", True),
        ("https://t.me/FaroDiario", False),
        ("https://t.me/c/1234567/8", False),
        ("https://t.me/FaroDiario/0", False),
        ("https://t.me/+AbCdEf", False),
        ("https://example.org/s/FaroDiario", False),
        ("ftp://t.me/s/FaroDiario", False),
        ("http://[", False),
    ],
)
def test_only_channels_and_their_posts_can_be_read(url: str, known: bool, network: Network) -> None:
    assert Telegram.recognises(url) is known
    if not known:
        with pytest.raises(Refused, match="it looks like"):
            asyncio.run(Telegram.read(network({})[0], url))


def test_an_earlier_page_is_read_where_the_address_names_it(network: Network) -> None:
    client, _ = network({"https://t.me/s/faro?before=12": page((11, None))})
    collected = asyncio.run(Telegram.read(client, "https://t.me/s/Faro?before=12&q=x"))
    assert [post.external_id for post in collected.posts] == ["faro/11"]


def test_a_post_is_read_with_what_it_answers_and_what_answers_it(network: Network, sound: Sound) -> None:
    client, _ = network(
        {
            "https://t.me/s/faro?before=31": page((20, None), (25, 20), (26, None), (30, 25)),
            "https://t.me/s/faro?after=30": page((31, 26), (32, 30), (33, 32), (34, None)),
        }
    )
    collected = asyncio.run(Telegram.read(client, "https://t.me/Faro/30"))
    sound(collected)
    parents = {post.external_id: (post.thread, post.parent) for post in collected.posts}
    assert parents == {
        "faro/20": ("faro/20", None),
        "faro/25": ("faro/20", "faro/20"),
        "faro/30": ("faro/20", "faro/25"),
        "faro/32": ("faro/20", "faro/30"),
        "faro/33": ("faro/20", "faro/32"),
    }
    assert not collected.problems


def test_a_post_is_read_where_the_later_page_fails(network: Network) -> None:
    client, _ = network({"https://t.me/s/faro?before=31": page((30, 7)), "https://t.me/s/faro?after=30": (500, b"")})
    collected = asyncio.run(Telegram.read(client, "https://t.me/Faro/30"))
    assert [(post.external_id, post.text) for post in collected.posts] == [("faro/7", ""), ("faro/30", "post 30")]
    assert "could not be read" in collected.problems[0]


@pytest.mark.parametrize("before", [page((28, None), (29, None)), page((29, 30))], ids=["absent", "only its place"])
def test_a_post_that_is_gone_is_refused(before: tuple[int, bytes], network: Network) -> None:
    client, _ = network({"*": before})
    with pytest.raises(Refused, match="deleted"):
        asyncio.run(Telegram.read(client, "https://t.me/Faro/30"))


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Z")), min_size=1, max_size=30)


@given(words=TEXT)
def test_words_are_kept_as_they_were_written(words: str, answer: Answer, now: datetime) -> None:
    shown = f'<i class="emoji"><b>🗼</b></i>{escape(words)}<br/><code>{escape(words)}</code>'
    body = f'<div class="tgme_widget_message" data-post="Faro/1"><p class="js-message_text">{shown}</p></div>'
    (post,) = parsed(answer(body.encode()), now).posts
    assert post.text.split() == [word for line in (f"🗼{words}", words) for word in clean_text(line).split()]


@given(data=st.data())
def test_changed_bytes_are_read_or_are_a_named_error(
    data: st.DataObject, scrambled: Callable[..., bytes], answer: Answer, now: datetime, sound: Sound
) -> None:
    body = scrambled(data, (HERE / "page_kinds.html").read_bytes(), longest=400)
    with suppress(CollectError):
        sound(parsed(answer(body), now))


NUMBERS = st.integers(1, 12)


@given(messages=st.lists(st.tuples(NUMBERS, st.one_of(st.none(), NUMBERS)), min_size=1, max_size=12))
def test_every_post_has_its_place_whoever_answers_whom(
    messages: list[tuple[int, int | None]], answer: Answer, now: datetime, sound: Sound
) -> None:
    collected = parsed(answer(page(*messages)[1]), now)
    sound(collected)
    written = {post.external_id: post.text for post in collected.posts if post.text}
    assert written == {f"faro/{number}": f"post {number}" for number, _ in messages}


# --- the recordings --------------------------------------------------------------------------------------------------


class Walk(HTMLParser):
    """What a page holds, by one pass over its tags: post -> facts, and the words of its text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, dict[str, Any]] = {}
        self.at: dict[str, Any] = {}
        self.inside: list[tuple[str, str]] = []  # open div and span elements, with their classes

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "data-post" in given:
            self.at = self.found.setdefault(given["data-post"], {"words": "", "views": "", "author": ""})
        if tag in ("div", "span"):
            self.inside.append((tag, given.get("class", "")))
        if tag == "time" and "datetime" in given:
            self.at["time"] = datetime.fromisoformat(given["datetime"]).astimezone(UTC)
        if "tgme_widget_message_date" in given.get("class", ""):
            self.at["link"] = given["href"]
        if tag == "br" and self._within("js-message_text"):
            self.at["words"] += " "

    def handle_endtag(self, tag: str) -> None:
        if tag in ("div", "span"):
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        for name, key in (
            ("js-message_text", "words"),
            ("tgme_widget_message_views", "views"),
            ("tgme_widget_message_from_author", "author"),
        ):
            if self._within(name):
                self.at[key] += data

    def _within(self, name: str) -> bool:
        return any(name in classes.split() for _, classes in self.inside)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["channel_feed.html", "tme_channel_ru_small.html"])
def test_nothing_of_a_recording_is_lost_or_invented(
    name: str, recording: Callable[[str], bytes], answer: Answer, now: datetime, sound: Sound
) -> None:
    body = recording(f"telegram_web/{name}")
    walk = Walk()
    walk.feed(body.decode())
    collected = parsed(answer(body), now)
    sound(collected)
    posts = {post.external_id: post for post in collected.posts}
    assert len(walk.found) == {"channel_feed.html": 20, "tme_channel_ru_small.html": 4}[name]
    assert set(posts) == set(walk.found)
    assert not collected.problems
    titles = re.findall(r'class="link_preview_title"[^>]*>([^<]*)<', body.decode())
    for key, fact in walk.found.items():
        post = posts[key]
        assert (post.created_at, post.url, post.parent) == (fact["time"], fact["link"], None)
        assert post.author == (fact["author"] or key.partition("/")[0])
        assert post.score == shown_number(fact["views"])
        words = post.text.split()
        wanted = fact["words"].split()
        assert words[: len(wanted)] == wanted, key
        assert " ".join(words[len(wanted) :]) in ["", *titles], "invented"


def shown_number(shown: str) -> int | None:
    factor = {"K": 10**3, "M": 10**6}.get(shown[-1:], 1)
    return int(Decimal(shown.rstrip("KM")) * factor) if shown else None


@pytest.mark.shared
@pytest.mark.parametrize("name", ["tme_channel.html", "tme_free.html"])
def test_a_recorded_landing_page_is_refused(
    name: str, recording: Callable[[str], bytes], answer: Answer, now: datetime
) -> None:
    with pytest.raises(Refused, match="no preview"):
        parsed(answer(recording(f"telegram_web/{name}")), now)
