"""Is the network asked as the settings say, and does what is recorded of it replay to the same?"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

from declarations import made_up
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from collector.http.client import Client
from collector.http.recording import ReplayClock, unhurried
from collector.runs.collect import collect_once, replay
from collector.settings import CollectorSettings
from collector.source import Collected, Declaration
from collector.sources import source_named
from db.models import Outcome, Post, State
from db.store import Store

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
OWN = CollectorSettings(allow_private=True, contact="ana@example.org")


@dataclass(frozen=True)
class Texts:
    """A source whose answer is a list of texts."""

    name: str
    url: str
    declared: ClassVar[Declaration] = made_up("texts")

    async def collect(self, client: Client) -> Collected:
        answer = await client.get(self.url)
        texts = answer.json(list[str])
        return Collected(
            [Post(source=self.name, external_id=t, thread=t, text=t, collected_at=answer.at) for t in texts]
        )


def test_a_run_that_is_recorded_replays_to_the_same_store(httpserver: HTTPServer, tmp_path: Path) -> None:
    httpserver.expect_request("/a").respond_with_data('["one", "two"]')
    httpserver.expect_request("/b").respond_with_data("<html>down")
    for path in ("/c", "/robots.txt"):
        httpserver.expect_request(path).respond_with_data(status=404)
    sources = [Texts(name, httpserver.url_for(f"/{name}")) for name in ("a", "b", "c")]
    with Store.open(tmp_path / "live.db") as live, Store.open(tmp_path / "again.db") as again:
        first = collect_once(sources, live, OWN, record=tmp_path / "recorded", pace=unhurried, clock=ReplayClock(NOW))
        agents = {request.headers["user-agent"] for request, _ in httpserver.log}
        httpserver.clear()
        assert replay(tmp_path / "recorded", sources, again) == first
        assert again.posts("a", "one") == live.posts("a", "one")
        assert again.counts() == live.counts()
    assert [outcome.state for outcome in first] == [State.OK, State.DAMAGED, State.REFUSED]
    assert agents
    assert all("ana@example.org" in agent for agent in agents)


FEED = b"""<rss version="2.0"><channel><item><guid>lamp</guid><title>New lamp</title></item></channel></rss>"""


def serve_feed(request: Request) -> Response:
    """A server that says when nothing has changed."""
    unchanged = request.headers.get("If-None-Match") == '"v1"'
    return Response(status=304) if unchanged else Response(FEED, headers={"ETag": '"v1"'})


def test_what_is_recorded_after_an_earlier_run_is_recorded_whole(
    httpserver: HTTPServer, store: Store, tmp_path: Path
) -> None:
    httpserver.expect_request("/feed").respond_with_handler(serve_feed)
    folder, feed = tmp_path / "recorded", source_named(f"feed:{httpserver.url_for('/feed')}")

    def states(record: Path | None = None) -> list[State]:
        return [
            o.state for o in collect_once([feed], store, OWN, record=record, pace=unhurried, clock=ReplayClock(NOW))
        ]

    assert states() == [State.OK]
    assert states() == [State.NOT_MODIFIED]
    assert states(folder) == [State.OK]
    assert states() == [State.NOT_MODIFIED], "what came while it was recorded counts as known"
    with Store.open(tmp_path / "again.db") as again:
        (replayed,) = replay(folder, [feed], again)
        assert (replayed.state, replayed.posts) == (State.OK, 1)
        assert again.posts(feed.name, "lamp") == store.posts(feed.name, "lamp")


def test_a_kept_file_is_read_whole_in_a_run_that_is_recorded(store: Store, tmp_path: Path) -> None:
    kept = tmp_path / "list.txt"
    kept.write_text("New lamp lights the whole harbour\n")
    source = source_named(f"file:{kept}")
    outcomes: list[Outcome] = []
    for record in (None, None, tmp_path / "recorded"):
        outcomes += collect_once([source], store, OWN, record=record, pace=unhurried, clock=ReplayClock(NOW))
    assert [outcome.state for outcome in outcomes] == [State.OK, State.NOT_MODIFIED, State.OK]
    assert list((tmp_path / "recorded").iterdir()) == [], "nothing of it is written"


def test_a_replay_performs_the_runs_in_order_by_their_own_clock(store: Store, tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text('["one"]')
    (tmp_path / "two.json").write_text('["one", "two"]')
    rows = [
        {"at": at.isoformat(), "method": "GET", "url": "https://a.example/", "status": 200, "headers": {}, "file": file}
        for at, file in ((LATER, "two.json"), (NOW, "one.json"))
    ]
    (tmp_path / "recording.jsonl").write_text("\n".join(map(json.dumps, rows)))
    outcomes = replay(tmp_path, [Texts("a", "https://a.example/"), Texts("b", "https://b.example/")], store)
    assert [(o.source, o.at, o.state, o.posts) for o in outcomes] == [
        ("a", NOW, State.OK, 1),
        ("b", NOW, State.REFUSED, 0),
        ("a", LATER, State.OK, 2),
        ("b", LATER, State.REFUSED, 0),
    ]
    assert [p.collected_at for key in ("one", "two") for p in store.posts("a", key)] == [NOW, LATER]


def test_a_private_instance_is_not_asked_unless_the_settings_say_so(httpserver: HTTPServer, store: Store) -> None:
    source = Texts("a", httpserver.url_for("/a"))
    (refused,) = collect_once([source], store, CollectorSettings(), pace=unhurried, clock=ReplayClock(NOW))
    assert refused.state is State.UNREACHABLE
    assert "allow_private" in refused.message
    assert httpserver.log == []
