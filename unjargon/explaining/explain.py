"""How is a text, a file or an address explained now?"""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from analysis.analyse import analyse
from analysis.senses.known import known_senses
from analysis.text.agreement import Agreement
from collector.errors import CollectError
from collector.source import Collected
from db.store import Store
from reports.explanation import explanation_page
from reports.glossing import Manner
from reports.page import Acronyms
from reports.words import Titles
from unjargon.declared import titles
from unjargon.errors import NotDone, Unusable, os_reason
from unjargon.pages import rendered
from unjargon.printing import say, typed
from unjargon.settings import Settings
from unjargon.stores import known_store, open_store


def explain(text: str, language: str = "en") -> str:
    """A pasted feed or thread in plain words, as Markdown in a language of pages ("en", "es"). Nothing is stored.

    Raises collector.errors.CollectError when there is nothing to read.
    """
    from collector.sources.file import read_file

    collected = read_file("text", text.encode("utf-8", "replace"), datetime.now(UTC))
    return explaining_page(collected, language)


def explaining_page(
    collected: Collected,
    language: str,
    *,
    reader: Store | None = None,
    form: str = "md",
    acronyms: Acronyms = "first",
    left_out: int = 0,
    named: Titles | None = None,
) -> str:
    """The page that explains what was collected; where the reader has a store, with all that it adds to the lexicon:
    the reader's own meanings, what other threads teach, and what the encyclopedias said. The page says how many posts
    were `left_out`. `named`: what sources are called, where the reader calls some otherwise."""
    with Store.open("sqlite://") as store:
        for sense in reader.own_senses() if reader else ():
            store.define(sense)
        store.add(collected.posts, collected.trends, collected.sightings)
        analyse(store, names=False, stories=False, known=known_senses(reader) if reader else None)
        order = list(dict.fromkeys((post.source, post.thread) for post in collected.posts))
        explanations = store.explanations(order, language)
        page = explanation_page(
            [explanations[key] for key in order if key in explanations],
            store.posts_of(order),
            language,
            trends={(trend.source, trend.external_id) for trend in collected.trends},
            left_out=left_out,
            titles=named or titles(),
            manner=Manner(acronyms, Agreement(language)),
        )
        return rendered(page, language, form)


def _fetched(url: str, settings: Settings) -> Collected:
    """The thread or page at an address. Raises Unusable for no address of the web, NotDone when it cannot be had."""
    from collector.http.client import Client
    from collector.http.clock import SystemClock
    from collector.http.limits import Limits
    from collector.http.transport import VettingTransport
    from collector.payloads.reading import read_first
    from collector.sources import polite, readers_for, supported

    readers = readers_for(url)
    if not readers:
        raise Unusable(f"cannot read {url}; what can be read: {supported()}; or a file, or - for what is typed")
    limits = Limits(allow_private=settings.allow_private)
    transport = VettingTransport(connect=limits.connect, allow_private=limits.allow_private)

    async def read() -> Collected:
        client = Client(SystemClock(), transport=transport, contact=settings.contact, limits=limits, pace=polite)
        async with client:
            return await read_first(client.branch(within=settings.time_limit), url, readers)

    try:
        return asyncio.run(read())
    except CollectError as error:
        raise NotDone(str(error)) from error


def explain_what(what: str, settings: Settings, *, save: bool, form: str, acronyms: Acronyms) -> str:
    """The page that explains an address, a file or (`-`) what is typed; with `save` it is kept in the store too."""
    from collector.payloads.choice import chosen

    choice = chosen(_fetched(what, settings) if "://" in what else _read_text(what), settings.max_posts)
    collected = choice.collected
    for line in filter(None, (*collected.problems, *collected.notes, choice.line)):
        say(line)
    with known_store(settings.store) as reader:
        text = explaining_page(
            collected,
            settings.language,
            reader=reader,
            form=form,
            acronyms=acronyms,
            left_out=choice.left_out,
            named=titles(settings),
        )
    if save:
        with open_store(settings.store) as store:
            store.add(collected.posts, collected.trends, collected.sightings)
            analyse(store)
    return text


def _read_text(what: str) -> Collected:
    """What a file, or standard input, holds. Raises NotDone when it cannot be read."""
    from collector.sources.file import read_file

    if not what.strip():
        raise Unusable("nothing is named to explain; give an address, a file, or - for what is typed")
    try:
        content = typed().read() if what == "-" else Path(what).read_bytes()
        return read_file("standard input" if what == "-" else Path(what).name, content, datetime.now(UTC))
    except (OSError, ValueError) as error:
        raise NotDone(f"cannot read {what}: {os_reason(error)}; check the path") from error
    except CollectError as error:
        raise NotDone(str(error)) from error
