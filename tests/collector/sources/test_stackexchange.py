"""Do the hot questions of a site of Stack Exchange become a ranked list with whole threads, whatever comes?"""

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import AskedToWait, CollectError, Refused, WrongShape
from collector.http.answer import Response
from collector.http.client import Client
from collector.source import Collected, Options
from collector.sources.stackexchange import StackExchange
from collector.sources.stackexchange.addresses import host_of, site_of
from collector.sources.stackexchange.answers import parse_question_threads, parse_questions
from collector.sources.stackexchange.api import STACK_API
from collector.sources.stackexchange.shapes import Question, StackPage

HERE = Path(__file__).parent / "stackexchange"
SOURCE = "stackexchange:stackoverflow"
Network = Callable[[Mapping[str, tuple[int, bytes]]], tuple[Client, Any]]
Answer = Callable[[bytes], Response]
Sound = Callable[[Collected], None]
NUMBERS = [501, 502, 520]  # of answers and comments


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STACKEXCHANGE_KEY", raising=False)


def payload(name: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    return value


def body(value: object) -> tuple[int, bytes]:
    return 200, json.dumps(value).encode()


def page(*items: object, **around: object) -> tuple[int, bytes]:
    return body({"items": items, "has_more": False, "quota_remaining": 9, **around})


def answers(**instead: tuple[int, bytes]) -> dict[str, tuple[int, bytes]]:
    return {
        f"{STACK_API}/questions": instead.get("questions", body(payload("questions_hot"))),
        f"{STACK_API}/questions/501;520/answers": instead.get("answers", body(payload("answers_kinds"))),
        f"{STACK_API}/posts/501;510;520;502;503;521/comments": instead.get("comments", body(payload("comments_kinds"))),
    }


def rows(collected: Collected) -> dict[str, Any]:
    """What was collected in the form of the files: what is unset, and what is the same for all, is left out."""
    common = {"source", "collected_at", "seen_at"}
    found = {
        name: [row.model_dump(mode="json", exclude_none=True, exclude=common) for row in getattr(collected, name)]
        for name in ("posts", "trends", "sightings")
    }
    return {**found, "problems": list(collected.problems)}


def test_the_payloads_become_what_stands_beside_them(network: Network, sound: Sound) -> None:
    client, table = network(answers())
    collected = asyncio.run(StackExchange.named("stackoverflow", Options()).collect(client))
    sound(collected)
    assert rows(collected) == payload("collected.becomes")
    asked = [httpx.URL(url).params for url in table.asked]
    assert [(p["site"], p["filter"], p["pagesize"], "key" in p) for p in asked] == [
        ("stackoverflow", "withbody", "30", False),
        ("stackoverflow", "withbody", "100", False),
        ("stackoverflow", "withbody", "100", False),
    ]


def test_only_the_first_questions_are_read_in_full(network: Network, sound: Sound) -> None:
    client, table = network(
        {
            f"{STACK_API}/questions": body(payload("questions_hot")),
            f"{STACK_API}/questions/501/answers": page(),
            f"{STACK_API}/posts/501/comments": page(),
        }
    )
    collected = asyncio.run(StackExchange.named("stackoverflow", Options(threads=1)).collect(client))
    sound(collected)
    assert len(collected.sightings) == len(collected.posts) == 3
    assert len(table.asked) == 3
    client, table = network({f"{STACK_API}/questions": body(payload("questions_hot"))})
    asyncio.run(StackExchange.named("stackoverflow", Options(threads=0)).collect(client))
    assert len(table.asked) == 1


@pytest.mark.parametrize("bad", ["answers", "comments"])
@pytest.mark.parametrize("came", [(500, b""), (200, b"<html>"), (200, b'{"items": 3}'), (429, b"{}")])
def test_a_part_that_cannot_be_had_is_a_problem(
    bad: str, came: tuple[int, bytes], network: Network, sound: Sound
) -> None:
    without_answers = {f"{STACK_API}/posts/501;510;520/comments": page()}
    client, _ = network({**answers(**{bad: came}), **without_answers})
    collected = asyncio.run(StackExchange.named("stackoverflow", Options()).collect(client))
    sound(collected)
    assert [s.rank for s in collected.sightings] == [1, 2, 3]
    assert f"Not all {bad} could be read" in " ".join(collected.problems)


def test_answers_that_are_all_damaged_cost_nothing_else(network: Network, sound: Sound) -> None:
    broken = {
        **answers(answers=page({"x": 1})),
        f"{STACK_API}/posts/501;510;520/comments": page(*payload("comments_kinds")["items"]),
    }
    collected = asyncio.run(StackExchange.named("stackoverflow", Options()).collect(network(broken)[0]))
    sound(collected)
    assert "1 of 1 answers" in " ".join(collected.problems)
    assert "comment:502" in {post.external_id for post in collected.posts}


# --- pages, limits, keys ------------------------------------------------------------------------------------------


def test_pages_are_read_to_the_last_or_to_a_limit(network: Network, sound: Sound) -> None:
    def comment(number: int) -> dict[str, object]:
        return {"comment_id": number, "post_id": 1, "body": "and"}

    url = f"{STACK_API}/posts/1/comments?site=stackoverflow&filter=withbody&pagesize=100&sort=creation&order=asc&page="
    question = page({"question_id": 1, "title": "Why?", "answer_count": 0})
    pages = {f"{url}{number}": page(comment(number), has_more=True) for number in (1, 2, 3)}
    client, _ = network({f"{STACK_API}/questions/1": question, **pages})
    collected = asyncio.run(StackExchange.read(client, "https://stackoverflow.com/q/1"))
    sound(collected)
    assert [p.external_id for p in collected.posts] == ["1", "comment:1", "comment:2", "comment:3"]
    assert collected.problems == ["Left out: comments beyond 3 pages."]
    client, _ = network({f"{STACK_API}/questions/1": question, **pages, f"{url}2": page(comment(2))})
    collected = asyncio.run(StackExchange.read(client, "https://stackoverflow.com/q/1"))
    assert (len(collected.posts), collected.problems) == (3, [])


def test_after_a_long_back_off_nothing_more_is_asked(network: Network, now: datetime, sound: Sound) -> None:
    client, table = network(answers(answers=page(*payload("answers_kinds")["items"], backoff=25)))
    collected = asyncio.run(StackExchange.named("stackoverflow", Options()).collect(client))
    sound(collected)
    assert len(table.asked) == 2
    assert "comments could be read: api.stackexchange.com asked to wait until 2026-11-24 06:00:25 UTC" in " ".join(
        collected.problems
    )
    with pytest.raises(AskedToWait) as error:
        asyncio.run(StackExchange.named("superuser", Options()).collect(client))
    assert error.value.retry_at == now + timedelta(seconds=25)
    assert len(table.asked) == 2


def test_a_short_back_off_is_waited_for(network: Network, sound: Sound) -> None:
    client, table = network(answers(questions=body({**payload("questions_hot"), "backoff": 5})))
    collected = asyncio.run(StackExchange.named("stackoverflow", Options()).collect(client))
    sound(collected)
    assert rows(collected) == payload("collected.becomes")
    assert len(table.asked) == 3


@pytest.mark.parametrize("backoff", [-5, 10**18])
def test_an_absurd_back_off_is_bounded(backoff: int, network: Network) -> None:
    client, _ = network({"*": page(backoff=backoff)})
    assert not asyncio.run(StackExchange.named("stackoverflow", Options()).collect(client)).trends


def test_when_the_calls_of_a_day_are_spent_nothing_more_is_asked(network: Network, now: datetime) -> None:
    client, table = network({"*": (400, (HERE / "error_spent.json").read_bytes())})

    async def twice() -> None:
        for _ in range(2):
            with pytest.raises(AskedToWait) as error:
                await StackExchange.named("stackoverflow", Options()).collect(client)
            assert error.value.retry_at == now + timedelta(seconds=4000)

    asyncio.run(twice())
    assert len(table.asked) == 1


def test_another_refusal_stays_one(network: Network) -> None:
    said = b'{"error_id": 400, "error_message": "No site found for name `x`", "error_name": "bad_parameter"}'
    with pytest.raises(Refused, match="No site found"):
        asyncio.run(StackExchange.named("x", Options()).collect(network({"*": (400, said)})[0]))


def test_the_readers_key_is_sent_and_never_shown(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    client, table = network({"*": page()})
    asyncio.run(StackExchange.named("stackoverflow", Options(extra={"key": " one "})).collect(client))
    monkeypatch.setenv("STACKEXCHANGE_KEY", "two")
    asyncio.run(StackExchange.named("stackoverflow", Options()).collect(client))
    assert [httpx.URL(url).params["key"] for url in table.asked] == ["one", "two"]
    with pytest.raises(CollectError) as error:
        asyncio.run(StackExchange.named("stackoverflow", Options()).collect(network({"*": (500, b"")})[0]))
    assert "two" not in f"{error.value}"


# --- names and addresses ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("stackoverflow.com", "stackoverflow"),
        ("es.stackoverflow.com", "es.stackoverflow"),
        ("meta.superuser.com", "meta.superuser"),
        ("ai.stackexchange.com", "ai"),
        ("ai.meta.stackexchange.com", "ai.meta"),
        ("meta.stackexchange.com", "meta"),
        ("mathoverflow.net", "mathoverflow.net"),
        ("meta.mathoverflow.net", "meta.mathoverflow.net"),
    ],
)
def test_a_site_and_its_host_are_one_source(host: str, site: str) -> None:
    assert (site_of(host), host_of(site)) == (site, host)
    assert StackExchange.named(host, Options()).name == StackExchange.named(site.upper(), Options()).name
    assert StackExchange.recognises(f"https://{host}/questions/5/why")


