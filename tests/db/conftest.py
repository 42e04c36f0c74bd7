"""What the tests of the store share: records with everything filled in, and a store with a little of each."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from db.models import (
    Act,
    Definition,
    Digest,
    Explanation,
    Facts,
    Kind,
    Mention,
    Position,
    Post,
    Provenance,
    Sense,
    Sighting,
    Story,
    Trend,
)
from db.store import Store

MORNING = datetime(2026, 11, 24, 6, tzinfo=UTC)


def make_post(external_id: str = "1", **changes: Any) -> Post:
    """A post by Ana that is its own thread, unless told otherwise."""
    values = {"source": "forum", "external_id": external_id, "thread": external_id, "author": "ana"}
    return Post(**(values | {"text": f"text of {external_id}", "collected_at": MORNING} | changes))


def make_sense(sense: str = "dp-parallel", term: str = "DP", **changes: Any) -> Sense:
    """A sense of the lexicon in both languages, unless told otherwise."""
    values = {
        "id": sense,
        "term": term,
        "kind": Kind.ACRONYM,
        "expansion": {"en": "data parallelism", "es": "paralelismo de datos"},
        "meaning": {"en": "Each chip has a full copy.", "es": "Cada chip tiene una copia completa."},
        "provenance": Provenance.LEXICON,
    }
    return Sense(**(values | changes))


def make_mention(post: str = "1", term: str = "DP", start: int = 0, **changes: Any) -> Mention:
    """A mention of a term, in the sense of `make_sense` unless told otherwise."""
    values = {"source": "forum", "post": post, "start": start, "end": start + len(term), "surface": term, "term": term}
    return Mention(**(values | {"kind": Kind.ACRONYM, "sense": "dp-parallel", "confidence": 0.9} | changes))


def content_of(store: Store) -> str:
    """Everything in the database, as SQL: equal texts mean that nothing at all has changed."""
    with store.read() as connection:
        driver: Any = connection.connection.driver_connection
        return "\n".join(driver.iterdump())


@pytest.fixture(scope="session")
def morning() -> datetime:
    """When the tests' posts were collected."""
    return MORNING


@pytest.fixture(scope="session")
def a_post() -> Callable[..., Post]:
    """`make_post`."""
    return make_post


@pytest.fixture(scope="session")
def a_sense() -> Callable[..., Sense]:
    """`make_sense`."""
    return make_sense


@pytest.fixture(scope="session")
def a_mention() -> Callable[..., Mention]:
    """`make_mention`."""
    return make_mention


@pytest.fixture(scope="session")
def content() -> Callable[[Store], str]:
    """`content_of`."""
    return content_of


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a test's store is."""
    return tmp_path / "unjargon.db"


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store, closed: what copies it is spared the migrations."""
    path = tmp_path_factory.mktemp("made") / "empty.db"
    Store.open(path).close()
    return path


@pytest.fixture(scope="session")
def a_store(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Store]:
    """Opens an empty store of its own at each call."""
    folder = tmp_path_factory.mktemp("stores")
    names = (folder / f"{number}.db" for number in count())
    return lambda: Store.open(shutil.copyfile(made, next(names)))


@pytest.fixture
def store(path: Path, made: Path) -> Iterator[Store]:
    """An empty store in a file."""
    with Store.open(shutil.copyfile(made, path)) as opened:
        yield opened


@pytest.fixture(scope="session")
def made_sample(made: Path) -> Path:
    """What `sample` copies."""
    path = made.with_name("sample.db")
    with Store.open(shutil.copyfile(made, path)) as store:
        fill(store)
    return path


@pytest.fixture
def sample(path: Path, made_sample: Path) -> Iterator[Store]:
    """A thread with two answers, a trend seen twice, a story of both, and what was found in them."""
    with Store.open(shutil.copyfile(made_sample, path)) as opened:
        yield opened


def fill(store: Store) -> None:
    """Puts in what `sample` holds."""
    noon, evening = MORNING + timedelta(hours=6), MORNING + timedelta(hours=12)
    posts = [
        make_post(
            "1", title="Training", text="Training\n\nWhat is DP?", url="https://forum.example/1", created_at=MORNING
        ),
        make_post("2", thread="1", parent="1", author="bea", text="DP (data parallelism) es fácil", score=3),
        make_post("3", thread="1", parent="2", author="ana", text="Then TP stands for what?", collected_at=noon),
        make_post("t1", source="lists", author=None, title="Chip sale", text="Chip sale", collected_at=noon),
    ]
    trends = [Trend(source="lists", external_id="t1", title="Chip sale", url="https://lists.example/t1")]
    seen = [
        Sighting(source="lists", trend="t1", rank=r, volume=v, seen_at=t)
        for r, v, t in ((4, 90, noon), (2, None, evening))
    ]
    store.add(posts, trends, seen)
    headline = Facts(source="lists", thread="t1", languages={"t1": "en"})
    store.save([sample_facts(), headline], "first")
    rollup = {"kind": Kind.JARGON, "provenance": Provenance.READER, "expansion": {"en": "many transfers in one"}}
    store.define(make_sense("own-rollup", "rollup", **rollup, meaning={}))
    members = (("forum", "1"), ("lists", "t1"))
    store.save_stories([Story(id="s1", title="Chips", members=members, first_seen=MORNING, last_seen=evening)])
    store.save_digest(Digest(day=date(2026, 11, 24), language="en", markdown="# Digest"))


def sample_facts() -> Facts:
    """What was found in the thread of `sample`."""
    where = {"source": "forum", "thread": "1"}
    return Facts(
        **where,
        languages={"1": "en", "2": "es", "3": "en"},
        mentions=(
            make_mention("1", start=18),
            make_mention("2", start=0),
            make_mention("3", "TP", 5, sense=None, confidence=None),
        ),
        senses=(make_sense(category="parallelism", domain="ai", evidence_url="https://lexicon.example/dp"),),
        definitions=(
            Definition(
                **where, post="2", term="DP", expansion="data parallelism", language="en", author="bea", start=4, end=20
            ),
            Definition(**where, post="2", term="PP", expansion="Pipeline parallelism", language="en", start=4, end=20),
        ),
        positions=(Position(source="forum", post="2", act=Act.ADDS, to="1", start=0, end=4),),
        explanations=tuple(Explanation(**where, language=language) for language in ("en", "es")),
    )
