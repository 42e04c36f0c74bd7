"""Does an explanation become an item with all its words and rows, and none twice?"""

import pytest

from db.models import Act, Alternative, Chapter, Entry, Explanation, Extract, Gloss, Kind, Provenance, Voice
from reports.glossary import by_need, distinct_entries, heard, sections, with_unknown
from reports.items import cut, item_of, shortened, title_only, with_title
from reports.page import PageItem, Quote, counts


def extract(text: str, start: int = 0, *glosses: Gloss) -> Extract:
    return Extract(source="s", post="p", start=start, end=start + len(text), text=text, glosses=glosses)


def entry(term: str, expansion: str | None = None, category: str | None = None) -> Entry:
    provenance = Provenance.LEXICON if expansion else None
    return Entry(term=term, kind=Kind.ACRONYM, expansion=expansion, category=category, provenance=provenance)


def explanation(thread: str = "t", **parts: object) -> Explanation:
    return Explanation.model_validate({"source": "s", "thread": thread, "language": "en", **parts})


def voice(name: str, act: str = "adds", to: str | None = "root", weight: float = 1.0, text: str = "So it is.") -> Voice:
    words = extract(f"{name}: {text}").model_copy(update={"post": name, "author": name})
    return Voice(act=Act(act), to=to, to_author=to, weight=weight, words=words)


def said(page_item: PageItem) -> list[str]:
    """What its description quotes."""
    return [quote.extract.text for quote in page_item.description]


def test_nothing_without_words_becomes_an_item() -> None:
    assert item_of([explanation()], "trend", "en") is None
    assert item_of([], "trend", "en") is None


def test_the_explanation_that_says_most_gives_the_words_and_the_title_its_own() -> None:
    short = explanation("a", headline=extract("A short one"), entries=(entry("A", "alpha"), entry("B", "beta")))
    long = explanation(
        "b", headline=extract("Long"), about=(extract("It says more.", 9),), question=extract("Why?", 30)
    )
    made = item_of([short, long], "thread", "en", title="A short one")
    assert made
    assert made.title == Quote(extract("A short one"))
    assert said(made) == ["It says more."]
    assert ([each.term for each in made.entries], [each.term for each in made.elsewhere]) == (["A"], ["B"])


def test_the_headline_says_something_and_the_words_are_in_the_pages_language() -> None:
    trend = explanation("a", headline=extract("Tidewater outage"))
    asked = explanation("b", headline=extract("Who watches your sessions at night?"), about=(extract("Me.", 9),) * 2)
    spanish = explanation("c", headline=extract("Tidewater: una fuga deja sin servicio"), about=(extract("Fue.", 90),))
    told = [trend, asked, spanish]
    english = item_of(told, "thread", "en", title="Tidewater outage")
    assert english
    assert english.title == Quote(asked.headline)
    native = item_of(told, "thread", "en", title="Tidewater outage", native={("s", "c")})
    assert native
    assert (native.title, said(native)) == (Quote(spanish.headline), ["Fue."])


def test_a_long_headline_is_cut_between_words_and_said_in_full_below() -> None:
    text = "word " * 60 + "end"
    made = item_of([explanation(headline=extract(text))], "trend", "en")
    assert made
    assert made.title
    assert made.title_cut
    assert text.startswith(made.title.extract.text + " ")
    assert len(made.title.extract.text) <= 140
    assert said(made) == [text]


def test_a_mention_is_not_cut_in_two() -> None:
    text = "about the E E G today"
    made, was_cut = cut(extract(text, 0, Gloss(start=10, end=15, term="E E G", expansion="x")), 13)
    assert (made.text, made.glosses, was_cut) == ("about the", (), True)


def test_one_word_longer_than_the_limit_is_cut_anywhere() -> None:
    made, was_cut = cut(extract("x" * 20, 5), 8)
    assert (made.text, made.start, made.end, was_cut) == ("x" * 8, 5, 13, True)


def test_an_item_without_a_headline_is_called_by_its_first_words() -> None:
    made = item_of([explanation(about=(extract("First."), extract("Second.", 9)))], "trend", "en")
    assert made
    assert made.title is None
    named = with_title(made)
    assert named.title == Quote(extract("First."))
    assert said(named) == ["Second."]


@pytest.mark.parametrize("field", ["question", "in_one_line"])
def test_an_item_that_is_nothing_but_a_question_is_called_by_it(field: str) -> None:
    asked = extract("CRDT or OT?")
    made = item_of([explanation(about=(asked,), **{field: asked})], "thread", "en")
    assert made
    named = with_title(made)
    assert named.title == Quote(extract("CRDT or OT?"))
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
    grouped = sections(rows(**categories))
    assert [(group.heading, "".join(row.term for row in group.entries)) for group in grouped] == expected


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


# --- who says what ---


def test_a_conversation_is_told_by_who_weighs_most_and_the_others_are_counted() -> None:
    voices = [voice(name, weight=float(n)) for n, name in enumerate("abcdefghi")]
    made = item_of([explanation(headline=extract("T"), voices=voices, acts={"adds": 9, "thanks": 2})], "thread", "en")
    assert made
    assert [each.author for each in made.conversation] == list("cdefghi")
    assert made.others == {Act.ADDS: 2, Act.THANKS: 2}


