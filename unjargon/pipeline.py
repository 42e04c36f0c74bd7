"""In which order do the stages run? collect -> store -> analyse -> store -> page; each stage knows only the store."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.agreement import Agreement
from analysis.analyse import analyse
from analysis.known import known_senses
from analysis.lexicon.lexicon import load_lexicon
from analysis.plain import entries_for, unexplained
from analysis.ranks import rank_stories
from collector.source import Collected, CollectError, Source
from db.location import located
from db.models import Digest, Outcome
from db.store import Store
from reports.digest import build
from reports.explanation import explanation_page
from reports.formats import FORMATS
from reports.glossing import Manner
from reports.page import Acronyms, Page, with_entries
from unjargon.errors import NotDone, Unusable, reason
from unjargon.freshness import stale_on
from unjargon.printing import say, say_fulfilled, typed
from unjargon.rising import rising_on
from unjargon.settings import Settings
from unjargon.stores import known_store, open_store
from unjargon.wanting import interests_on

if TYPE_CHECKING:
    from collector.wishes import Fulfilled

SAMPLE = "SAMPLE"  # a recording of invented data holds a file of this name
DEMO = Path(__file__).resolve().parent.parent / "collector" / "demo"
NOTHING = "there is nothing in the store to make a digest of; collect first: unjargon collect"
_CLOSINGS = 5  # rounds in which the page's own glossary is explained; meanings of the lexicon need none


# --- collecting ------------------------------------------------------------------------------------------------------


def sources(settings: Settings, names: Sequence[str] = ()) -> list[Source]:
    """The sources that are named, else those of the settings. Raises Unusable for a name that is none."""
    from collector.sources import source_named

    options = {source.name: source.options for source in settings.sources}
    asked = list(dict.fromkeys(names)) or list(options)
    if not asked:
        raise Unusable("no source is named, and the settings have none; name one, as in: unjargon collect hackernews")
    try:
        return [source_named(name, options.get(name)) for name in asked]
    except ValueError as error:
        raise Unusable(str(error)) from error


def expect(settings: Settings, names: Sequence[str] = (), replay: Path | None = None) -> list[str]:
    """The names of the sources that `collect` will ask. Raises Unusable for a name or a recording that is none."""
    from collector.replay import Recording

    try:
        if replay is not None:
            Recording.load(replay)
    except CollectError as error:
        raise Unusable(str(error)) from error
    return [source.name for source in sources(settings, names)]


def collect(
    settings: Settings,
    store: Store,
    names: Sequence[str] = (),
    *,
    replay: Path | None = None,
    record: Path | None = None,
) -> list[Outcome]:
    """One outcome a source (and a run, when a recording is replayed); what they gave is in the store.

    So is what encyclopedias and linked pages say of what the analysis wished to know, unless no source could be had.
    """
    from collector.collect import collect_once
    from collector.collect import replay as replayed

    asked, started = sources(settings, names), datetime.now(UTC)
    try:
        if replay is not None:
            if (replay / SAMPLE).is_file():
                store.mark_sample()
            outcomes = replayed(replay, asked, store, max_posts=settings.max_posts)
        else:
            outcomes = collect_once(asked, store, settings, by_name=bool(names), record=record, started=started)
    except CollectError as error:
        raise Unusable(str(error)) from error
    if any(outcome.answered for outcome in outcomes):
        for done in look_up(settings, store, replay=replay, record=record, started=started):
            say_fulfilled(done)
    return outcomes


def look_up(
    settings: Settings,
    store: Store,
    *,
    replay: Path | None = None,
    record: Path | None = None,
    started: datetime | None = None,
) -> "list[Fulfilled]":
    """Asks encyclopedias and linked pages for what the analysis wants to know, if the settings let it; one result a
    run."""
    from collector.definitions import DEFINITIONS
    from collector.wishes import fulfil, replay_wishes

    if not store.wishes() and not store.page_wishes():
        return []
    if replay is not None:
        return replay_wishes(replay, store, settings, DEFINITIONS)
    return [fulfil(store, settings, DEFINITIONS, record=record, started=started)]


# --- pages -----------------------------------------------------------------------------------------------------------


def digest_text(
    store: Store, day: date, language: str, settings: Settings, *, form: str = "md", acronyms: Acronyms = "first"
) -> str:
    """The day's digest in a format; a store that holds sample data says so on every page."""
    manner = Manner(acronyms, Agreement(language))
    ranking = partial(rank_stories, weights=settings.weights)
    interests = interests_on(store, day, settings)
    page = build(
        store,
        day,
        language,
        settings.zone,
        ranking,
        sample=store.is_sample,
        manner=manner,
        interests=interests,
        rising=rising_on(store, day, language, settings),
        stale=stale_on(store, day, language, settings),
    )
    return rendered(page, language, form)


