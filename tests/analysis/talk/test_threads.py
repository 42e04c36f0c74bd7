"""Trees have as many nodes as posts; extracts are whole sentences."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.talk.threads import in_one_line, lead, paragraphs, question, tree
from analysis.text.sentences import sentences
from db.models import Post

Make = Callable[..., Post]
NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)


def test_reading_order_and_depth(post: Make) -> None:
    posts = [post("root"), post("b", "3", parent="1"), post("a", "2", parent="1"), post("c", "4", parent="3")]
    assert [(n.post.external_id, n.depth, n.replies) for n in tree(posts)] == [
        ("1", 0, 3),
        ("3", 1, 1),
        ("4", 2, 0),
        ("2", 1, 0),
    ]


@given(st.lists(st.integers(0, 12), max_size=12))
def test_a_thread_has_as_many_nodes_as_posts(parents: list[int]) -> None:
    posts = [
        Post(source="s", external_id=str(i), thread="0", parent=str(parent), collected_at=NOW)
        for i, parent in enumerate(parents)
    ]
    nodes = tree(posts)
    assert sorted(n.post.external_id for n in nodes) == sorted(p.external_id for p in posts)
    assert all(n.replies < len(posts) for n in nodes)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("e.g. this and i.e. that. Then", ["e.g. this and i.e. that.", "Then"]),
        ("version 1.5 is out", ["version 1.5 is out"]),
        ("a line\nanother", ["a line", "another"]),
        ("", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in sentences(text)] == expected


@given(st.text(max_size=200))
def test_sentences_are_in_order_and_lose_only_white_space(text: str) -> None:
    spans = list(sentences(text))
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
    assert all(a < b for a, b in spans)


def test_the_lead_leaves_out_titles_addresses_and_introductions(post: Make) -> None:
    text = "A title\n\nhttps://x.example/a\nI ask about this:\nThe first real sentence. And a second one.\nLater on."
    found = lead(post(text, title="A title"))
    assert found
    assert found.text == "The first real sentence. And a second one."


def test_paragraphs_of_an_article(post: Make) -> None:
    found = paragraphs(post("First paragraph is here.\nA heading\nSecond paragraph is here."), most=400)
    assert [p.text for p in found] == ["First paragraph is here.", "Second paragraph is here."]


def test_the_question_is_the_roots_else_the_most_answered(post: Make) -> None:
    posts = [
        post("Just a statement here."),
        post("Is it so, do you think?", "2", parent="1"),
        post("Why would it ever do that?", "3", parent="1"),
    ]
    posts.append(post("Because of that.", "4", parent="3"))
    asked = question(tree(posts), {})
    assert asked
    assert asked.text == "Why would it ever do that?"


def test_a_problem_that_is_named_is_a_question(post: Make) -> None:
    asked = question(tree([post("Hola a todos hoy. El problema de la pérdida: crece siempre.")]), {"1": "es"})
    assert asked
    assert asked.text == "El problema de la pérdida: crece siempre."


def test_a_problem_is_told_to_the_end_of_its_paragraph(post: Make) -> None:
    text = "El problema de la pérdida: crece siempre. Con dos chips no pasa. \n\nOtra cosa es el precio."
    asked = question(tree([post(text)]), {"1": "es"})
    assert asked
    assert asked.text == "El problema de la pérdida: crece siempre. Con dos chips no pasa."
    long = question(tree([post(f"El problema de la pérdida: crece. {'Y más ' * 80}.")]), {"1": "es"})
    assert long
    assert long.text == "El problema de la pérdida: crece."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I got lost (tldr; bandwidth is simplicity) today.", "bandwidth is simplicity"),
        ("I got lost (bandwidth ⟹ simplicity) today.", "bandwidth ⟹ simplicity"),
        ("**TL;DR:** it never worked at all.", "it never worked at all."),
        ("That is the whole TL;DR.", "That is the whole TL;DR."),
        ("En resumen, no funciona.", "En resumen, no funciona."),
    ],
)
def test_in_one_line(post: Make, text: str, expected: str) -> None:
    found = in_one_line(tree([post(text)]))
    assert found
    assert found.text == expected
