"""Which questions are hot on a site of Stack Exchange, and what is answered there?

The calls are those of the API 2.3 (api.stackexchange.com/docs): /questions?sort=hot, /questions/{ids}/answers and
/posts/{ids}/comments, each for up to a hundred ids at once: without a key there are 300 calls a day. What comes may
hold `backoff`, the seconds for which its method must be left alone (/docs/throttle); we leave all methods alone, of all
sites. What people write there is under CC BY-SA, which wants author and link beside it: each post has both. Deleted
posts do not come.
"""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING, Annotated, ClassVar, Self, TypeVar

from pydantic import AliasChoices, Discriminator, Field, Tag, TypeAdapter

from collector.errors import AskedToWait, CollectError, Refused
from collector.pages.plaintext import headed, one_line, plain
from collector.payloads.addresses import web_parts
from collector.payloads.threads import Listing, gathered, grown
from collector.payloads.wire import Broken, Count, Moment, Wire, below, damaged, fitted, web_url, whole
from collector.source import Collected, Declaration, Described, Options, SavedJson, TemplateLine
from db.models import Key, Post, Text

if TYPE_CHECKING:
    from collector.http.answer import Response
    from collector.http.client import Client

STACK_API = "https://api.stackexchange.com/2.3"
_KEY_OPTION = "key"
_KEY_VARIABLE = "STACKEXCHANGE_KEY"
_LISTED = 30
_AT_ONCE = 100  # ids in a call, and items on a page
_PAGES = 3  # calls of one method in a run

_OWN_DOMAIN = re.compile(r"(?:[a-z]{2,4}\.)?(?:stackoverflow|serverfault|superuser|askubuntu|stackapps)")
_ELSEWHERE = re.compile(r"(?:meta\.)?mathoverflow\.net")
_SUBDOMAIN = re.compile(r"[a-z0-9][a-z0-9-]*(?:\.meta)?")
_LINKED = re.compile(rb'"link"\s*:\s*"https?:\\?/\\?/([a-z0-9.-]+)')
_SPENT = re.compile(r"more requests available in ([0-9]{1,9}) seconds")

Wired = TypeVar("Wired")
PostNumber = Annotated[int, Field(ge=0, lt=2**63)]


class Owner(Wire):
    """Of a person who is gone only a stand-in for the name is left, and not always that."""

    display_name: Text | None = None


class StackPost(Wire):
    body: Text | None = None
    owner: Owner | None = None
    score: Count | None = None
    creation_date: Moment = None


class Question(StackPost):
    question_id: PostNumber
    title: Key
    answer_count: Count | None = None
    link: str | None = None


class StackAnswer(StackPost):
    answer_id: PostNumber
    question_id: PostNumber


class StackComment(StackPost):
    """What is said below a question or an answer; comments are numbered apart from these."""

    comment_id: PostNumber
    post_id: PostNumber


class StackPage(Wire):
    """Any answer of the API. The items are read one by one."""

    items: list[object]
    has_more: bool = False
    backoff: Count | None = None


class KeptItems(Wire):
    """An answer of the API that somebody kept: before version 2 the items had the name of what they are."""

    items: tuple[object, ...] = Field(validation_alias=AliasChoices("items", "questions", "answers", "comments"))


def _kind(raw: object) -> str:
    """An answer names its question as well, and had its title once."""
    names = raw.keys() if isinstance(raw, dict) else ()
    return "comment" if "comment_id" in names else "answer" if "answer_id" in names else "question"


StackItem = Question | StackAnswer | StackComment
_ITEM: TypeAdapter[StackItem] = TypeAdapter(
    Annotated[
        Annotated[Question, Tag("question")]
        | Annotated[StackAnswer, Tag("answer")]
        | Annotated[StackComment, Tag("comment")],
        Discriminator(_kind),
    ]
)
_QUESTION, ANSWER_SHAPE, _COMMENT = TypeAdapter(Question), TypeAdapter(StackAnswer), TypeAdapter(StackComment)


def site_of(host: str) -> str | None:
    """What the API calls the site at this host; None for a host of others."""
    if _ELSEWHERE.fullmatch(host):
        return host
    for ending, names in ((".stackexchange.com", _SUBDOMAIN), (".com", _OWN_DOMAIN)):
        name = host.removesuffix(ending)
        if name != host and names.fullmatch(name):
            return name
    return None


def host_of(site: str) -> str:
    """The host of a site of the API."""
    if _ELSEWHERE.fullmatch(site):
        return site
    return f"{site}.com" if _OWN_DOMAIN.fullmatch(site) else f"{site}.stackexchange.com"