def rendered(page: Page, language: str, form: str) -> str:
    """The page in a format, closed under its own glossary: what it uses and does not explain gets a row of its own."""
    formats = {known.name: known for known in FORMATS}
    if form not in formats:
        raise Unusable(f"there is no format {form!r}; the formats are: {', '.join(formats)}")
    lexicon = load_lexicon()
    for _ in range(_CLOSINGS):
        missing = unexplained(formats["md"].render(page), language, lexicon)
        if not missing:
            break
        page = with_entries(page, entries_for([found.term for found in missing], language, lexicon))
    return formats[form].render(page)


def write_digests(store: Store, settings: Settings, languages: Sequence[str], folder: Path, name: str) -> list[Path]:
    """The newest day's digest in each language, kept in the store and in files; `name` has {day} and {language}."""
    day = store.latest_day(settings.zone)
    if day is None:
        raise NotDone(NOTHING)
    paths = []
    for language in languages:
        text = digest_text(store, day, language, settings)
        store.save_digest(Digest(day=day, language=language, markdown=text))
        path = folder / name.format(day=day.isoformat(), language=language)
        write_text(path, text)
        paths.append(path)
    return paths


def write_text(path: Path, text: str) -> None:
    """Writes a file whole or not at all. Raises NotDone, saying what stands in the way."""
    beside = path.parent / f".{path.name}.part"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(text, encoding="utf-8", newline="\n")
        beside.replace(path)
    except (OSError, ValueError) as error:
        with suppress(OSError, ValueError):
            beside.unlink(missing_ok=True)
        raise NotDone(f"cannot write {path}: {reason(error)}; make room, or choose another place") from error


def write_daily(settings: Settings, store: Store) -> list[Path]:
    """Analyses what was collected, looks up what stays unknown, writes the newest day's digest; its path.

    Raises NotDone.
    """
    analyse(store)
    looked_up = look_up(settings, store)
    for done in looked_up:
        say_fulfilled(done)
    if any(done.found for done in looked_up):
        analyse(store)
    return write_digests(store, settings, [settings.language], settings.digests, "{day}-{language}.md")


def demo(location: str) -> list[Path]:
    """The whole pipeline on the bundled recording; the digests stand beside the store, where it is a file."""
    from unjargon.settings import load_settings

    settings = load_settings(DEMO / "unjargon.toml", {})
    folder = (located(location).path or Path("unjargon-demo/demo.db")).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise NotDone(f"cannot make the folder {folder}: {reason(error)}; choose another with --db") from error
    with open_store(location) as store:
        outcomes = collect(settings, store, replay=DEMO)
        if not any(outcome.answered for outcome in outcomes):
            raise NotDone(
                f"the bundled recording gave nothing: {outcomes[0].message}; if it is damaged, install it again"
            )
        analyse(store)
        look_up(settings, store, replay=DEMO)
        analyse(store)
        return write_digests(store, settings, ["en", "es"], folder, "digest-{language}.md")


# --- explaining ------------------------------------------------------------------------------------------------------


def explain(text: str, language: str = "en") -> str:
    """A pasted feed or thread in plain words, as Markdown in "en" or "es". Nothing is stored.

    Raises collector.source.CollectError when there is nothing to read.
    """
    from collector.sources.file import read_file

    collected = read_file("text", text.encode("utf-8", "replace"), datetime.now(UTC))
    return explained(collected, language)


