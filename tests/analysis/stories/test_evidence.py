"""What two tellings share, and how much it says."""

from itertools import pairwise

import pytest

from analysis.stories.evidence import ENOUGH_EVIDENCE, OTHER_NAMES, OTHER_VERSION, against, weight, worth
from analysis.stories.features import Feature, Trait, features

NAME, OTHER = Feature("quillgat", 1e-6, Trait.NAME), Feature("halbrenck", 1e-6, Trait.NAME)
NUMBER, TERM = Feature("#40000", 1e-6, Trait.NUMBER), Feature("~gpu", 1e-6, Trait.TERM)
WORDS = [Feature(f"={word}", 1e-4, Trait.WORD) for word in ("recall", "charger", "fire", "fine", "court", "vote")]
PLACE = Feature("=Peru", 1e-6, Trait.NAME)


def nats(*shared: Feature, whole: bool = False) -> float:
    return worth({feature: weight(feature, 0, 1) for feature in shared}, whole=whole)


@pytest.mark.parametrize(
    ("shared", "enough"),
    [
        ([], False),
        ([NAME, WORDS[0]], True),
        ([NAME, NUMBER], True),
        ([NUMBER, *WORDS[:2]], True),
        ([NAME], True),  # in no list: one in a million texts has it
        (WORDS, False),  # a topic
        ([TERM, *WORDS], False),
        ([PLACE, *WORDS], False),  # all that happens there
    ],
)
def test_an_event_has_who_and_what(shared: list[Feature], enough: bool) -> None:
    assert (nats(*shared) > ENOUGH_EVIDENCE) is enough


def test_a_search_that_is_found_again_whole_needs_no_name() -> None:
    assert nats(*WORDS[:4], whole=True) > ENOUGH_EVIDENCE


def test_each_further_one_of_a_kind_says_less() -> None:
    worths = [nats(NAME, *WORDS[:n]) for n in range(5)]
    gains = [late - early for early, late in pairwise(worths)]
    assert gains == sorted(gains, reverse=True)
    assert nats(*(Feature(f"n{n}", 1e-6, Trait.NAME) for n in range(50))) < 2 * nats(NAME)


def test_what_many_stories_mention_is_worth_less() -> None:
    worths = [weight(NAME, others, 100) for others in (0, 1, 5, 50, 100)]
    assert worths == sorted(worths, reverse=True)
    assert worths[-1] == 0


def test_other_names_and_other_versions_speak_against_it() -> None:
    assert against({NAME.name: NAME}, {OTHER.name: OTHER}, []) == OTHER_NAMES
    assert against({NAME.name: NAME}, {NAME.name: NAME, OTHER.name: OTHER}, []) == 0
    one, other = (features(text).versions for text in ("Quillgate 9.1.4 has a hole", "Quillgate 10 is out"))
    assert against({}, {}, [(one["quillgat"], other["quillgat"])]) == OTHER_VERSION
    assert against({}, {}, [(one["quillgat"], one["quillgat"])]) == 0


def test_a_name_of_several_words_is_one_name() -> None:
    phrase = Feature("john quill", 1e-5, Trait.NAME)
    parts = [Feature("john", 1e-4, Trait.WORD), Feature("quill", 1e-5, Trait.NAME), Feature("=john", 1e-4, Trait.WORD)]
    assert nats(phrase, *parts, WORDS[0]) == nats(phrase, WORDS[0])
    longer = Feature("quill oliver", 1e-5, Trait.NAME)  # of John Quill Oliver
    assert nats(phrase, longer, *parts, WORDS[0]) == nats(phrase, WORDS[0])
