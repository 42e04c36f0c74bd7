"""How is the API asked for a site, and left alone when it wants to be?"""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.errors import AskedToWait, CollectError, Refused
from collector.source import Collected
from collector.sources.stackexchange.answers import parse_question_threads, readable_of
from collector.sources.stackexchange.shapes import ANSWER_SHAPE, Question, StackPage

if TYPE_CHECKING:
    from collector.http.client import Client


STACK_API = "https://api.stackexchange.com/2.3"
_KEY_VARIABLE = "STACKEXCHANGE_KEY"
_AT_ONCE = 100  # ids in a call, and items on a page
_PAGES = 3  # calls of one method in a run
_SPENT = re.compile(r"more requests available in ([0-9]{1,9}) seconds")


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


async def read_threads(site: Site, questions: Sequence[Question], source: str) -> Collected:
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