@pytest.mark.parametrize("argument", ["", "no site", "../etc", "example.org", "a.b.c", "evil.com", ".", "-x"])
def test_what_is_no_site_says_what_a_name_looks_like(argument: str) -> None:
    with pytest.raises(ValueError, match="stackexchange:SITE"):
        StackExchange.named(argument, Options())


@pytest.mark.parametrize(
    "url",
    [
        "https://stackoverflow.com/questions/tagged/python",
        "https://stackoverflow.com/users/11/ana",
        "https://stackoverflow.com/questions/12x",
        "https://stackexchange.com/questions/1",
        "https://example.org/questions/1",
        "https://stackoverflow.com.example.org/q/1",
        "ftp://stackoverflow.com/q/1",
        "http://[",
        "",
    ],
)
def test_an_address_of_something_else_is_refused(url: str, network: Network) -> None:
    assert not StackExchange.recognises(url)
    with pytest.raises(Refused, match="no question"):
        asyncio.run(StackExchange.read(network({})[0], url))


@pytest.mark.parametrize(
    ("url", "first"),
    [
        ("https://stackoverflow.com/questions/501/why-is-it/502#502", "questions/501"),
        ("https://www.stackoverflow.com/q/501/11", "questions/501"),
        ("http://stackoverflow.com/a/502", "answers/502"),
    ],
)
def test_a_question_is_read_with_all_below_it(url: str, first: str, network: Network, sound: Sound) -> None:
    below = [item for item in payload("answers_kinds")["items"] if item.get("question_id") == 501]
    client, table = network(
        {
            f"{STACK_API}/answers/502": page(below[0]),
            f"{STACK_API}/questions/501": page(payload("questions_hot")["items"][0]),
            f"{STACK_API}/questions/501/answers": page(*below),
            f"{STACK_API}/posts/501;502;503/comments": page(*payload("comments_kinds")["items"]),
        }
    )
    collected = asyncio.run(StackExchange.read(client, url))
    sound(collected)
    assert table.asked[0].startswith(f"{STACK_API}/{first}?")
    assert {post.source for post in collected.posts} == {SOURCE}
    parents = {post.external_id: post.parent for post in collected.posts}
    # 521 and 999 were not in the answers: they keep their places, and what is below them stays there
    assert parents == {
        "501": None,
        "502": "501",
        "503": "501",
        "521": "501",
        "999": "501",
        "comment:502": "501",
        "comment:901": "502",
        "comment:902": "521",
        "comment:903": "999",
    }
    assert [post.text for post in collected.posts if post.external_id == "999"] == [""]


