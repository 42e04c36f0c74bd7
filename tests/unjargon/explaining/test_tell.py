"""Does `unjargon tell` keep its format, line by line, and say nothing that was not said?"""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unjargon.explaining.batch import given_item
from unjargon.explaining.tell import TalkItem, account_line

Run = Callable[..., Any]
KEYS = ["id", "about", "positions", "question", "outcome", "in_one_line"]
EXTRACT = ["post", "start", "end", "text"]
ACTS = "asks answers agrees disagrees corrects adds proposes explains".split()
THREAD = {
    "id": "kettle",
    "title": "Which kettle for hard water?",
    "posts": [
        {"id": "a", "author": "ana", "text": "Hi all. Which kettle lasts longest with hard water? Mine broke twice."},
        {
            "id": "b",
            "parent": "a",
            "author": "bo",
            "text": "Steel kettles last longest here, after six years of daily use.",
        },
        {
            "id": "c",
            "parent": "b",
            "author": "cy",
            "text": "I disagree, steel kettles rust at the seam within two winters.",
        },
        {"id": "d", "parent": "a", "author": "bot", "text": "I am a bot, and this action was performed automatically."},
    ],
}


def jsonl(*items: object) -> bytes:
    return "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items).encode()


def answers(ran: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ran.out.splitlines()]


def extracts(told: dict[str, Any]) -> list[dict[str, Any]]:
    one = [told[key] for key in ("question", "outcome", "in_one_line") if told[key]]
    return [*told["about"], *told["positions"], *one]


def test_a_thread_is_told_in_its_own_words(run: Run) -> None:
    ran = run("tell", given=jsonl(THREAD))
    [told] = answers(ran)
    assert (ran.status, ran.err) == (0, "")
    assert list(told) == KEYS
    assert [list(extract) for extract in told["about"]] == [EXTRACT]
    assert [list(position) for position in told["positions"]] == [[*EXTRACT, "act", "to", "author"]] * 2
    assert told["question"]["text"] == "Which kettle lasts longest with hard water?"
    assert [(p["post"], p["act"], p["to"], p["author"]) for p in told["positions"]] == [
        ("b", "answers", "a", "bo"),
        ("c", "disagrees", "b", "cy"),
    ]
    assert told["outcome"] is None


def test_the_answers_are_in_the_order_of_the_items_and_bad_lines_are_named(run: Run) -> None:
    ran = run("tell", given=jsonl(THREAD | {"id": 2}) + b"{}\n" + jsonl(THREAD | {"id": 1, "score": [1]}))
    assert ran.status == 1
    assert [told["id"] for told in answers(ran)] == [2, 1]
    assert ran.err == "line 2 is skipped: id: Field required\n"


@pytest.mark.parametrize(
    ("post", "said"),
    [({"parent": 1.5}, "posts.0.parent"), ({"author": 7}, "posts.0.author"), ({"text": 7}, "posts.0.text")],
)
def test_a_post_of_another_shape_is_a_bad_line(run: Run, post: dict[str, object], said: str) -> None:
    ran = run("tell", given=jsonl({"id": 1, "posts": [{"id": 1, "text": "x"} | post]}))
    assert (ran.status, ran.out) == (1, "")
    assert said in ran.err


@pytest.mark.parametrize("posts", [[], [{"id": 1, "text": None}], [{"id": 1, "text": ""}], [{"id": 1, "text": " \n"}]])
def test_what_says_nothing_is_answered_with_nothing(run: Run, posts: list[object]) -> None:
    [told] = answers(run("tell", given=jsonl({"id": 1, "posts": posts})))
    assert told == {"id": 1, "about": [], "positions": [], "question": None, "outcome": None, "in_one_line": None}


@pytest.mark.parametrize("flags", [(), ("--lang", "es")])
def test_each_thread_is_read_in_its_own_language(run: Run, flags: tuple[str, ...]) -> None:
    posts = [
        {"id": 1, "author": "a", "text": "Las teteras de acero duran más que las de cristal en mi cocina."},
        {"id": 2, "author": "b", "text": "No estoy de acuerdo, las de cristal se limpian mejor y duran igual."},
    ]
    [told] = answers(run("tell", *flags, given=jsonl({"id": 1, "lang": "es", "posts": posts})))
    assert [position["act"] for position in told["positions"]] == ["disagrees"]


PIECES = (
    "No, that's wrong. | I agree. | Why is it so? | > quoted words of somebody else\n | ```\ncode\n``` "
    "| https://x.example | \n\n | \r\n | - a point\n | 1. one\n | @a | This works because water boils. | ¿Por qué? "
    "| e\u0301 | 😀 | \u2028 | \x00 | [a](b) "
    "| ... | Thanks! | tl;dr: it is slow | : | \ufdfa | İ | (((( "
).split(" | ")
talk = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.integers(0, 3),
            "parent": st.none() | st.integers(0, 3),
            "author": st.none() | st.sampled_from(["a", "@b", ""]),
            "text": st.none() | st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join) | st.text(max_size=40),
        }
    ),
    max_size=6,
)


@settings(max_examples=200)
@given(talk, st.sampled_from([None, "en", "es", "fr", "tlh"]), st.none() | st.sampled_from(PIECES))
def test_every_extract_is_verbatim_in_its_post_and_each_post_is_told_once(
    posts: list[dict[str, Any]], lang: str | None, title: str | None
) -> None:
    item = {"id": 1, "lang": lang, "title": title, "posts": [post | {"id": n} for n, post in enumerate(posts)]}
    line = account_line(given_item(json.dumps(item).encode(), TalkItem))
    told = json.loads(line)
    assert len(line.splitlines()) == 1
    for extract in extracts(told):
        text = posts[extract["post"]]["text"]
        assert 0 <= extract["start"] < extract["end"] <= len(text)
        assert text[extract["start"] : extract["end"]] == extract["text"]
    keys = [position["post"] for position in told["positions"]]
    assert keys == sorted(set(keys))
    for position in told["positions"]:
        assert position["act"] in ACTS
        assert position["to"] < position["post"]
        assert position["author"] == posts[position["post"]]["author"]


@given(talk)
def test_posts_with_one_id_are_read(posts: list[dict[str, Any]]) -> None:
    told = json.loads(account_line(given_item(json.dumps({"id": 1, "posts": posts}).encode(), TalkItem)))
    for extract in extracts(told):
        assert any(extract["text"] in (post["text"] or "") for post in posts if post["id"] == extract["post"])


@pytest.mark.parametrize(
    "text",
    ["> " * 50_000, "> a\n" * 20_000, "```" * 20_000, "- " * 50_000, "[" * 100_000, "no, " * 25_000, "@a" * 50_000],
    ids=range(7),
)
def test_a_hostile_text_is_read_in_time(text: str) -> None:
    posts = [{"id": 1, "author": "a", "text": "Words to be quoted here."}, {"id": 2, "author": "b", "text": text}]
    assert account_line(given_item(json.dumps({"id": 1, "lang": "en", "posts": posts}).encode(), TalkItem))
