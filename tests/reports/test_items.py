"""Does an explanation become an item with all its words and rows, and none twice?"""

import pytest

from db.models import Alternative, Entry, Explanation, Extract, Gloss, Kind, Provenance
from reports.items import cut, distinct_entries, heard, item_of, sections, with_title, with_unknown
from reports.page import counts


def extract(text: str, start: int = 0, *glosses: Gloss) -> Extract:
    return Extract(source="s", post="p", start=start, end=start + len(text), text=text, glosses=glosses)


def entry(term: str, expansion: str | None = None, category: str | None = None) -> Entry:
    provenance = Provenance.LEXICON if expansion else None
    return Entry(term=term, kind=Kind.ACRONYM, expansion=expansion, category=category, provenance=provenance)


def explanation(thread: str = "t", **parts: object) -> Explanation:
    return Explanation.model_validate({"source": "s", "thread": thread, "language": "en", **parts})


def test_nothing_without_words_becomes_an_item() -> None:
    assert item_of([explanation()], "trend") is None
    assert item_of([], "trend") is None


def test_the_explanation_that_says_most_gives_the_words_and_the_title_its_own() -> None:
    short = explanation("a", headline=extract("Short"), entries=(entry("A", "alpha"),))
    long = explanation(
        "b", headline=extract("Long"), about=(extract("It says more.", 9),), question=extract("Why?", 30)
    )
    made = item_of([short, long], "thread", title="Short")
    assert made
    assert made.title == extract("Short")
    assert [each.text for each in made.description] == ["It says more."]
    assert [each.term for each in made.entries] == ["A"]


def test_the_headline_says_something_and_the_words_are_in_the_pages_language() -> None:
    trend = explanation("a", headline=extract("Tidewater outage"))
    asked = explanation("b", headline=extract("Who watches your sessions at night?"), about=(extract("Me.", 9),) * 2)
    spanish = explanation("c", headline=extract("Tidewater: una fuga deja sin servicio"), about=(extract("Fue.", 90),))
    told = [trend, asked, spanish]
    english = item_of(told, "thread", title="Tidewater outage")
    assert english
    assert english.title == asked.headline
    native = item_of(told, "thread", title="Tidewater outage", native={("s", "c")})
    assert native
    assert (native.title, native.description) == (spanish.headline, spanish.about)


def test_a_long_headline_is_cut_between_words_and_said_in_full_below() -> None:
    text = "word " * 60 + "end"
    made = item_of([explanation(headline=extract(text))], "trend")
    assert made
    assert made.title
    assert made.title_cut
    assert text.startswith(made.title.text + " ")
    assert len(made.title.text) <= 140
    assert [each.text for each in made.description] == [text]


def test_a_mention_is_not_cut_in_two() -> None:
    text = "about the E E G today"
    made, was_cut = cut(extract(text, 0, Gloss(start=10, end=15, term="E E G", expansion="x")), 13)
    assert (made.text, made.glosses, was_cut) == ("about the", (), True)


def test_one_word_longer_than_the_limit_is_cut_anywhere() -> None:
    made, was_cut = cut(extract("x" * 20, 5), 8)
    assert (made.text, made.start, made.end, was_cut) == ("x" * 8, 5, 13, True)


def test_an_item_without_a_headline_is_called_by_its_first_words() -> None:
    made = item_of([explanation(about=(extract("First."), extract("Second.", 9)))], "trend")
    assert made
    assert made.title is None
    named = with_title(made)
    assert named.title == extract("First.")
    assert [each.text for each in named.description] == ["Second."]


@pytest.mark.parametrize("field", ["question", "in_one_line"])
def test_an_item_that_is_nothing_but_a_question_is_called_by_it(field: str) -> None:
    asked = extract("CRDT or OT?")
    made = item_of([explanation(about=(asked,), **{field: asked})], "thread")
    assert made
    named = with_title(made)
    assert named.title == extract("CRDT or OT?")
    assert (named.description, named.question, named.in_one_line) == ((), None, None)