def test_a_reply_stands_below_what_it_responds_to_where_that_is_right_above() -> None:
    voices = [voice("a"), voice("b", to="a"), voice("c", to="b"), voice("d", to="a"), voice("e", to="b"), voice("a")]
    made = item_of([explanation(headline=extract("T"), voices=voices)], "thread", "en")
    assert made
    assert [each.depth for each in made.conversation] == [0, 1, 2, 1, 0, 0]


def test_who_responds_to_a_post_of_his_own_is_not_said_to_speak_to_himself() -> None:
    own = voice("a").model_copy(update={"to_author": "a"})
    made = item_of([explanation(headline=extract("T"), voices=[own])], "thread", "en")
    assert made
    assert made.conversation[0].to is None


def test_who_asks_the_question_is_told_however_little_else_he_says() -> None:
    asking = voice("a", "asks", weight=0, text="Why? I tried.")
    asked = asking.words.model_copy(update={"text": "Why?", "start": 3, "end": 7})
    voices = [asking, *(voice(name) for name in "bcdefgh")]
    made = item_of([explanation(headline=extract("T"), voices=voices, question=asked)], "thread", "en")
    assert made
    assert (made.question, made.is_open) == (None, True)
    assert [each.author for each in made.conversation if each.is_question] == ["a"]
    assert made.conversation[0].quote == Quote(asking.words)
    shorter = item_of([explanation(headline=extract("T"), voices=voices, question=asking.words)], "thread", "en")
    assert shorter
    assert shorter.conversation[0].quote == Quote(asking.words)


def test_what_is_asked_first_is_not_asked_twice() -> None:
    opening = extract("Why is it so? I tried.")
    asked = opening.model_copy(update={"text": "Why is it so?", "end": 13})
    made = item_of([explanation(about=(opening,), question=asked)], "thread", "en")
    assert made
    assert (made.asks, made.question, said(made)) == (True, None, ["Why is it so? I tried."])


@pytest.mark.parametrize(
    ("written", "expected"),
    [(("es", "es", "en"), "es"), (("en", "en", "es"), None), ((None, None, None), None), (("fr",), "fr")],
)
def test_an_item_is_told_in_the_language_of_most_of_it(written: tuple[str | None, ...], expected: str | None) -> None:
    about = tuple(
        extract(f"{n} words that are told.").model_copy(update={"language": code, "start": n, "post": str(n)})
        for n, code in enumerate(written)
    )
    made = item_of([explanation(about=about)], "thread", "en")
    assert made
    assert made.language == expected


def test_an_item_is_shortened_by_whole_extracts_what_it_is_and_the_question_first() -> None:
    made = item_of(
        [
            explanation(
                headline=extract("T"),
                about=(extract("One two three.", 9), extract("Four five six.", 30)),
                question=extract("Seven, eight?", 60),
                voices=[voice("a", weight=1.0), voice("b", weight=2.0)],
                acts={"adds": 2},
            )
        ],
        "thread",
        "en",
    )
    assert made
    shorter = shortened(made, 9)
    assert (said(shorter), shorter.question) == (["One two three."], made.question)
    assert [each.author for each in shorter.conversation] == ["b"]
    assert shorter.others == {Act.ADDS: 1}
    assert said(shortened(made, 1)) == ["One two three."]
    assert shortened(made, 100).body == made.body


def test_a_line_has_the_title_and_its_rows_only() -> None:
    headline = extract("A thing", 0, Gloss(start=0, end=1, term="A", expansion="alpha"))
    chapters = (Chapter(heading=None, said=(extract("B lasts.", 30),)),)
    rows = (entry("A", "alpha"), entry("B", "beta"))
    made = item_of([explanation(headline=headline, chapters=chapters, entries=rows)], "trend", "en")
    assert made
    assert [row.term for row in made.entries] == ["A", "B"]
    line = title_only(made)
    assert (line.body, [row.term for row in line.entries], line.elsewhere) == ((), ["A"], ())


@pytest.mark.parametrize(
    ("headline", "expected"),
    [("Kiln sets up DP on nine chips", True), ("Kiln sets up QX on nine chips", False), ("DP", False)],
)
def test_a_headline_tells_something_where_it_is_one_and_a_word_of_it_is_explained(
    headline: str, expected: bool
) -> None:
    glosses = (Gloss(start=headline.find("DP"), end=headline.find("DP") + 2, term="DP", expansion="data parallelism"),)
    said = extract(headline, 0, *(glosses if "DP" in headline else ()))
    made = item_of([explanation(headline=said, entries=(entry("DP", "data parallelism"),))], "trend", "en")
    assert made
    assert made.tells == expected


def test_who_responds_to_somebody_who_has_no_room_is_not_set_in() -> None:
    voices = [voice("a", weight=0), voice("b", to="a", weight=9), voice("c", to="b", weight=8)]
    made = item_of([explanation(headline=extract("T"), voices=voices)], "thread", "en")
    assert made
    assert [each.depth for each in made.conversation] == [0, 1, 2]
    assert [each.depth for each in shortened(made, 8).conversation] == [0, 1]


def test_what_everybody_knows_comes_last_in_a_glossary() -> None:
    rows = [entry(term, "x").model_copy(update={"level": level}) for term, level in (("A", 1), ("B", 3), ("C", None))]
    assert [row.term for row in by_need(rows)] == ["B", "C", "A"]
