"""The same story meets itself, across sources, days and languages, whatever the order in which its tellings come."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.analyse import analyse
from analysis.facts import facts_of
from analysis.lexicon.lexicon import load_lexicon
from analysis.senses.choose import KNOWN_NOTHING
from analysis.stories.clusters import cluster
from analysis.stories.features import features
from analysis.stories.stories import FADING, stories_among
from analysis.stories.tellings import Telling, canonical_url, telling_of
from analysis.text.detection import languages_of
from db.models import Headline, Post, Sighting
from db.store import Store

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
TITLES = [
    "Quillgate gateways hit by a remote hole",
    "Un fallo remoto en las pasarelas de Quillgate es público",
    "HeronDB 3.0 drops its vacuum",
    "A day in the life of a lighthouse keeper",
    "HeronDB 3.0 without vacuum is out",
]


def telling(
    number: int, title: str, hours: float = 0, *links: str, text: str = "", story: str | None = None
) -> Telling:
    at = NOW + timedelta(hours=hours)
    said = f"{title}\n{text}".strip()
    return Telling("s", str(number), title, said, features(said), links, at, at, story)


def tellings() -> list[Telling]:
    """Five headlines about three things."""
    return [telling(number, title, number / 60) for number, title in enumerate(TITLES)]


def threads(told: list[Telling], **more: datetime) -> list[list[str]]:
    return [[thread for _, thread in story.members] for story in stories_among(told, **more)]


def test_cluster_labels_as_they_come() -> None:
    texts = ["Quillgate gateways hit by a hole", "A hole in Quillgate gateways", "A lighthouse keeper's day"]
    assert list(cluster(texts)) == [0, 0, 1]


def test_tellings_of_one_thing_are_one_story_in_two_languages() -> None:
    assert threads(tellings()) == [["0", "1"], ["2", "4"], ["3"]]


@given(st.permutations(tellings()))
def test_order_of_arrival_changes_nothing(shuffled: list[Telling]) -> None:
    assert stories_among(shuffled) == stories_among(tellings())


def test_the_same_link_is_the_same_story_and_a_whole_site_is_none() -> None:
    page, site = "https://www.x.example/p/?utm_source=a", "https://x.example/"
    told = [
        telling(1, "One thing", 0, page, site),
        telling(2, "Said otherwise", 1, "http://m.x.example/p"),
        telling(3, "About bread", 1, site),
    ]
    assert threads(told) == [["1", "2"], ["3"]]


def test_a_copy_is_marked_and_counts_once() -> None:
    words = "Quillgate gateways have a hole that lets anyone in; patch them before the weekend"
    told = [telling(1, words), telling(2, f"RT @ana: {words}", 1), telling(3, "The hole in Quillgate gateways", 2)]
    [story] = stories_among(told)
    assert story.copies == {("s", "2")}


def test_the_farther_apart_the_more_must_be_shared() -> None:
    one, other = "Halbrenck warns", "More about Halbrenck"
    assert threads([telling(1, one), telling(2, other, 1)]) == [["1", "2"]]
    assert threads([telling(1, one), telling(2, other, 48)]) == [["1"], ["2"]]


def test_a_story_that_faded_is_closed() -> None:
    page = "https://x.example/p"
    apart = FADING / timedelta(hours=1)
    assert threads([telling(1, TITLES[0], 0, page), telling(2, TITLES[0], apart + 1, page)]) == [["1"], ["2"]]
    each_day = [telling(number, TITLES[0], 24 * number, page) for number in range(12)]
    assert threads(each_day) == [[str(number) for number in range(12)]]


def test_what_was_placed_before_stays_and_keeps_its_name() -> None:
    told = [telling(1, TITLES[2], 0, story="old"), telling(2, TITLES[3], 1, story="old"), telling(3, TITLES[4], 6)]
    [story] = stories_among(told, placed_before=NOW + timedelta(hours=3))
    assert (story.id, story.members) == ("old", (("s", "1"), ("s", "2"), ("s", "3")))
    assert len(stories_among(told)) == 2


def test_stories_that_grew_together_are_merged() -> None:
    told = [
        telling(1, "Blackout in Port Lenz", 0),
        telling(2, "Darkness over Port Lenz harbour tonight", 1),
        telling(3, "Ferrolane halts production lines", 2),
        telling(4, "Ferrolane lines stand still", 3),
        telling(5, "Blackout in Port Lenz halts Ferrolane production lines at the harbour", 4),
    ]
    found = threads(told)
    assert sum(map(len, found)) == 5
    assert len(found) <= 2


def test_a_week_of_one_company_is_not_one_story() -> None:
    events = [
        ("Quillmont names a new finance chief", "Quillmont ficha a una directora financiera"),
        ("Quillmont recalls 40,000 chargers after fires", "Quillmont retira 40.000 cargadores por incendios"),
        ("Regulator opens an antitrust inquiry into Quillmont", "Investigan a Quillmont por monopolio"),
        ("Quillmont opens a vaccine laboratory in Lisbon", "Quillmont abre un laboratorio de vacunas en Lisboa"),
    ]
    told, gold = [], {}
    for day, event in enumerate(events):
        for language, title in enumerate(event):
            number = 10 * day + language
            told.append(telling(number, title, 40 * day + 2 * language))
            gold[str(number)] = day
    for members in threads(told):
        assert len({gold[thread] for thread in members}) == 1


def test_two_stories_of_one_company_on_one_day_stay_two_in_the_second_look() -> None:
    told = [
        telling(1, "Quillmont recalls 40,000 chargers after fires", 0),
        telling(2, "Fires: Quillmont takes back 40,000 chargers", 30),
        telling(3, "A vaccine laboratory opens in Lisbon", 31),
        telling(4, "Vaccine laboratory in Lisbon is Quillmont's", 32),
    ]
    assert threads(told) == [["1", "2"], ["3", "4"]]


@pytest.mark.parametrize("title", ["", "…", "the of and", "🦀", "\u202e", "1 2 3"])
def test_a_telling_without_words_is_a_story_of_its_own(title: str) -> None:
    assert threads([telling(1, title), telling(2, title, 1), telling(3, TITLES[0], 2)])[-1] == ["3"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.x.example/a/", "http://x.example/a#top", True),
        ("https://x.example/a?b=1&a=2", "https://x.example/a?a=2&b=1", True),
        ("https://x.example/a?id=1", "https://x.example/a?id=2", False),
        ("https://[broken", "https://[broken", True),
    ],
)
def test_canonical_url(one: str, other: str, same: bool) -> None:
    assert (canonical_url(one) == canonical_url(other)) is same


# --- over the store ---


def post(name: str, title: str, hours: float, said: datetime | None = None) -> Post:
    at = NOW + timedelta(hours=hours)
    return Post(source="s", external_id=name, thread=name, title=title, text=title, created_at=said, collected_at=at)


def test_analysing_again_changes_nothing_and_old_stories_keep_their_names() -> None:
    with Store.open("sqlite://") as store:
        store.add([post("1", TITLES[0], 0), post("2", TITLES[2], 1)], [], [])
        analyse(store, names=False)
        first = store.all_stories()
        store.add([post("3", TITLES[4], 20 * 24), post("4", TITLES[1], 20 * 24)], [], [])
        analyse(store, names=False)
        second = store.all_stories()
        analyse(store, names=False)
        assert store.all_stories() == second
        assert second[:2] == first
        assert len(second) == 4


@pytest.mark.parametrize(
    "said", [None, NOW + timedelta(days=9999), datetime(1970, 1, 1, tzinfo=UTC), datetime.max.replace(tzinfo=UTC)]
)
def test_whatever_time_a_post_claims(said: datetime | None) -> None:
    with Store.open("sqlite://") as store:
        store.add([post("1", TITLES[0], 0, said), post("2", TITLES[0], 1, said), post("3", TITLES[1], 2)], [], [])
        analyse(store, names=False)
        assert len(store.stories_of([("s", "1"), ("s", "2"), ("s", "3")])) == 3
        assert all(story.last_seen <= NOW + timedelta(hours=2) for story in store.all_stories())


def test_a_trend_that_is_still_seen_keeps_its_story_open() -> None:
    with Store.open("sqlite://") as store:
        days = [Sighting(source="s", trend="1", rank=1, seen_at=NOW + timedelta(days=day)) for day in range(12)]
        store.add([post("1", TITLES[0], 0), post("2", TITLES[1], 12 * 24)], [], days)
        analyse(store, names=False)
        assert [len(story.members) for story in store.all_stories()] == [2]


PAIRS = [json.loads(line) for line in (Path(__file__).parent / "story_pairs.jsonl").read_text("utf-8").splitlines()]
FLOOR = 0.84  # a little below what is reached; `python -m benchmarks stories` says more


def test_labelled_pairs_across_sources_and_languages() -> None:
    found = [_is_one_story(pair) for pair in PAIRS]
    right = sum(one and pair["same"] for one, pair in zip(found, PAIRS, strict=True))
    assert 2 * right / (sum(found) + sum(pair["same"] for pair in PAIRS)) >= FLOOR


def _is_one_story(pair: dict[str, dict[str, str]]) -> bool:
    """Whether the two are one story, as they would be alone in a store."""
    headlines, senses = [], {}
    for side in ("one", "other"):
        told, at = pair[side], datetime.fromisoformat(pair[side]["at"])
        post = Post(
            source=told["source"],
            external_id=side,
            thread=side,
            title=told["title"],
            text="\n".join([told["title"], told["text"], *told["links"]]).strip(),
            language=told["language"],
            created_at=at,
            collected_at=at,
        )
        facts = facts_of([post], languages_of([post]), KNOWN_NOTHING, load_lexicon(), {})
        headlines.append(Headline(post=post, link=None, last_seen=at, story=None, mentions=facts.mentions))
        senses |= {sense.id: sense for sense in facts.senses}
    return len(stories_among([telling_of(each, senses) for each in headlines])) == 1