@pytest.mark.parametrize("url", ["https://stackoverflow.com/q/5", "https://stackoverflow.com/a/5"])
def test_a_question_that_is_not_there_is_refused(url: str, network: Network) -> None:
    with pytest.raises(Refused, match="shows nothing"):
        asyncio.run(StackExchange.read(network({"*": page()})[0], url))


# --- whatever comes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("came", [b'{"items": [{"id": 1}]}', b'{"error": "x"}', b"[]", b'{"items": null}'])
def test_what_is_no_list_of_questions_is_named(came: bytes, answer: Answer, now: datetime) -> None:
    with pytest.raises(WrongShape):
        parse_questions(answer(came).json(StackPage), SOURCE, now)


def parsed(value: Mapping[str, Any], answer: Answer, now: datetime) -> Collected:
    pages = {name: answer(json.dumps(value[name]).encode()).json(StackPage) for name in value}
    listed = parse_questions(pages["questions"], SOURCE, now)
    keys = {trend.external_id for trend in listed.trends}
    good = [item for item in pages["questions"].items if isinstance(item, dict)]
    readable = []
    for item in good:
        with suppress(ValueError):
            readable.append(Question.model_validate(item))
    assert {str(question.question_id) for question in readable} == keys
    threads = parse_question_threads(readable, pages["answers"].items, pages["comments"].items, SOURCE, now)
    return Collected(threads.posts, listed.trends, listed.sightings, threads.problems)


@given(data=st.data())
def test_changed_payloads_are_read_or_are_a_named_error(
    data: st.DataObject, mutilated: Callable[..., Any], answer: Answer, now: datetime, sound: Sound
) -> None:
    names = {"questions": "questions_hot", "answers": "answers_kinds", "comments": "comments_kinds"}
    value = {name: payload(file) for name, file in names.items()}
    for name in data.draw(st.sets(st.sampled_from(sorted(value)), min_size=1)):
        value[name] = mutilated(data, value[name], NUMBERS)
    with suppress(CollectError):
        sound(parsed(value, answer, now))
