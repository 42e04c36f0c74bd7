"""Is a conversation told as readers would tell it? Essential posts, acts, question and outcome, by the labels' scorer.

The labelled threads of the development half; texts of the items with even numbers were looked at while the rules were
written, so the odd ones say more. Beside it the first sentence of every post.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from statistics import median
from typing import Any

from benchmarks.figures import NO_DATA, SHARED, Figure, module, seconds
from benchmarks.pages import posts_of
from benchmarks.threads import GOLD, gold, terms_answers
from db.languages import PAGE_LANGUAGES

_LABELS = SHARED / "accounts" / "labels.jsonl"
_COMMENTS = 1_000
Rows = Mapping[str, dict[str, Any]]
WANTED = {
    "essential": "0.90, not below 0.78",
    "length": "0.45, at most 0.55",
    "waste": "at most 0.05",
    "about": "0.92, not below 0.88",
    "act": "0.75, not below 0.62",
    "act_F1": "0.65, not below 0.50",
    "to": "0.92, not below 0.87",
    "question": "0.80, not below 0.72",
    "outcome": "0.50, not below 0.30",
    "jargon_need2": "-",
    "jargon_all": "-",
    "plain": "-",
}


def measure() -> Iterator[Figure]:
    """Each figure of the scorer: all, odd items, first sentences; then the pace."""
    if not _LABELS.is_file():
        yield NO_DATA
        return
    labels = sorted(map(json.loads, _LABELS.read_text(encoding="utf-8").splitlines()), key=lambda row: str(row["id"]))
    threads, terms = _by_id(gold()), {row["id"]: row["terms"] for row in terms_answers()}
    score = module(SHARED / "accounts" / "score.py").score
    told = tell_answers()
    whole, odd = (score(some, threads, told, terms) for some in (labels, labels[1::2]))
    first = score(labels, threads, first_sentences(threads), {})
    for name, wanted in WANTED.items():
        yield name, f"{whole[name]:.3f} (odd {odd[name]:.3f}, first sentences {first[name]:.3f})", wanted
    yield "words of a page for each word of its thread", f"{page_length(labels, threads):.2f} (median)", "less than 1"
    yield f"a thread of {_COMMENTS} comments", f"{pace(_COMMENTS):.2f} s", "1 s"
    yield "ten times the comments take", f"{pace(_COMMENTS * 10) / pace(_COMMENTS):.1f} times as long", "about 10"


def tell_answers() -> Rows:
    """What the command answers to the threads, as its users would run it."""
    with GOLD.open("rb") as items:
        done = subprocess.run([sys.executable, "-m", "unjargon", "tell"], stdin=items, capture_output=True, check=True)
    return _by_id(json.loads(line) for line in done.stdout.decode().split("\n") if line)


def first_sentences(threads: Rows) -> Rows:
    """The first sentence of every post, as an addition to the opening one."""
    from analysis.text.sentences import sentences

    found = {}
    for key, item in threads.items():
        extracts = []
        for post in item["posts"]:
            start, end = next(sentences(post["text"] or ""), (0, 0))
            extracts.append({"post": post["id"], "start": start, "end": end, "act": "adds", "to": post.get("parent")})
        found[key] = {"id": key, "about": extracts[:1], "positions": extracts[1:]}
    return found


def page_length(labels: list[dict[str, Any]], threads: Rows) -> float:
    """How many words the page of a labelled thread has for each of its own, in its language: the median."""
    from benchmarks.day import words
    from collector.source import Collected
    from unjargon.explaining.explain import explaining_page

    found = []
    for item in (threads[row["id"]] for row in labels):
        posts = posts_of(item)
        page = explaining_page(Collected(posts), item.get("lang") if item.get("lang") in PAGE_LANGUAGES else "en")
        found.append(words(page) / words("\n".join(post.text for post in posts)))
    return median(found)


def pace(comments: int) -> float:
    """Seconds for one thread of so many comments, in which each answers and quotes another."""
    from unjargon.explaining.batch import given_item
    from unjargon.explaining.tell import TalkItem, account_line

    posts: list[dict[str, Any]] = [{"id": 0, "author": "a", "text": "Which of these engines should we use at home?"}]
    for number in range(1, comments):
        quoted = posts[number // 2]["text"].split("\n")[-1]
        text = (
            f"> {quoted}\nNo, engine {number} is slower, because it reads {number % 7} files. I would try another one."
        )
        posts.append({"id": number, "parent": number // 2, "author": f"a{number % 90}", "text": text})
    line = json.dumps({"id": 1, "lang": "en", "posts": posts}).encode()
    return min(seconds(lambda: account_line(given_item(line, TalkItem))) for _ in range(3))


def _by_id(rows: Any) -> Rows:
    return {row["id"]: row for row in rows}