def parse_questions(page: StackPage, source: str, now: datetime) -> Collected:
    """The questions in their order; the volume is the score. Raises WrongShape when none can be read."""
    questions, problems = questions_on(page)
    posts = [_asked(question, source, now) for question in questions]
    return gathered(now, (), [Listing(p, p.title or str(p.url), p.url, p.score) for p in posts], problems)


def parse_question_threads(
    questions: Sequence[Question], answers: Sequence[object], comments: Sequence[object], source: str, now: datetime
) -> Collected:
    """The questions with their answers, and with the comments on both.

    Below a lone question also belongs what answers something that could not be read.
    """
    answered, bad_answers = readable_of(answers, ANSWER_SHAPE)
    commented, bad_comments = readable_of(comments, _COMMENT)
    threads = {question.question_id: [_asked(question, source, now)] for question in questions}
    roots = {answer.answer_id: answer.question_id for answer in answered if answer.question_id in threads}
    roots |= {number: number for number in threads}
    lone = next(iter(threads)) if len(threads) == 1 else None
    below: list[StackAnswer | StackComment] = [*answered, *commented]
    placed = [
        (said, roots.get(said.question_id if isinstance(said, StackAnswer) else said.post_id, lone)) for said in below
    ]
    for said, root in placed:
        if root is not None:
            threads[root].append(_said(said, root, source, now))
    posts = [post for root, thread in threads.items() for post in grown(thread, str(root))]
    lost = sum(root is None for _, root in placed)
    unplaced = [f"Left out because what it belongs to is missing: {lost} answers or comments."] if lost else []
    problems = damaged(bad_answers, len(answers), "answers") + damaged(bad_comments, len(comments), "comments")
    return gathered(now, posts, problems=[*problems, *unplaced])


def parse_kept_items(kept: KeptItems, source: str, now: datetime) -> Collected:
    """Questions, answers and comments in any mixture, each in its thread; the places of what is answered are kept."""
    raw = list(kept.items)
    for item in raw:  # which grows on the way
        raw += [*below(item, "answers"), *below(item, "comments")]
    good, broken = readable_of(raw, _ITEM)
    _, problems = whole([*good, *broken], "questions, answers or comments")
    roots = {said.answer_id: said.question_id for said in good if isinstance(said, StackAnswer)}
    roots |= {said.question_id: said.question_id for said in good if isinstance(said, Question)}
    return gathered(now, grown(_placed(said, roots, source, now) for said in good), problems=problems)


def parse_kept_answer(answer: "Response", source: str, now: datetime) -> Collected:
    """The same of an answer that a reader saved; the first link in it tells the site."""
    linked = _LINKED.search(answer.body)
    site = site_of(linked[1].decode()) if linked else None
    return parse_kept_items(answer.json(KeptItems), f"{source}:{site}" if site else source, now)


def _placed(said: StackItem, roots: Mapping[int, int], source: str, now: datetime) -> Post:
    if isinstance(said, Question):
        return _asked(said, source, now)
    if isinstance(said, StackAnswer):
        return _said(said, said.question_id, source, now)
    root = roots.get(said.post_id)
    post = _said(said, root or said.post_id, source, now)
    return post if root else post.model_copy(update={"url": None})  # which page it is on is not known


def questions_on(page: StackPage) -> tuple[list[Question], list[str]]:
    return whole([_fitted(item) for item in page.items], "questions")


def _fitted(item: object) -> Question | Broken:
    return fitted(item, _QUESTION)


def readable_of(items: Sequence[object], shape: TypeAdapter[Wired]) -> tuple[list[Wired], list[Broken]]:
    good: list[Wired] = []
    broken: list[Broken] = []
    for item in items:
        read = fitted(item, shape)
        (broken.append(read) if isinstance(read, Broken) else good.append(read))
    return good, broken


def _asked(question: Question, source: str, now: datetime) -> Post:
    key, title = str(question.question_id), one_line(unescape(question.title)) or None
    url = web_url(question.link) or web_url(f"https://{_host(source)}/q/{key}")
    return Post(
        source=source,
        external_id=key,
        thread=key,
        author=_name(question.owner),
        title=title,
        text=headed(title, plain(question.body or "")),
        url=url,
        score=question.score,
        created_at=question.creation_date,
        collected_at=now,
    )


def _said(said: StackAnswer | StackComment, root: int, source: str, now: datetime) -> Post:
    if isinstance(said, StackAnswer):
        key, parent, path = str(said.answer_id), said.question_id, f"a/{said.answer_id}"
    else:
        key, parent = f"comment:{said.comment_id}", said.post_id
        path = f"questions/{root}#comment{said.comment_id}_{parent}"
    return Post(
        source=source,
        external_id=key,
        thread=str(root),
        parent=str(parent),
        author=_name(said.owner),
        text=plain(said.body or ""),
        url=web_url(f"https://{_host(source)}/{path}"),
        score=said.score,
        created_at=said.creation_date,
        collected_at=now,
    )