def test_a_mention_without_a_meaning_has_a_row() -> None:
    mention = extract("XYZ and ABC", 0, Gloss(start=0, end=3, term="XYZ"), Gloss(start=8, end=11, term="ABC"))
    assert with_unknown([entry("ABC")], [mention]) == [entry("ABC"), entry("XYZ")]


def rows(**categories: str) -> list[Entry]:
    """A row for each letter, by category; those of `none` have none."""
    named = [(letter, None if name == "none" else name) for name, letters in categories.items() for letter in letters]
    return [entry(letter, letter.lower(), category) for letter, category in sorted(named)]


@pytest.mark.parametrize(
    ("categories", "expected"),
    [
        ({"Money": "BDE", "Machines": "CFG"}, [("Money", "BDE"), ("Machines", "CFG")]),
        ({"none": "A", "Money": "BDE", "Machines": "CF"}, [("Money", "BDE"), (None, "CFA")]),
        ({"Money": "BDEH", "Machines": "CFG", "Words": "A"}, [("Money", "BDEH"), (None, "ACFG")]),
        ({"Money": "BDEH", "Words": "A"}, [(None, "ABDEH")]),
        ({"Money": "AC", "Machines": "BD"}, [(None, "ACBD")]),
        ({"Money": "A"}, [(None, "A")]),
        ({"none": "AB"}, [(None, "AB")]),
    ],
)
def test_rows_are_grouped_by_category_and_no_table_beside_others_is_short(
    categories: dict[str, str], expected: list[tuple[str | None, str]]
) -> None:
    grouped = sections(rows(**categories), grouped=True)
    assert [(group.heading, "".join(row.term for row in group.entries)) for group in grouped] == expected


def test_rows_that_are_not_grouped_stay_in_their_order() -> None:
    mixed = rows(Money="BDE", Machines="CFG")
    assert [group.entries for group in sections(mixed, grouped=False)] == [tuple(mixed)]
    assert sections([], grouped=True) == ()


def test_a_row_is_printed_once_and_not_as_unknown_beside_a_meaning() -> None:
    assert distinct_entries([entry("A"), entry("A", "x"), entry("A", "x"), entry("A", "y")]) == [
        entry("A", "x"),
        entry("A", "y"),
    ]


def test_terms_are_counted_by_what_is_known_of_them() -> None:
    guess = entry("C").model_copy(
        update={
            "alternatives": (Alternative(expansion="x", confidence=0.5), Alternative(expansion="y", confidence=0.5))
        }
    )
    found = counts([], [entry("A", "x"), entry("A", "x"), entry("A", "y"), entry("B"), entry("A"), guess, guess])
    assert (found.explained, found.unknown, found.undecided) == (2, 1, 1)


@pytest.mark.parametrize(
    ("text", "glosses", "expected"),
    [
        ("Nothing.", (), []),
        ("A tpu, plainly.", (), ["TPU", "CHIP"]),
        ("HBM4", (Gloss(start=0, end=4, term="HBM4", expansion="high memory"),), ["HBM"]),
        ("P2Ps", (Gloss(start=0, end=4, term="P2P", expansion="entre pares"),), ["P2P", "IN"]),
        ("TPUX and chips", (), []),
        ("$1B!", (), ["$1B"]),
    ],
)
def test_a_digest_has_the_rows_of_what_it_says_and_of_what_these_say(
    text: str, glosses: tuple[Gloss, ...], expected: list[str]
) -> None:
    rows = [
        entry("TPU", "tensor CHIP"),
        entry("HBM", "high memory"),
        entry("$1B"),
        entry("CHIP", "piece"),
        entry("XYZ"),
        entry("P2P", "entre pares").model_copy(update={"original": "peer IN peer"}),
        entry("PAP", "entre pares"),
        entry("IN"),
    ]
    assert [row.term for row in heard(rows, [extract(text, 0, *glosses)])] == expected
