"""What do questions, answers and comments of Stack Exchange say?"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from html import unescape
from typing import TYPE_CHECKING, Annotated, TypeVar

from pydantic import Discriminator, Tag, TypeAdapter

from collector.pages.plaintext import headed, one_line, plain
from collector.payloads.addresses import web_url
from collector.payloads.sound import Broken, below, damaged, fitted, readable
from collector.payloads.threads import RankedPost, gathered, grown
from collector.source import Collected
from collector.sources.stackexchange.addresses import host_of, site_of
from collector.sources.stackexchange.shapes import (
    ANSWER_SHAPE,
    KeptItems,
    Owner,
    Question,
    StackAnswer,
    StackComment,
    StackItem,
    StackPage,
)
from db.models import Post

if TYPE_CHECKING:
    from collector.http.answer import Response


_LINKED = re.compile(rb'"link"\s*:\s*"https?:\\?/\\?/([a-z0-9.-]+)')
_Wired = TypeVar("_Wired")


def _kind(raw: object) -> str:
    """An answer names its question as well, and had its title once."""
    names = raw.keys() if isinstance(raw, dict) else ()
    return "comment" if "comment_id" in names else "answer" if "answer_id" in names else "question"


_ITEM: TypeAdapter[StackItem] = TypeAdapter(
    Annotated[
        Annotated[Question, Tag("question")]
        | Annotated[StackAnswer, Tag("answer")]
        | Annotated[StackComment, Tag("comment")],
        Discriminator(_kind),
    ]
)


_QUESTION = TypeAdapter(Question)
_COMMENT = TypeAdapter(StackComment)


def parse_questions(page: StackPage, source: str, now: datetime) -> Collected:
    """The questions in their order; the volume is the score. Raises WrongShape when none can be read."""
    questions, problems = questions_on(page)
    posts = [_asked(question, source, now) for question in questions]
    return gathered(now, (), [RankedPost(p, p.title or str(p.url), p.url, p.score) for p in posts], problems)


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
    _, problems = readable([*good, *broken], "questions, answers or comments")
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
    return readable([_fitted(item) for item in page.items], "questions")


def _fitted(item: object) -> Question | Broken:
    return fitted(item, _QUESTION)


def readable_of(items: Sequence[object], shape: TypeAdapter[_Wired]) -> tuple[list[_Wired], list[Broken]]:
    good: list[_Wired] = []
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
