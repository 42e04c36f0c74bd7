"""What was read most on a Wikipedia yesterday?

The featured feed (https://api.wikimedia.org/wiki/Feed_API/Reference/Featured_content) of a day has the most read of the
day before, with their beginnings. Where it has none, the page view statistics
(https://doc.wikimedia.org/generated-data-platform/aqs/analytics-api/reference/page-views.html) have at least the titles
and the counts. Wikimedia wants to know whom it can write to: the setting `contact` goes with every request
(https://www.mediawiki.org/wiki/Wikimedia_APIs/Access_policy).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from collector.errors import AskedToWait, CollectError, Refused
from collector.pages.plaintext import headed, one_line, tidy
from collector.payloads.sound import Broken, Maybe, readable
from collector.payloads.threads import RankedPost, gathered
from collector.payloads.wikimedia import in_address
from collector.payloads.wire import Count, Wire
from collector.payloads.wire import primary_language as language_in
from collector.source import Collected, Declaration, Described, Options, SavedJson, TemplateLine, in_shape
from db.models import Post, Text

if TYPE_CHECKING:
    from collector.http.client import Client

_LANGUAGES = ("en", "es")
EDITION = re.compile(r"[a-z]{2,12}(?:-[a-z]{2,12}){0,3}")  # a subdomain of wikipedia.org: en, simple, zh-min-nan
_VIEWS = "https://wikimedia.org/api/rest_v1/metrics/pageviews/top"
_DAY = timedelta(days=1)
MOST_READ = 50  # about as many as the feed has; the statistics have a thousand
_NOT_COMPUTED = "do not have data"  # the statistics' words, in a 404, on a day that is still to be computed

# pages that are opened without anybody wanting to read them
MAIN_PAGES = frozenset({"main page", "-", "index.php", "404.php"})  # the Spanish one is in a namespace
NAMESPACES = frozenset(
    "special especial wikipedia project portal help ayuda category categoría file archivo image imagen media mediawiki "
    "template plantilla user usuario usuaria talk discusión draft borrador module módulo timedtext "
    "wikiproyecto wp".split()
)


class ReadArticle(Wire):
    """A page among the most read, as the feed has it."""

    title: Text  # with underscores
    views: Count
    type: str = "standard"  # also: mainpage, no-extract, disambiguation
    normalizedtitle: Text = ""
    description: Text | None = None
    extract: Text | None = None
    lang: str = ""


class MostRead(Wire):
    date: str = ""  # 2026-11-23Z
    articles: tuple[Maybe[ReadArticle], ...]


class Featured(Wire):
    """The feed of a day; a part that could not be made is left out."""

    mostread: MostRead | None = None


class Viewed(Wire):
    """A page among the most read, as the statistics have it."""

    article: Text  # with underscores
    views: Count


class DayViews(Wire):
    project: str = ""  # es.wikipedia
    articles: tuple[Maybe[Viewed], ...]


class Views(Wire):
    items: tuple[DayViews, ...]


def parse_featured(articles: Iterable[ReadArticle | Broken], source: str, now: datetime) -> Collected:
    """The articles in their order, without the pages that are none; the volume is the number of views."""
    good, problems = readable(articles, "most read articles")
    read = [article for article in good if is_article(article.title) and article.type != "mainpage"]
    return gathered(now, (), [_listing(article, source, now) for article in read[:MOST_READ]], problems)


def parse_view_counts(views: Views, source: str, now: datetime) -> Collected:
    """The same of the statistics, which know titles and counts."""
    viewed = (line for day in views.items[:1] for line in day.articles)
    articles = (
        line if isinstance(line, Broken) else ReadArticle(title=line.article, views=line.views) for line in viewed
    )
    return parse_featured(articles, source, now)


def parse_kept_most_read(most_read: MostRead, source: str, now: datetime) -> Collected:
    """The most read of a day that was asked for by somebody else; the language is that of the first article."""
    languages = (article.lang for article in most_read.articles if isinstance(article, ReadArticle) and article.lang)
    return parse_featured(most_read.articles, _in_language(source, next(languages, "")), now)


def parse_kept_featured(featured: Featured, source: str, now: datetime) -> Collected:
    """The same of the feed of a day."""
    return parse_kept_most_read(featured.mostread or MostRead(articles=()), source, now)


def parse_kept_views(views: Views, source: str, now: datetime) -> Collected:
    """The same of the statistics, which name the project."""
    project = views.items[0].project if views.items else ""
    return parse_view_counts(views, _in_language(source, project.removesuffix(".wikipedia")), now)


def _in_language(source: str, language: str) -> str:
    return f"{source}:{language}" if EDITION.fullmatch(language) else source


def is_article(title: str) -> bool:
    """Whether the page is one to read, and not the main page, a search, a help page or the like."""
    name = title.replace("_", " ").strip().casefold()
    namespace, colon, _ = name.partition(":")
    words = set(namespace.split())
    return bool(name) and name not in MAIN_PAGES and not (colon and words and words <= NAMESPACES)


def is_to_come(error: CollectError, failure: CollectError | None) -> bool:
    """Whether the statistics' error means that the day is still to be computed. `failure` is what befell the feed.

    They say so with a 404, which has other reasons where the feed is not found either, unless the words are theirs.
    """
    if not isinstance(error, Refused) or error.status != 404:
        return False
    lost = isinstance(failure, Refused) and failure.status == 404
    return failure is None or (lost and _NOT_COMPUTED in str(error))


def _listing(article: ReadArticle, source: str, now: datetime) -> RankedPost:
    language = source.partition(":")[2]
    title = one_line(article.normalizedtitle) or one_line(article.title.replace("_", " "))
    key = "_".join(article.title.split())
    parts = (one_line(article.description or ""), tidy(article.extract or ""))
    post = Post(
        source=source,
        external_id=key,
        thread=key,
        title=title,
        text=headed(title, "\n\n".join(part for part in parts if part)),
        language=language_in(language),
        url=f"https://{language}.wikipedia.org/wiki/{in_address(key)}" if language else None,
        collected_at=now,
    )
    return RankedPost(post, title, post.url, article.views)


@dataclass
class WikipediaMostRead:
    """What was read most yesterday on the Wikipedia of a language."""

    declared: ClassVar[Declaration] = Declaration(
        kind="wikipedia",
        title="Wikipedia",
        form="wikipedia:en or wikipedia:es",
        interval=timedelta(hours=6),  # the list is one a day, and is ready at some hour of it
        unchanged=timedelta(days=3),
        example="wikipedia:en",
        described=(
            Described(
                "`wikipedia:en`, `wikipedia:es`",
                "the most read articles of the day before",
                "no: it asks for a contact in the settings",
            ),
        ),
        template=(TemplateLine("wikipedia:en", "wants a contact (above); also wikipedia:es"),),
        saved_objects=(
            SavedJson("mostread.articles", in_shape(Featured, parse_kept_featured)),
            SavedJson("articles.views articles.title", in_shape(MostRead, parse_kept_most_read)),
            SavedJson("items.project items.articles", in_shape(Views, parse_kept_views)),
        ),
    )
    name: str
    options: Options = field(default_factory=Options)

    @classmethod
    def named(cls, argument: str, options: Options) -> Self:
        language = argument.strip().lower()
        if language not in _LANGUAGES:
            raise ValueError(f"There is no most read of the Wikipedia {argument!r} here; write {cls.declared.form}.")
        return cls(f"wikipedia:{language}", options)

    @classmethod
    def recognises(cls, url: str) -> bool:  # noqa: ARG003 - an article is no thread
        return False

    async def collect(self, client: "Client") -> Collected:
        now, language, failure = client.now(), self.name.partition(":")[2], None
        try:
            if articles := await _featured(client, language, now):
                return parse_featured(articles, self.name, now)
        except AskedToWait:
            raise  # the statistics are of the same operator
        except CollectError as error:
            failure = error
        try:
            counted = parse_view_counts(await _views(client, language, now), self.name, now)
        except CollectError as error:
            if is_to_come(error, failure):
                return Collected()
            raise (failure or error) from error
        without = [f"The most read stand without their beginnings: {failure}"] if failure else []
        return replace(counted, problems=[*counted.problems, *without])

    @classmethod
    async def read(cls, client: "Client", url: str) -> Collected:  # noqa: ARG003 - there is nothing to ask
        raise Refused(
            f"{url} cannot be read as a thread: of Wikipedia only the list of what was read most is collected; "
            f"name the source {cls.declared.form}",
            url=url,
        )


async def _featured(client: "Client", language: str, now: datetime) -> Sequence[ReadArticle | Broken] | None:
    """Yesterday's most read; None when the feed has none yet, or still those of another day."""
    answer = await client.get(
        f"https://{language}.wikipedia.org/api/rest_v1/feed/featured/{now:%Y/%m/%d}", robots=False
    )
    most_read = answer.json(Featured).mostread
    yesterday = f"{now - _DAY:%Y-%m-%d}"
    return most_read.articles if most_read and (most_read.date or yesterday).startswith(yesterday) else None


async def _views(client: "Client", language: str, now: datetime) -> Views:
    answer = await client.get(f"{_VIEWS}/{language}.wikipedia/all-access/{now - _DAY:%Y/%m/%d}", robots=False)
    return answer.json(Views)
