"""A stream of texts: each finds its story as it comes, and what is old is forgotten."""

import random
from collections.abc import Iterator
from itertools import count, islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stories.clusters import StoryStream, cluster

WORDS = "bank loan storm harbour election vote chip the of a".split()
# any text at all, and texts of few words, so that stories meet
TEXTS = st.lists(st.text() | st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join), max_size=30)

ENGLISH = [
    "Quillgate gateways hit by a remote hole",
    "Storm Bertil closes the harbour of Norvik",
    "Remote hole in Quillgate gateways is public",
    "HeronDB 3.0 drops its vacuum",
    "Ferries wait as storm Bertil nears Norvik",
    "Quillgate patches the hole in its gateways",
    "HeronDB 3.0 without vacuum is out",
]
SPANISH = [
    "El Banco de Almera sube los tipos de interés",
    "La borrasca Bertil cierra el puerto de Norvik",
    "Sube el tipo de interés del Banco de Almera",
    "HeronDB 3.0 elimina el vaciado",
    "Los transbordadores esperan en Norvik a la borrasca Bertil",
    "Almera: los bancos aplauden la subida del interés",
    "Sale HeronDB 3.0 sin vaciado",
]


@pytest.mark.parametrize("headlines", [ENGLISH, SPANISH])
def test_headlines_find_their_story(headlines: list[str]) -> None:
    assert list(cluster(headlines)) == [0, 1, 0, 2, 1, 0, 2]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The mayor of Norvik resigns", "A whale is seen off Almera"),
        ("What is to be done with the old station?", "What is to be seen at the new museum?"),
        ("Por qué se ha ido el alcalde de Norvik", "Por qué se ha visto una ballena en Almera"),
        ("Heron buys a bank", "A day with a heron"),
    ],
)
def test_other_stories_are_other_stories(one: str, other: str) -> None:
    assert list(cluster([one, other])) == [0, 1]


def test_long_texts_share_everyday_words_without_being_one_story() -> None:
    ferry = (
        "The company that runs the ferries said on Monday that whoever holds a ticket can ask for money back, and "
        "that both old boats are to be sold before winter, since nobody wants to pay for new engines."
    )
    museum = (
        "On Monday a museum opened its second wing to the town, built with a lottery; rain fell through the roof all "
        "year, and the director sold her own paintings rather than close without the money."
    )
    assert list(cluster([ferry, museum])) == [0, 1]


def test_capitals_accents_plurals_and_points_make_no_difference() -> None:
    assert list(cluster(["Los campeones llegan a Almería", "LOS CAMPEONES LLEGAN A ALMERIA!"])) == [0, 0]
    assert list(cluster(["Norvik's banks lend boats", "Norvik bank lends boat"])) == [0, 0]
    assert list(cluster(["Bancos", "El banco"])) == [0, 0]


def test_a_word_of_many_stories_begins_to_tell_nothing() -> None:
    breaking = [f"Breaking: {name}x {name}y {name}z" for name in "abcdefghijklmnopqrstuvw"]
    assert list(cluster(breaking)) == list(range(len(breaking)))


def test_labels_are_given_as_texts_come() -> None:
    endless = (f"norvik storm {number}" for number in count())
    assert list(islice(cluster(endless), 3)) == [0, 0, 0]


@given(TEXTS)
def test_labels_count_up_without_gaps(texts: list[str]) -> None:
    begun = -1
    for label in cluster(texts):
        assert 0 <= label <= begun + 1
        begun = max(begun, label)


@given(TEXTS, st.integers(0, 30))
def test_what_follows_changes_no_label(texts: list[str], some: int) -> None:
    assert list(cluster(texts))[:some] == list(cluster(texts[:some]))


@given(TEXTS)
def test_identical_texts_have_one_label(texts: list[str]) -> None:
    labels = list(cluster([*texts, *texts]))
    labelled = set(zip([*texts, *texts], labels, strict=True))
    assert len(labelled) == len(set(texts))


@pytest.mark.parametrize(
    "strange", ["", " \n", "\x00", "\u202e\u202d", "🦩🦩", "word" * 100_000, "a b " * 100_000, "台風"]
)
def test_strange_texts_are_texts(strange: str) -> None:
    assert list(cluster([strange, ENGLISH[0], strange])) == [0, 1, 0]


def unrelated() -> Iterator[str]:
    """Five words by chance, the same in every run."""
    chance = random.Random(1)
    while True:
        yield " ".join(str(chance.randrange(1000, 99_999)) for _ in range(5))


def test_what_is_old_is_forgotten() -> None:
    stream, remembered = StoryStream(), []
    for place, text in enumerate(islice(unrelated(), 20_001)):
        stream.place(text)
        if place in {10_000, 20_000}:
            remembered.append((len(stream.sizes), len(stream.twins), sum(map(len, stream.index.values()))))
    half, whole = remembered
    assert all(late < 1.2 * early for early, late in zip(half, whole, strict=True))


def test_a_story_that_goes_on_is_remembered() -> None:
    stream = StoryStream()
    story = stream.place("Storm Bertil nears Norvik")
    for place, text in enumerate(islice(unrelated(), 8_000)):
        stream.place(text)
        if place % 500 == 0:
            assert stream.place(f"Storm Bertil nears Norvik, day {place}") == story
