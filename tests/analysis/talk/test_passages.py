"""Which words of a post can be read alone, which ask, and which sum up?"""

from collections.abc import Callable

import pytest

from analysis.talk.passages import lead, paragraphs
from analysis.talk.question import question
from analysis.talk.summary import in_one_line
from analysis.talk.tree import tree
from db.models import Post

Make = Callable[..., Post]


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
