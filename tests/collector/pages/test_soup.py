"""A page becomes a tree, also where it is damaged, in a time that its length warrants."""

import pytest

from collector.pages.soup import tree_of


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>said</p><!-- a note --><p>and said</p>", "said and said"),
        ("<p>said</p><!-- never ended <p>not said</p>", "said"),
        ("<p>said</p><!-- ended --> <!-- not <p>not said</p>", "said"),
        ("<![if !IE]><p>said</p><![endif]>", "said"),
        ("<p>said</p><![CDATA[ not ended", "said"),
    ],
)
def test_what_does_not_end_is_not_read(html: str, expected: str) -> None:
    tree = tree_of(html)
    assert tree is not None
    assert " ".join(tree.get_text(" ").split()) == expected


@pytest.mark.parametrize("unit", ["<p ", '<p a="', "<!--", "<!--x--", "<![CDATA[", "<p>", "<li>", "<"])
def test_hostile_pages_end(unit: str) -> None:
    tree = tree_of(f"<html><body><p>said</p>{unit * 100_000}")
    assert tree is None or tree.get_text().startswith("said")
