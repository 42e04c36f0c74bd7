"""Which records do the pages of these tests show? A small day, by hand; its people are invented."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

import pytest

from analysis.trends.ranks import rank_stories
from db.models import (
    Act,
    Alternative,
    Entry,
    Explanation,
    Extract,
    Gloss,
    Kind,
    Outcome,
    Post,
    PostKey,
    Provenance,
    Sense,
    Sighting,
    State,
    Story,
    Voice,
)
from reports.day import Day
from reports.digest import digest_page
from reports.order import ranked
from reports.page import DigestPage
from reports.words import Titles, page_words
from unjargon.day.reading import read_day

DAY = date(2026, 11, 24)
MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)
WORDS: dict[str, dict[str, str]] = {
    "en": {
        "TPU": "tensor processing unit",
        "DP": "data parallelism",
        "TP": "tensor parallelism",
        "$1B": "one billion dollars",
        "airdrop": "free hand-out of tokens",
        "hardware": "Hardware",
        "splitting": "Ways of splitting the work",
        "TPU means": "A chip that does nothing but the arithmetic of machine learning.",
        "DP means": "Each chip holds the whole model and learns from its own share of the examples.",
        "TP means": "Each large sum is cut into pieces that several chips work out at once.",
        "airdrop means": "Tokens given away, often to those who already use a service.",
        "Floof means": "A website where anyone can issue a coin.",
    },
    "es": {
        "TPU": "unidad de procesamiento tensorial",
        "DP": "paralelismo de datos",
        "TP": "paralelismo tensorial",
        "$1B": "mil millones de dólares",
        "airdrop": "reparto gratuito de fichas",
        "hardware": "Máquinas",
        "splitting": "Maneras de repartir el trabajo",
        "TPU means": "Un chip que solo hace las cuentas del aprendizaje automático.",
        "DP means": "Cada chip tiene el modelo entero y aprende de su parte de los ejemplos.",
        "TP means": "Cada cuenta grande se parte en trozos que varios chips hacen a la vez.",
        "airdrop means": "Fichas que se regalan, muchas veces a quienes ya usan un servicio.",
        "Floof means": "Un sitio web donde cualquiera puede crear una moneda.",
    },
}


TITLES = Titles(
    kinds={"hackernews": "Hacker News", "mastodon": "Mastodon", "bluesky": "Bluesky"}
    | {"google-trends": "Google Trends", "dexscreener": "DexScreener"},
    promoted=("dexscreener",),
    own={"feed:https://blog.example/atom": "Ana's *notes*", "dexscreener": "Coins", "file:/home/ana/a.txt": "Links"},
)


@dataclass
class Records:
    """What a digest reads of the store, held in lists; and what sources are called."""

    told: list[Story] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    sightings: list[Sighting] = field(default_factory=list)
    explained: list[Explanation] = field(default_factory=list)
    asked: list[Outcome] = field(default_factory=list)
    titles: Titles = TITLES

    def page(self, day: date, language: str, **said: Any) -> DigestPage:
        """The page of the day, ranked as the analysis ranks; `said` is what `digest_page` takes besides."""
        records = read_day(self, Day(day, UTC, page_words(language).naming(TITLES)), mentions=False)
        return digest_page(records, ranked(records, rank_stories), **said)

    def oldest(self) -> None:
        """No term rises by itself."""

    def senses_by_id(self, ids: Iterable[str]) -> dict[str, Sense]:
        assert not list(ids)
        return {}

    def latest_day(self, zone: tzinfo, until: datetime | None = None) -> date | None:
        times = [p.collected_at for p in self.posts] + [s.seen_at for s in self.sightings]
        return max((at.astimezone(zone).date() for at in times if until is None or at < until), default=None)

    def stories(self, since: datetime, until: datetime) -> list[Story]:
        times = [(p.source, p.thread, p.collected_at) for p in self.posts]
        times += [(s.source, s.trend, s.seen_at) for s in self.sightings]
        told = {(source, thread) for source, thread, at in times if since <= at < until}
        return [story for story in self.told if told & set(story.members)]

    def posts_of(self, keys: Collection[PostKey]) -> dict[PostKey, list[Post]]:
        return {key: found for key in keys if (found := [p for p in self.posts if (p.source, p.thread) == key])}

    def trend_history(self, keys: Collection[PostKey], until: datetime) -> dict[PostKey, list[Sighting]]:
        seen = [s for s in self.sightings if s.seen_at < until]
        return {key: found for key in keys if (found := [s for s in seen if (s.source, s.trend) == key])}

    def looks(self, since: datetime | None, until: datetime) -> dict[str, list[datetime]]:
        seen = {
            (s.source, s.seen_at) for s in self.sightings if s.seen_at < until and not (since and s.seen_at < since)
        }
        return {source: sorted(at for each, at in seen if each == source) for source, _ in sorted(seen)}

    def explanations(self, keys: Collection[PostKey], language: str) -> dict[PostKey, Explanation]:
        found = [e for e in self.explained if e.language == language]
        return {(e.source, e.thread): e for e in found if (e.source, e.thread) in keys}

    def outcomes(self, since: datetime, until: datetime) -> list[Outcome]:
        return [outcome for outcome in self.asked if since <= outcome.at < until]


def at_hour(hours: float) -> datetime:
    return MIDNIGHT + timedelta(hours=hours)


def post(source: str, thread: str, external_id: str, text: str, *, author: str, at: float, url: str) -> Post:
    return Post(
        source=source,
        external_id=external_id,
        thread=thread,
        parent=None if thread == external_id else thread,
        author=author,
        text=text,
        url=url,
        created_at=at_hour(at),
        collected_at=at_hour(at + 1),
    )


def extract(of: Post, text: str, glosses: dict[str, str | None]) -> Extract:
    """These words of the post, with a gloss at the first place of each term."""
    start = of.text.index(text)
    placed = [(text.index(term), term, expansion) for term, expansion in glosses.items() if term in text]
    return Extract(
        source=of.source,
        post=of.external_id,
        start=start,
        end=start + len(text),
        text=text,
        author=of.author,
        url=of.url,
        language="en",
        glosses=tuple(Gloss(start=at, end=at + len(t), term=t, expansion=words) for at, t, words in sorted(placed)),
    )


TALK = (
    "Why our TPU training needs only DP\nWe dropped TP last month and nothing got slower. The network is fast enough.",
    "But does DP alone still fit once the model has a ZLQ head? For us bandwidth was simplicity.",
    "It does with a second TPU for the head alone.",
    "Thanks! In the end we bought the second one.",
)
SHARDING, ANSWER, REPLY, THANKS = (
    post("hackernews", "901", str(n), text, author=author, at=n / 4 - 219.75, url=f"https://news.example/item?id={n}")
    for n, text, author in zip(range(901, 905), TALK, ("mira_k", "Otto Brandt") * 2, strict=True)
)
COIN = post(
    "google-trends:US",
    "floof",
    "floof",
    "Floof.fun to raise $1B, traders bet on an airdrop",
    author="The Example Herald",
    at=-20,
    url="https://herald.example/floof",
)
SALE = post(
    "feed:https://blog.example/feed.xml",
    "sale",
    "sale",
    "Floof.fun sold $1B of its coin in an hour\nNo airdrop is planned, says the founder.",
    author="Ana Example",
    at=6,
    url="https://blog.example/sale",
)
QUOKKA = post(
    "google-trends:US",
    "quokka",
    "quokka",
    "quokka airdrop",
    author="The Example Herald",
    at=-20,
    url="https://herald.example/quokka",
)
TOOT = post(
    "mastodon:social.example",
    "77",
    "77",
    "Everyone here talks about CP today. <b>Nobody</b> says [what](https://evil.example) it is | see www.evil.example",
    author="ana",
    at=7,
    url="https://social.example/@ana/77",
)


def voice(act: Act, of: Post, text: str, to: Post, glosses: dict[str, str | None]) -> Voice:
    return Voice(act=act, to=to.external_id, to_author=to.author, weight=1, words=extract(of, text, glosses))


def sharding(language: str) -> Explanation:
    own = WORDS[language]
    glosses: dict[str, str | None] = {term: own[term] for term in ("TPU", "DP", "TP")} | {"ZLQ": None}
    rows = [("TPU", "hardware", SHARDING.url), ("DP", "splitting", ANSWER.url), ("TP", "splitting", None)]
    return Explanation(
        source="hackernews",
        thread="901",
        language=language,
        headline=extract(SHARDING, "Why our TPU training needs only DP", glosses),
        about=(extract(SHARDING, "We dropped TP last month and nothing got slower.", glosses),),
        entries=tuple(
            Entry(
                term=term,
                kind=Kind.ACRONYM,
                expansion=own[term],
                meaning=own[f"{term} means"],
                category=own[category],
                provenance=Provenance.THREAD if url else Provenance.LEXICON,
                evidence_url=url,
                confidence=0.4 if term == "DP" else 0.9,
            )
            for term, category, url in rows
        ),
        in_one_line=extract(ANSWER, "For us bandwidth was simplicity.", glosses),
        voices=(
            voice(Act.ASKS, ANSWER, "But does DP alone still fit once the model has a ZLQ head?", SHARDING, glosses),
            voice(Act.ANSWERS, REPLY, "It does with a second TPU for the head alone.", ANSWER, glosses),
        ),
        acts={Act.ASKS: 1, Act.ANSWERS: 1, Act.THANKS: 2},
        question=extract(ANSWER, "But does DP alone still fit once the model has a ZLQ head?", glosses),
        outcome=extract(THANKS, "In the end we bought the second one.", glosses),
    )


def coin(language: str) -> Explanation:
    own = WORDS[language]
    headline = extract(COIN, COIN.text, {"$1B": own["$1B"], "airdrop": own["airdrop"]})
    return Explanation(
        source=COIN.source,
        thread=COIN.thread,
        language=language,
        headline=headline,
        about=(headline,),
        entries=(
            Entry(term="$1B", kind=Kind.ACRONYM, expansion=own["$1B"], provenance=Provenance.RULE),
            Entry(term="airdrop", kind=Kind.JARGON, meaning=own["airdrop means"], provenance=Provenance.LEXICON),
            Entry(term="Floof.fun", kind=Kind.NAME, meaning=own["Floof means"], provenance=Provenance.READER),
        ),
    )


def sale(language: str) -> Explanation:
    own = WORDS[language]
    glosses: dict[str, str | None] = {"$1B": own["$1B"], "airdrop": own["airdrop"]}
    return Explanation(
        source=SALE.source,
        thread=SALE.thread,
        language=language,
        headline=extract(SALE, "Floof.fun sold $1B of its coin in an hour", glosses),
        about=(extract(SALE, "No airdrop is planned, says the founder.", glosses),),
        entries=coin(language).entries,
    )


def quokka(language: str) -> Explanation:
    return Explanation(
        source=QUOKKA.source,
        thread=QUOKKA.thread,
        language=language,
        headline=extract(QUOKKA, QUOKKA.text, {"airdrop": WORDS[language]["airdrop"]}),
        entries=coin(language).entries,
    )


def toot(language: str) -> Explanation:
    said = ("context parallelism", "código penal")
    guesses = tuple(Alternative(expansion=each, confidence=0.5) for each in said)
    return Explanation(
        source=TOOT.source,
        thread=TOOT.thread,
        language=language,
        about=(extract(TOOT, TOOT.text, {"CP": None}),),
        entries=(Entry(term="CP", kind=Kind.ACRONYM, alternatives=guesses),),
    )


def story(of: Post, *others: Post, last: float) -> Story:
    members = tuple((each.source, each.thread) for each in (of, *others))
    assert of.created_at
    title = of.text.partition("\n")[0]
    return Story(
        id=f"s-{of.external_id}", title=title, members=members, first_seen=of.created_at, last_seen=at_hour(last)
    )


def seen(of: Post, *ranks: tuple[int, float]) -> list[Sighting]:
    return [Sighting(source=of.source, trend=of.thread, rank=rank, seen_at=at_hour(at)) for rank, at in ranks]


shelf = pytest.fixture(scope="session", name="shelf")(lambda: Records)  # the kind of store that these tests read


@pytest.fixture
def records() -> Records:
    """A thread, a trend that rises since yesterday and is told anew, one of which nothing is new, a post with an
    undecided term, and three sources asked."""
    return Records(
        told=[story(COIN, SALE, last=8), story(QUOKKA, last=8), story(SHARDING, last=7), story(TOOT, last=8)],
        posts=[SHARDING, ANSWER, REPLY, THANKS, COIN, SALE, QUOKKA, TOOT],
        sightings=[
            *seen(SHARDING, (9, 6), (3, 7)),
            *seen(COIN, (14, -19), (11, -12), (8, 6), (2, 8)),
            *seen(QUOKKA, (3, -19), (3, -12), (4, 6), (5, 8)),
            *seen(TOOT, (4, 8)),
        ],
        explained=[make(language) for make in (sharding, coin, sale, quokka, toot) for language in ("en", "es")],
        asked=[
            Outcome(source="hackernews", at=at_hour(6), state=State.FAILED, message="500"),
            Outcome(source="hackernews", at=at_hour(7), state=State.OK, posts=2),
            Outcome(source="google-trends:US", at=at_hour(8), state=State.PARTIAL, message="one item had no title"),
            Outcome(
                source="feed:https://blog.example/feed.xml",
                at=at_hour(8),
                state=State.DAMAGED,
                message="not XML: `<html>` where <rss> was due",
            ),
            Outcome(
                source="bluesky", at=at_hour(8), state=State.WAIT, message="HTTP 429", retry_at=at_hour(9 + 40 / 60)
            ),
        ],
    )