def _name(owner: Owner | None) -> str | None:
    """Names are escaped, as titles are."""
    return one_line(unescape(owner.display_name or "")) or None if owner else None


def _host(source: str) -> str:
    """Empty where the site is not known, as of a saved answer."""
    site = source.partition(":")[2]
    return host_of(site) if site else ""


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
        return _address(url) is not None

    async def collect(self, client: "Client") -> Collected:
        site = Site(client, self.name.partition(":")[2], self.options.extra.get(_KEY_OPTION, ""))
        page = await site.ask("questions", {"sort": "hot", "order": "desc", "pagesize": _LISTED})
        listed = parse_questions(page, self.name, client.now())
        questions = questions_on(page)[0]
        threads = await _threads(site, questions[: self.options.threads], self.name)
        posts = gathered(client.now(), [*threads.posts, *listed.posts]).posts
        return Collected(posts, listed.trends, listed.sightings, [*listed.problems, *threads.problems])

    @classmethod
    async def read(cls, client: "Client", url: str) -> Collected:
        address = _address(url)
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
        return await _threads(site, questions[:1], f"{cls.declared.kind}:{name}")


def _address(url: str) -> tuple[str, str, int] | None:
    """The site that this address is of, and the number of the question (`q`) or answer (`a`) that it shows."""
    parts = web_parts(url)
    if parts is None:
        return None
    site = site_of((parts.hostname or "").removeprefix("www."))
    found = re.match(r"/(q|a)(?:uestions)?/([0-9]{1,15})(?:/|$)", parts.path)
    return (site, found[1], int(found[2])) if site and found else None


# --- asking ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Site:
    """One site, asked through the API."""

    client: "Client"
    name: str
    key: str = ""

    async def ask(self, path: str, params: Mapping[str, str | int] | None = None) -> StackPage:
        """One page. Raises CollectError; AskedToWait, and asks nothing, while the API wants to be left alone."""
        url = f"{STACK_API}/{path}"
        key = (self.key or os.environ.get(_KEY_VARIABLE, "")).strip()
        asked = {"site": self.name, "filter": "withbody", "pagesize": _AT_ONCE, **(params or {})}
        try:
            answer = await self.client.get(url, params={**asked, **({"key": key} if key else {})}, robots=False)
        except Refused as error:
            seconds = _seconds_until_more(error)
            if seconds is None:
                raise
            until = self.client.leave_alone(STACK_API, seconds)
            message = f"Stack Exchange has no calls left today (a key gives more) until {until:%Y-%m-%d %H:%M:%S} UTC"
            raise AskedToWait(f"{message}; it is left alone", url=url, retry_at=until) from error
        page = answer.json(StackPage)
        if page.backoff is not None:
            self.client.leave_alone(STACK_API, page.backoff)
        return page


def _seconds_until_more(error: Refused) -> int | None:
    """That a day's calls are spent the API says with status 400, and until when only in words."""
    found = _SPENT.search(str(error)) if error.status == 400 else None
    return int(found[1]) if found else None


async def _threads(site: Site, questions: Sequence[Question], source: str) -> Collected:
    """Never an error: what could not be had is a problem."""
    numbers = [question.question_id for question in questions]
    answered = [question.question_id for question in questions if question.answer_count != 0]
    answers, no_answers = await _all(site, "questions/{}/answers", answered)
    numbers += [answer.answer_id for answer in readable_of(answers, ANSWER_SHAPE)[0]]
    comments, no_comments = await _all(site, "posts/{}/comments", list(dict.fromkeys(numbers)))
    threads = parse_question_threads(questions, answers, comments, source, site.client.now())
    return Collected(threads.posts, problems=[*no_answers, *no_comments, *threads.problems])


async def _all(site: Site, method: str, ids: Sequence[int]) -> tuple[list[object], list[str]]:
    """Everything on these ids that may be asked for, oldest first, and a sentence on why there is no more."""
    items: list[object] = []
    what = method.rpartition("/")[2]  # answers, comments
    waiting = [(ids[start : start + _AT_ONCE], 1) for start in range(0, len(ids), _AT_ONCE)]
    for _ in range(_PAGES):
        if not waiting:
            return items, []
        some, number = waiting.pop(0)
        path = method.format(";".join(map(str, some)))
        try:
            page = await site.ask(path, {"sort": "creation", "order": "asc", "page": number})
        except CollectError as error:
            return items, [f"Not all {what} could be read: {error}"]
        items += page.items
        if page.has_more:
            waiting.insert(0, (some, number + 1))
    return items, [f"Left out: {what} beyond {_PAGES} pages."] if waiting else []
