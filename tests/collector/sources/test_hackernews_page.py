"""Do the comments on a page of Hacker News keep their words and places, in the markup of every year?"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collector.errors import CollectError, MarkupChanged
from collector.http.answer import Response
from collector.source import Collected
from collector.sources.hackernews.page import parse_hackernews_page
from db.models import clean_text

HERE = Path(__file__).parent / "hackernews"
Answer = Callable[[bytes], Response]
Sound = Callable[[Collected], None]
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Z")), min_size=1, max_size=30)
TITLE = (
    '<tr{id}><td class="title"><a href="https://faro.example/" class="storylink">Story</a></td></tr>'
    '<tr><td class="subtext"><span id="score_1">5 points</span> by <a href="user?id=ana">ana</a></td></tr>'
)


def today(number: int, depth: int, said: str) -> str:
    cell = f'<td class="ind" indent="{depth}"></td><td class="default"><div class="commtext">{said}</div></td>'
    return f'<tr class="athing comtr" id="{number}"><td><table><tr>{cell}</tr></table></td></tr>'


def in_2012(number: int, depth: int, said: str) -> str:
    space = f'<td><img src="http://ycombinator.com/images/s.gif" height=1 width={40 * depth}></td>'
    head = f'<span class="comhead"><a href="user?id=bo">bo</a> | <a href="item?id={number}">link</a></span>'
    cell = f'<td class="default">{head}<br><span class="comment"><font color=#000000>{said}</font></span></td>'
    return f"<tr><td><table border=0><tr>{space}<td></td>{cell}</tr></table></td></tr>"


Markup = Callable[[int, int, str], str]
MARKUPS = {today: 'class="fatitem"', in_2012: ""}


def page(markup: Markup, comments: Sequence[str]) -> bytes:
    title = TITLE.format(id=' id="1"')
    top = f'<span class="pagetop"></span><table {MARKUPS[markup]}>{title}</table>'
    return f"<html><body>{top}<table>{''.join(comments)}</table></body></html>".encode()


def parsed(answer: Response, now: datetime) -> Collected:
    return parse_hackernews_page(answer, "hackernews", now) or Collected()


def answered_by_hand(depths: Sequence[int]) -> list[int]:
    """For each depth the number, from 2, of the nearest earlier one that is less deep; 1 where there is none."""
    return [
        next((above + 2 for above in range(at - 1, -1, -1) if depths[above] < depth), 1)
        for at, depth in enumerate(depths)
    ]


@pytest.mark.parametrize("markup", MARKUPS, ids=["today", "2012"])
@given(depths=st.lists(st.integers(0, 6), min_size=1, max_size=15))
def test_a_comment_answers_the_last_one_that_is_set_in_less_far(
    markup: Markup, depths: list[int], answer: Answer, now: datetime, sound: Sound
) -> None:
    comments = [markup(number, depth, f"comment {number}") for number, depth in enumerate(depths, 2)]
    collected = parsed(answer(page(markup, comments)), now)
    sound(collected)
    posts = {int(post.external_id): post for post in collected.posts}
    assert set(posts) == set(range(1, len(depths) + 2))
    assert [posts[at].parent for at in range(2, len(depths) + 2)] == [str(p) for p in answered_by_hand(depths)]
    assert not collected.problems


@pytest.mark.parametrize("markup", MARKUPS, ids=["today", "2012"])
@given(words=TEXT)
def test_words_are_kept_as_they_were_written(markup: Markup, words: str, answer: Answer, now: datetime) -> None:
    said = f"{escape(words)}!<p><i>{escape(words)}</i><pre><code>{escape(words)}</code></pre>"
    post = parsed(answer(page(markup, [markup(2, 0, said)])), now).posts[1]
    assert post.text.split() == [word for line in (f"{words}!", words, words) for word in clean_text(line).split()]


@pytest.mark.parametrize(
    ("title", "at"),
    [
        ("2026-11-23T10:20:00", "2026-11-23T10:20:00+00:00"),
        ("2026-11-23T10:20:00 1795429200", "2026-11-23T10:20:00+00:00"),
        ("2016-09-06T21:20:21.000000Z", "2016-09-06T21:20:21+00:00"),
        ("", None),
        ("yesterday", None),
    ],
)
def test_times_are_those_of_the_title_and_in_utc(title: str, at: str | None, answer: Answer, now: datetime) -> None:
    row = today(2, 0, "x").replace(
        '<div class="commtext">',
        f'<span class="comhead"><span class="age" title="{title}">2 hours ago</span></span><div class="commtext">',
    )
    assert parsed(answer(page(today, [row])), now).posts[1].created_at == (datetime.fromisoformat(at) if at else None)


def test_comments_that_do_not_say_how_deep_they_stand_hang_below_the_story(answer: Answer, now: datetime) -> None:
    comments = [today(2, 0, "a"), today(3, 1, "b").replace("indent", "depth")]
    collected = parsed(answer(page(today, comments)), now)
    assert [post.parent for post in collected.posts] == [None, "1", "1"]
    assert "1 of 2 comments" in collected.problems[0]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (b' id="1"', b"", "number"),
        (b"<td", b"<th", None),
        (b"pagetop", b"topbar", None),
    ],
)
def test_what_is_no_item_is_nothing_or_a_named_error(
    old: bytes, new: bytes, says: str | None, answer: Answer, now: datetime
) -> None:
    body = page(in_2012, []).replace(b"score_1", b"score").replace(old, new)
    if says is None:
        assert parse_hackernews_page(answer(body), "hackernews", now) is None
    else:
        with pytest.raises(MarkupChanged, match=says):
            parse_hackernews_page(answer(body), "hackernews", now)


def test_a_list_in_which_no_story_has_a_title_has_changed(answer: Answer, now: datetime) -> None:
    body = (HERE / "page-news.html").read_bytes().replace(b'class="title"', b'class="headline"')
    with pytest.raises(MarkupChanged, match="title"):
        parse_hackernews_page(answer(body), "hackernews", now)


@pytest.mark.parametrize("name", sorted(path.name for path in HERE.glob("page-*.html")))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_cut_out_of_a_page_is_an_outcome(
    name: str,
    data: st.DataObject,
    *,
    scrambled: Callable[..., Any],
    answer: Answer,
    now: datetime,
    sound: Sound,
) -> None:
    junk = [b"</table>", b"<tr>", b" indent='-1'", b" indent='99999'", b" id='5000'", b'class="fatitem"', b"</span>"]
    body = scrambled(data, (HERE / name).read_bytes(), junk=junk, longest=600)
    with suppress(CollectError):
        sound(parsed(answer(body), now))
