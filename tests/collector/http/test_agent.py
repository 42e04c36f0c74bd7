"""In whose name is every request?"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

import pytest

from collector.errors import AskedToWait, CollectError
from collector.http.agent import user_agent
from collector.http.client import Client
from collector.http.limits import Limits
from collector.source import Source
from collector.sources import SOURCES, source_named
from collector.wishes.encyclopedias import DEFINITIONS

CONTACT = "ana@example.org"

Network = Callable[..., tuple[Client, Any]]


@pytest.mark.parametrize("contact", ["", "José\r\nX-Evil: 1 (a)", "📮"])
def test_a_contact_never_breaks_the_header(contact: str) -> None:
    agent = user_agent(contact)
    assert agent.isascii()
    assert agent.isprintable()


def signed(table: Any) -> bool:
    agents = [request.headers["user-agent"] for request in table.requests]
    return all(agent.startswith("unjargon/") and f"({CONTACT})" in agent for agent in agents)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.declared.kind)
def test_every_request_of_a_source_says_who_asks(
    network: Network, source: type[Source], examples: Mapping[str, tuple[str, str | None]]
) -> None:
    name, url = examples[source.declared.kind]
    acts: list[Callable[[Client], Coroutine[Any, Any, Any]]] = [source_named(name).collect]
    if url is not None:
        acts.append(lambda client: source.read(client, url))
    for act in acts:
        client, table = network({"*": (404, b"{}")}, contact=CONTACT)
        with pytest.raises(CollectError):
            asyncio.run(act(client))
        assert signed(table)


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda definition: definition.name)
def test_every_request_of_an_encyclopedia_says_who_asks(network: Network, definition: Any) -> None:
    client, table = network({"*": (500, b"{}")}, contact=CONTACT)
    with pytest.raises(CollectError):
        asyncio.run(definition.look_up(client, "DP"))
    assert table.requests
    assert signed(table)


def test_rules_redirects_second_attempts_and_what_is_sent_are_signed_too(network: Network, wristwatch: Any) -> None:
    here, there = "https://here.example", "https://there.example"
    answers = {
        f"{here}/robots.txt": (200, b"User-agent: *\nAllow: /"),
        f"{here}/old": (301, {"location": f"{there}/new"}, b""),
        f"{here}/busy": (429, {"retry-after": "1"}, b""),
        "*": (200, b"[]"),
    }
    client, table = network(answers, wristwatch, contact=CONTACT, limits=Limits(backoff=0))

    async def ask() -> None:
        await client.get(f"{here}/old")
        with pytest.raises(AskedToWait):
            await client.get(f"{here}/busy")
        await client.post(f"{here}/sent", b"{}", kind="application/json", secret={})

    asyncio.run(ask())
    asked = [f"{here}/robots.txt", f"{here}/old", f"{there}/robots.txt", f"{there}/new"]
    assert table.asked == [*asked, *[f"{here}/busy"] * 3, f"{here}/sent"]
    assert signed(table)