def explained(
    collected: Collected,
    language: str,
    *,
    reader: Store | None = None,
    form: str = "md",
    acronyms: Acronyms = "first",
    left_out: int = 0,
) -> str:
    """The page that explains what was collected; where the reader has a store, with all that it adds to the lexicon:
    the reader's own meanings, what other threads teach, and what the encyclopedias said. The page says how many posts
    were `left_out`."""
    with Store.open("sqlite://") as store:
        for sense in reader.own_senses() if reader else ():
            store.define(sense)
        store.add(collected.posts, collected.trends, collected.sightings)
        analyse(store, names=False, known=known_senses(reader) if reader else None)
        order = list(dict.fromkeys((post.source, post.thread) for post in collected.posts))
        explanations = store.explanations(order, language)
        page = explanation_page(
            [explanations[key] for key in order if key in explanations],
            store.posts_of(order),
            language,
            trends={(trend.source, trend.external_id) for trend in collected.trends},
            left_out=left_out,
            manner=Manner(acronyms, Agreement(language)),
        )
        return rendered(page, language, form)


def read_thread(url: str, settings: Settings) -> Collected:
    """The thread or page at an address. Raises Unusable for no address of the web, NotDone when it cannot be had."""
    from collector.http import Client, Limits, SystemClock
    from collector.network import VettingTransport
    from collector.reading import read_first
    from collector.sources import readers_for, supported

    readers = readers_for(url)
    if not readers:
        raise Unusable(f"cannot read {url}; what can be read: {supported()}; or a file, or - for what is typed")
    limits = Limits(allow_private=settings.allow_private)
    transport = VettingTransport(connect=limits.connect, allow_private=limits.allow_private)

    async def read() -> Collected:
        async with Client(SystemClock(), transport=transport, contact=settings.contact, limits=limits) as client:
            return await read_first(client.branch(within=settings.time_limit), url, readers)

    try:
        return asyncio.run(read())
    except CollectError as error:
        raise NotDone(str(error)) from error


def explain_what(what: str, settings: Settings, *, save: bool, form: str, acronyms: Acronyms) -> str:
    """The page that explains an address, a file or (`-`) what is typed; with `save` it is kept in the store too."""
    from collector.choice import chosen

    choice = chosen(read_thread(what, settings) if "://" in what else read_text(what), settings.max_posts)
    collected = choice.collected
    for line in filter(None, (*collected.problems, *collected.notes, choice.line)):
        say(line)
    with known_store(settings.store) as reader:
        text = explained(
            collected, settings.language, reader=reader, form=form, acronyms=acronyms, left_out=choice.left_out
        )
    if save:
        with open_store(settings.store) as store:
            store.add(collected.posts, collected.trends, collected.sightings)
            analyse(store)
    return text


def read_text(what: str) -> Collected:
    """What a file, or standard input, holds. Raises NotDone when it cannot be read."""
    from collector.sources.file import read_file

    if not what.strip():
        raise Unusable("nothing is named to explain; give an address, a file, or - for what is typed")
    try:
        content = typed().read() if what == "-" else Path(what).read_bytes()
        return read_file("standard input" if what == "-" else Path(what).name, content, datetime.now(UTC))
    except (OSError, ValueError) as error:
        raise NotDone(f"cannot read {what}: {reason(error)}; check the path") from error
    except CollectError as error:
        raise NotDone(str(error)) from error


def digest_of(store: Store, when: str | None, settings: Settings, form: str, acronyms: Acronyms) -> str:
    """The digest of a day given as YYYY-MM-DD, else of the newest. Raises Unusable for no date, NotDone for no day."""
    day = store.latest_day(settings.zone) if when is None else day_of(when)
    if day is None:
        raise NotDone(NOTHING)
    return digest_text(store, day, settings.language, settings, form=form, acronyms=acronyms)


def day_of(when: str) -> date:
    """The day that is written as YYYY-MM-DD. Raises Unusable for anything else, and for the ends of the calendar."""
    with suppress(ValueError):
        day = date.fromisoformat(when)
        if day.isoformat() == when and date.min.year < day.year < date.max.year:
            return day
    raise Unusable(f"{when!r} is no date; write it as in 2026-11-24")
