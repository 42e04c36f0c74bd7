"""Which repositories are trending on GitHub, and what is said in an issue, a pull request or a discussion?

The trending page has no API (its markup: `article.Box-row`). Issues and pull requests come from the REST API
(https://docs.github.com/en/rest/issues), 60 requests an hour without an account. Discussions are only in the GraphQL
API (https://docs.github.com/en/graphql/guides/using-the-graphql-api-for-discussions), which wants a token: the
reader's own, in the environment variable GITHUB_TOKEN. It is sent to that API alone.
"""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Self
from urllib.parse import quote

from collector.errors import Refused
from collector.http.unwaited import aside
from collector.source import Collected, Declaration, Described, Options, SavedJson, SavedMarkup, TemplateLine, in_shape
from collector.sources.github.addresses import GITHUB, GITHUB_KIND, conversation_at
from collector.sources.github.discussions import read_discussion
from collector.sources.github.issues import read_issue
from collector.sources.github.kept import (
    ANYTHING,
    RAW,
    SearchFound,
    parse_comments,
    parse_found,
    parse_issue,
    parse_issues,
)
from collector.sources.github.kept_discussions import GRAPHQL_ANSWER, parse_kept_discussion
from collector.sources.github.trending import parse_trending

if TYPE_CHECKING:
    from collector.http.client import Client

_LANGUAGE = re.compile(r"[a-z0-9][a-z0-9+#.'*()-]{0,39}")


@dataclass
class GitHub:
    """The repositories that are trending on GitHub today, of all languages or of one."""

    declared: ClassVar[Declaration] = Declaration(
        kind=GITHUB_KIND,
        title="GitHub",
        form="github or github:LANGUAGE, for example github:python",
        interval=timedelta(hours=2),
        unchanged=timedelta(days=3),
        example="github:python",
        address="https://github.com/faro-labs/lantern/issues/12",
        reads="an issue, pull request or discussion of github.com",
        described=(
            Described(
                "`github`, `github:LANGUAGE`",
                "trending repositories, with stars of the day",
                "no: a page without an interface, and a matter of taste",
            ),
        ),
        template=(TemplateLine("github", "a page without an interface; also github:python"),),
        saved_objects=(
            SavedJson("number title state html_url", in_shape(ANYTHING, parse_issue)),
            SavedJson("incomplete_results items", in_shape(SearchFound, parse_found)),
            SavedJson("data.repository", in_shape(GRAPHQL_ANSWER, parse_kept_discussion)),
            SavedJson("data.node", in_shape(GRAPHQL_ANSWER, parse_kept_discussion)),
        ),
        saved_lists=(
            SavedJson("number title state html_url", in_shape(RAW, parse_issues)),
            SavedJson("issue_url user created_at", in_shape(RAW, parse_comments)),
            SavedJson("pull_request_url user", in_shape(RAW, parse_comments)),
            SavedJson("event actor commit_id", in_shape(RAW, parse_comments)),
        ),
        # the page of developers that are trending has such rows, too, and no stars
        saved_pages=(SavedMarkup((rb"<article\b[^<>]*\bBox-row\b", rb"/stargazers\b"), parse_trending),),
    )
    name: str
    options: Options = field(default_factory=Options)

    @classmethod
    def named(cls, argument: str, options: Options) -> Self:
        language = re.sub(r"\s+", "-", argument.strip().lower())
        if language and not _LANGUAGE.fullmatch(language):
            raise ValueError(f"{argument!r} is no programming language; write {cls.declared.form}.")
        return cls(f"github:{language}" if language else "github", options)

    @classmethod
    def recognises(cls, url: str) -> bool:
        return conversation_at(url) is not None

    async def collect(self, client: "Client") -> Collected:
        language = self.name.partition(":")[2]
        page = f"{GITHUB}/trending/{quote(language, safe='+')}" if language else f"{GITHUB}/trending"
        answer = await client.get(page, accept="text/html")
        return await aside(partial(parse_trending, answer, self.name, client.now()))

    @classmethod
    async def read(cls, client: "Client", url: str) -> Collected:
        at = conversation_at(url)
        if at is None:
            raise Refused(
                f"{url} is no issue, pull request or discussion of GitHub; it looks like {GITHUB}/OWNER/NAME/issues/1",
                url=url,
            )
        if at.kind == "discussions":
            return await read_discussion(client, at)
        return await read_issue(client, at)
