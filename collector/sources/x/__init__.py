"""What is trending on X, and what is said in a conversation there?

X has no free way to read it. Trends come from the pages of two aggregators, or from X API v2 with the reader's own
bearer token; a conversation comes from X API v2 alone (docs.x.com/x-api: Trends, Post lookup, Recent search, which
reaches back seven days). The token is the option `bearer_token` of the source, or the environment variable
X_BEARER_TOKEN, which is the only one that `read` knows. X charges for each post that is read.
What a reader saved from X is read by `collector.sources.x.saved`, without any token.
"""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Self

from collector.errors import Refused
from collector.http.unwaited import aside
from collector.source import Collected, Declaration, Described, Options, SavedMarkup, TemplateLine
from collector.sources.x.addresses import KIND, post_at
from collector.sources.x.aggregators import AGGREGATORS, parse_getdaytrends, parse_trends24
from collector.sources.x.api import asked_trends, read_conversation, token_in
from collector.sources.x.saved import read_saved
from collector.sources.x.trends import parse_trends

if TYPE_CHECKING:
    from collector.http.client import Client

COUNTRY = re.compile(r"(?=.{2,40}$)[a-z]+(?:-[a-z]+)*")
WOEID = re.compile(r"[0-9]{1,10}")  # "where on earth": a number for each place
SOONEST = timedelta(minutes=15)


@dataclass
class X:
    """The trends of a place on X, by one of the aggregators or with the reader's own token."""

    declared: ClassVar[Declaration] = Declaration(
        kind=KIND,
        title="X",
        form=(
            "x:trends24/COUNTRY or x:getdaytrends/COUNTRY, for example x:trends24/united-states or "
            "x:trends24/worldwide, or, with a token of X API v2, x:trends/WOEID, for example x:trends/23424977"
        ),
        interval=timedelta(minutes=30),
        unchanged=timedelta(hours=12),
        example="x:trends24/spain",
        address="https://x.com/ana/status/900",
        reads="a post of x.com",
        described=(
            Described(
                "`x:trends24/COUNTRY`, `x:getdaytrends/COUNTRY`",
                "trends of X, from pages that gather them",
                "no: their terms are not known",
            ),
            Described(
                "`x:trends/PLACE`",
                "trends of X by its own interface; a place is a number (WOEID [Where On Earth Identifier])",
                "no: it is charged for",
            ),
        ),
        template=(
            TemplateLine(
                "x:trends24/spain", "terms not known; x:trends/23424950 needs X_BEARER_TOKEN, and is charged for"
            ),
        ),
        saved_pages=(
            SavedMarkup((rb"<ol\b[^<>]*\btrend-card__list\b",), parse_trends24),
            SavedMarkup((rb"<table\b[^<>]*\branking trends wider\b",), parse_getdaytrends),
        ),
        saved_files=read_saved,
    )
    name: str
    options: Options = field(default_factory=Options)

    @classmethod
    def named(cls, argument: str, options: Options) -> Self:
        where, _, which = argument.strip().lower().partition("/")
        if not (COUNTRY if where in AGGREGATORS else WOEID).fullmatch(which) or where not in (*AGGREGATORS, "trends"):
            raise ValueError(f"{argument!r} is no list of trends of X; write {cls.declared.form}.")
        if options.every is not None and options.every < SOONEST:
            raise ValueError(f'x:{where}/{which} is asked at most every 15 minutes; write every = "15m" or more.')
        return cls(f"{cls.declared.kind}:{where}/{which}", options)

    @classmethod
    def recognises(cls, url: str) -> bool:
        return post_at(url) is not None

    async def collect(self, client: "Client") -> Collected:
        where, _, which = self.name.partition(":")[2].partition("/")
        if where == "trends":
            trends = await asked_trends(client, which, token_in(self.options.extra))
            return parse_trends(trends, self.name, client.now())
        url = AGGREGATORS[where] + ("" if which == "worldwide" else f"{which}/")
        answer = await client.get(url, accept="text/html")
        parse = parse_trends24 if where == "trends24" else parse_getdaytrends
        return await aside(partial(parse, answer, self.name, client.now()))

    @classmethod
    async def read(cls, client: "Client", url: str) -> Collected:
        number = post_at(url)
        if number is None:
            raise Refused(f"{url} is no post of X; it looks like https://x.com/NAME/status/NUMBER", url=url)
        return await read_conversation(client, number, token_in({}))
