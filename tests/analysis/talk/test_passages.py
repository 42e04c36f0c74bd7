"""Which words of a post can be read alone, and which sum up?"""

from collections.abc import Callable

import pytest

from analysis.talk.passages import lead, paragraphs
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
