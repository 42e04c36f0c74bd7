"""Which questions are hot on a site of Stack Exchange, and what is answered there?

The calls are those of the API 2.3 (api.stackexchange.com/docs): /questions?sort=hot, /questions/{ids}/answers and
/posts/{ids}/comments, each for up to a hundred ids at once: without a key there are 300 calls a day. What comes may
hold `backoff`, the seconds for which its method must be left alone (/docs/throttle); we leave all methods alone, of all
sites. What people write there is under CC BY-SA, which wants author and link beside it: each post has both. Deleted
posts do not come.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from collector.errors import Refused
from collector.payloads.threads import gathered
from collector.source import Collected, Declaration, Described, Options, SavedJson, TemplateLine
from collector.sources.stackexchange.addresses import host_of, question_at, site_of
from collector.sources.stackexchange.answers import parse_kept_answer, parse_questions, questions_on, readable_of
from collector.sources.stackexchange.api import Site, read_threads
from collector.sources.stackexchange.shapes import ANSWER_SHAPE, StackPage

if TYPE_CHECKING:
    from collector.http.client import Client


_KEY_OPTION = "key"
_LISTED = 30


@dataclass
class StackExchange:
    """A site of Stack Exchange: its hot questions, and the answers and comments below the first of them.

    Option `key`, or the variable STACKEXCHANGE_KEY: the reader's own key of the API, which raises 300 calls a day to
    10,000; there is none by default. It travels in the address, and so it stands in recordings that are made with it.
    """

    declared: ClassVar[Declaration] = Declaration(
        kind="stackexchange",
        title="Stack Exchange",
        form="stackexchange:SITE, for example stackexchange:stackoverflow",
        interval=timedelta(hours=1),
        unchanged=timedelta(days=3),
        example="stackexchange:stackoverflow",
        address="https://stackoverflow.com/questions/501/why",
        reads="a question of a Stack Exchange site",
        described=(
            Described(
                "`stackexchange:SITE`",
                "hot questions, with answers and comments",
                "no: without a key, 300 requests a day are shared by all sites",
            ),
        ),
        template=(TemplateLine("stackexchange:stackoverflow", "without a key, 300 requests a day for all its sites"),),
        saved_objects=(
            SavedJson("items quota_max", parse_kept_answer),
            SavedJson("total page pagesize", parse_kept_answer),
        ),
    )
    name: str
    options: Options = field(default_factory=Options)

    @classmethod
    def named(cls, argument: str, options: Options) -> Self:
        host = argument.lower()
        site = site_of(host) or site_of(host_of(host))
        if site is None:
            raise ValueError(f"{argument!r} is no name of a site of Stack Exchange; write {cls.declared.form}.")
        return cls(f"stackexchange:{site}", options)

    @classmethod
    def recognises(cls, url: str) -> bool:
        return question_at(url) is not None

    async def collect(self, client: "Client") -> Collected:
        site = Site(client, self.name.partition(":")[2], self.options.extra.get(_KEY_OPTION, ""))
        page = await site.ask("questions", {"sort": "hot", "order": "desc", "pagesize": _LISTED})
        listed = parse_questions(page, self.name, client.now())
        questions = questions_on(page)[0]
        threads = await read_threads(site, questions[: self.options.threads], self.name)
        posts = gathered(client.now(), [*threads.posts, *listed.posts]).posts
        return Collected(posts, listed.trends, listed.sightings, [*listed.problems, *threads.problems])

    @classmethod
    async def read(cls, client: "Client", url: str) -> Collected:
        address = question_at(url)
        if address is None:
            raise Refused(f"{url} is no question of Stack Exchange; it looks like https://HOST/questions/1.", url=url)
        name, what, number = address
        site = Site(client, name)
        asked: int | None = number
        if what == "a":
            answers, _ = readable_of((await site.ask(f"answers/{number}")).items, ANSWER_SHAPE)
            asked = next((answer.question_id for answer in answers), None)
        page = await site.ask(f"questions/{asked}") if asked is not None else StackPage(items=[])
        questions, _ = questions_on(page)
        if not questions:
            raise Refused(f"{host_of(name)} shows nothing at {url}; is the address right?", url=url)
        return await read_threads(site, questions[:1], f"{cls.declared.kind}:{name}")
