"""Are the wishes of the analysis asked for over the network as the settings let it, and do they replay?"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from collector.http.recording import ReplayClock, unhurried
from collector.settings import CollectorSettings
from collector.wishes.encyclopedias.wikipedia import WikipediaEdition
from collector.wishes.encyclopedias.wiktionary import Wiktionary
from collector.wishes.fulfil import fulfil, replay_wishes
from collector.wishes.lookup import LookedUp
from collector.wishes.pages import PagesRead
from db.models import PageWish, Wish
from db.store import Store

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
OWN = CollectorSettings(allow_private=True, contact="ana@example.org")
PAGE = "https://kiln.example/3.0"


@pytest.fixture
def store(store: Store) -> Store:
    """A store in which three terms are wished for."""
    store.save_wishes([Wish(term=term, posts=2, in_trend=term == "CCC") for term in ("AAA", "BBB", "CCC")])
    return store


@pytest.fixture
def encyclopedias(httpserver: HTTPServer) -> list[WikipediaEdition | Wiktionary]:
    """Both kinds, on a server that knows AAA as a list, and BBB only as a word; CCC damages whatever is asked."""
    root = httpserver.url_for("").rstrip("/")
    listed = {"type": "disambiguation", "title": "AAA"}
    page = "<!doctype html><html><body><ul><li><a href='./Angry_apple_act'>Angry apple act</a>, a law</li></ul>"
    defined = {"en": [{"language": "English", "definitions": [{"definition": "Initialism of big blue barn."}]}]}
    api = "/api/rest_v1/page"
    httpserver.expect_request(f"{api}/summary/AAA").respond_with_json(listed)
    httpserver.expect_request(f"{api}/html/AAA").respond_with_data(page, content_type="text/html")
    httpserver.expect_request(f"{api}/definition/BBB").respond_with_json(defined)
    httpserver.expect_request(f"{api}/summary/CCC").respond_with_data("<html>down</html>")
    httpserver.expect_request(f"{api}/definition/CCC").respond_with_data(status=429, headers={"retry-after": "7200"})
    for path in (f"{api}/summary/BBB", f"{api}/definition/AAA"):
        httpserver.expect_request(path).respond_with_data(status=404)
    # two hosts, as in life: one that asks to wait closes only its own
    return [WikipediaEdition("en", root), Wiktionary(f"http://127.0.0.1:{httpserver.port}")]


def test_a_server_is_asked_politely_and_each_answer_has_its_place(
    store: Store, httpserver: HTTPServer, encyclopedias: list[WikipediaEdition | Wiktionary]
) -> None:
    wikipedia, wiktionary = fulfil(store, OWN, encyclopedias, pace=unhurried, clock=ReplayClock(NOW)).lookups
    assert (wikipedia.asked, wikipedia.found) == (3, 1)
    assert "CCC: http" in wikipedia.problem
    assert "instead of JSON" in wikipedia.problem
    assert (wiktionary.asked, wiktionary.found) == (1, 0)
    assert "asks to wait" in wiktionary.problem
    assert [(e.term, e.phrase, e.meaning) for e in store.encyclopedia_entries()] == [
        ("AAA", "Angry apple act", "a law")
    ]
    assert all("ana@example.org" in request.headers["user-agent"] for request, _ in httpserver.log)
    assert not any("robots" in request.path for request, _ in httpserver.log)


def test_a_recorded_run_replays_to_the_same_store(
    store: Store, tmp_path: Path, httpserver: HTTPServer, encyclopedias: list[WikipediaEdition | Wiktionary]
) -> None:
    folder = tmp_path / "recorded"
    first = fulfil(store, OWN, encyclopedias, pace=unhurried, record=folder, clock=ReplayClock(LATER), started=NOW)
    httpserver.clear()
    with Store.open(tmp_path / "again.db") as again:
        again.save_wishes(store.wishes())
        (replayed,) = replay_wishes(folder, again, OWN, encyclopedias)
        assert [(d.asked, d.found) for d in replayed.lookups] == [(d.asked, d.found) for d in first.lookups]
        assert replayed.found == first.found == 1
        assert [(e.term, e.phrase) for e in again.encyclopedia_entries()] == [("AAA", "Angry apple act")]
        assert {known.at for known in again.lookups()} == {NOW}, "one run, begun when the sources were asked"
    lines = (folder / "recording.jsonl").read_text().splitlines()
    assert {json.loads(line)["at"] for line in lines} == {"2026-11-24T06:00:00Z"}


def test_a_recording_without_them_says_nothing_and_leaves_nothing(
    store: Store, tmp_path: Path, encyclopedias: list[WikipediaEdition | Wiktionary]
) -> None:
    exchange = {"at": "2026-11-22T06:00:00Z", "method": "GET", "url": "https://a.example/", "status": 404}
    (tmp_path / "recording.jsonl").write_text(json.dumps(exchange))
    store.save_page_wishes([PageWish(source="hackernews", trend="1", url=PAGE)])
    (done,) = replay_wishes(tmp_path, store, OWN, encyclopedias)
    assert done.lookups == [LookedUp("wikipedia:en"), LookedUp("wiktionary:en")]
    assert store.lookups() == []
    assert store.pages([PAGE]) == {}


def test_private_addresses_are_not_asked(
    store: Store, httpserver: HTTPServer, encyclopedias: list[WikipediaEdition | Wiktionary]
) -> None:
    fulfil(store, CollectorSettings(), encyclopedias, pace=unhurried, clock=ReplayClock(NOW))
    assert httpserver.log == []
    assert store.encyclopedia_entries() == []


def test_a_recorded_page_is_read_again(store: Store, tmp_path: Path) -> None:
    at = {"at": "2026-11-22T06:00:00Z", "method": "GET"}
    answers = [
        {**at, "url": "https://kiln.example/robots.txt", "status": 404},
        {**at, "url": PAGE, "status": 200, "headers": {"content-type": "text/html"}, "file": "page.html"},
    ]
    page = "<!doctype html><title>Kiln</title><meta name='description' content='Kiln is a database in one file.'>"
    (tmp_path / "page.html").write_text(page)
    (tmp_path / "recording.jsonl").write_text("\n".join(map(json.dumps, answers)))
    store.save_page_wishes([PageWish(source="hackernews", trend="1", url=PAGE)])
    (done,) = replay_wishes(tmp_path, store, OWN, ())
    assert (done.pages, done.found) == (PagesRead(asked=1, told=1), 1)
    assert store.pages([PAGE])[PAGE].text == "Kiln is a database in one file."


def test_a_page_on_a_private_address_is_not_read_whatever_is_allowed(store: Store, httpserver: HTTPServer) -> None:
    store.save_page_wishes([PageWish(source="hackernews", trend="1", url=httpserver.url_for("/3.0"))])
    assert "is a private address" in fulfil(store, OWN, (), pace=unhurried).pages.problem
    assert httpserver.log == []


def test_what_the_settings_turn_off_is_not_asked(
    store: Store, httpserver: HTTPServer, encyclopedias: list[WikipediaEdition | Wiktionary]
) -> None:
    off = CollectorSettings(allow_private=True, encyclopedias=False, linked_pages=False)
    store.save_page_wishes([PageWish(source="hackernews", trend="1", url=httpserver.url_for("/3.0"))])
    assert fulfil(store, off, encyclopedias, pace=unhurried).found == 0
    assert httpserver.log == []
