"""What do the encyclopedias say of a term? Whatever a server answers is entries, nothing, or one named failure."""

import asyncio
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from collector.errors import CollectError
from collector.http.client import Client
from collector.payloads.wikimedia import MOST_ENTRIES, WIKIMEDIA_LICENCE, may_spell, parted
from collector.wishes.encyclopedias import DEFINITIONS
from collector.wishes.encyclopedias.wiktionary import abbreviated
from collector.wishes.lookup import Encyclopedia
from db.models import EncyclopediaEntry

Network = Callable[[Mapping[str, tuple[int, bytes]]], tuple[Client, Any]]

HERE = Path(__file__).parent
EN, ES, WIKTIONARY, *_ = DEFINITIONS
EN_API, ES_API = "https://en.wikipedia.org/api/rest_v1/page", "https://es.wikipedia.org/api/rest_v1/page"
WIKTIONARY_API = "https://en.wiktionary.org/api/rest_v1/page"
EACH = pytest.mark.parametrize("encyclopedia", DEFINITIONS, ids=lambda encyclopedia: encyclopedia.name)
BAD_BODIES = {
    "a page": b"<!doctype html><html><body>Please log in</body></html>",
    "nothing": b"",
    "no JSON": b"{",
    "other JSON": b'{"items": 3, "en": {"a": 1}}',
    "a list": b"[1, 2]",
    "a number": b"7",
    "invalid UTF-8": b'{"title": "\xff\xfe"}',
    "deep JSON": b"[" * 100_000,
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "too large": b'{"title": "' + b"x" * 11_000_000 + b'"}',
}


def payload(name: str) -> tuple[int, bytes]:
    return 200, (HERE / name).read_bytes()


def asked(encyclopedia: Encyclopedia, client: Client, term: str = "QFBS") -> list[EncyclopediaEntry]:
    return asyncio.run(encyclopedia.look_up(client, term))


def said(entries: list[EncyclopediaEntry]) -> list[tuple[str, str, str]]:
    return [(entry.phrase, entry.meaning, entry.url.partition("/wiki/")[2]) for entry in entries]


# --- what holds for each ---------------------------------------------------------------------------------------------


def test_each_has_a_name_of_its_own() -> None:
    names = [encyclopedia.name for encyclopedia in DEFINITIONS]
    assert len(set(names)) == len(names)
    assert {"wikipedia:en", "wikipedia:es", "wiktionary:en"} <= set(names)


@EACH
def test_what_it_does_not_have_is_no_failure(encyclopedia: Encyclopedia, network: Network) -> None:
    client, table = network({"*": (404, b'{"status":404,"type":"Internal error"}')})
    assert asked(encyclopedia, client) == []
    assert len(table.asked) == 1


@EACH
@pytest.mark.parametrize("damage", BAD_BODIES)
def test_whatever_a_server_sends_is_a_named_failure(encyclopedia: Encyclopedia, damage: str, network: Network) -> None:
    client, table = network({"*": (200, BAD_BODIES[damage])})
    with pytest.raises(CollectError) as failed:
        asked(encyclopedia, client)
    assert urlsplit(table.asked[0]).netloc in str(failed.value)


@EACH
@pytest.mark.parametrize("status", [400, 401, 403, 429, 451, 500, 501, 503])
def test_a_refusal_or_failure_is_named(encyclopedia: Encyclopedia, status: int, network: Network) -> None:
    client, _ = network({"*": (status, b'{"detail":"no"}')})
    with pytest.raises(CollectError, match="no"):
        asked(encyclopedia, client)


@EACH
@pytest.mark.parametrize(
    ("term", "part"), [("TCP/IP", "TCP%2FIP"), ("A&B?x=1#y", "A%26B%3Fx%3D1%23y"), ("Ñ B", "%C3%91_B")]
)
def test_a_term_is_one_part_of_an_address(encyclopedia: Encyclopedia, term: str, part: str, network: Network) -> None:
    client, table = network({})
    asked(encyclopedia, client, term)
    (url,) = table.asked
    assert url.rpartition("/")[2] == part
    assert "?" not in url


# --- Wikipedia -------------------------------------------------------------------------------------------------------


def test_a_list_of_meanings_in_english(network: Network, now: datetime) -> None:
    client, table = network(
        {f"{EN_API}/summary/QFBS": payload("summary-list.json"), f"{EN_API}/html/QFBS": payload("list-en.html")}
    )
    entries = asked(EN, client)
    assert said(entries) == [
        ("Quirk-free batch scheduling", "a way of sharing work among machines", "Quirk-free_batch_scheduling"),
        ("Quick-Fix Build System", "a tool – see Lumen Coop", "Lumen_Coop"),
        ("Queue-fill by size", "older", "Queue_fill_by_size"),
        ("Quiet Folk Band of Skua", "", "QFBS"),
    ]
    assert [entry.position for entry in entries] == [0, 1, 2, 3]
    assert {(e.encyclopedia, e.term, e.language, e.licence, e.fetched_at) for e in entries} == {
        ("wikipedia:en", "QFBS", "en", WIKIMEDIA_LICENCE, now)
    }
    assert all("robots.txt" not in url for url in table.asked), "a documented interface"


def test_a_list_of_meanings_in_spanish(network: Network) -> None:
    listed = json.dumps({"type": "disambiguation", "title": "CRL (desambiguación)"}).encode()
    title = "CRL_%28desambiguaci%C3%B3n%29"
    client, _ = network({f"{ES_API}/summary/CRL": (200, listed), f"{ES_API}/html/{title}": payload("list-es.html")})
    entries = asked(ES, client, "CRL")
    assert said(entries) == [
        (
            "Confederación de Regatas del Lago",
            "que reúne a los clubes de remo;",
            "Confederaci%C3%B3n_de_Regatas_del_Lago",
        ),
        ("Calm River League", "liga inventada.", title),
    ]
    assert {entry.language for entry in entries} == {"es"}


def test_a_page_about_one_thing_has_what_is_listed_beside_it(network: Network) -> None:
    client, _ = network(
        {
            f"{EN_API}/summary/QFBS": payload("summary-standard.json"),
            f"{EN_API}/html/QFBS_%28disambiguation%29": payload("list-en.html"),
        }
    )
    first, *others = asked(EN, client)
    assert said([first]) == [
        ("Quirk-free batch scheduling", "Way of sharing work among machines", "Quirk-free_batch_scheduling")
    ]
    assert first.url.startswith("https://en.wikipedia.org/wiki/"), "the address is ours, not the payload's"
    assert first.text.startswith("Quirk-free batch scheduling (QFBS) is a way of sharing work among machines. It was")
    assert first.subject == "Q990000001"
    assert [entry.position for entry in others] == [1, 2, 3, 4]


def test_a_page_about_one_thing_may_be_the_only_one(network: Network) -> None:
    client, table = network({f"{EN_API}/summary/QFBS": payload("summary-standard.json")})
    assert len(asked(EN, client)) == 1
    assert len(table.asked) == 2


@pytest.mark.parametrize("listing", [(500, b""), (200, b'{"not": "a page"}'), (200, b"<html>" + b"<div>" * 20_000)])
def test_one_meaning_is_not_taken_for_all_when_the_others_cannot_be_had(
    listing: tuple[int, bytes], network: Network
) -> None:
    client, _ = network({f"{EN_API}/summary/QFBS": payload("summary-standard.json"), "*": listing})
    with pytest.raises(CollectError):
        asked(EN, client)


def test_a_hostile_list_gives_words_and_addresses_of_the_encyclopedia_only(network: Network) -> None:
    client, _ = network({f"{EN_API}/summary/QF": payload("summary-list.json"), "*": payload("list-hostile.html")})
    entries = asked(EN, client, "QF")
    assert [entry.phrase for entry in entries] == ["Quiet frog", "Queer fish", "Quay fort", "Quart fill"]
    assert {entry.url.rpartition("/wiki/")[0] for entry in entries} == {"https://en.wikipedia.org"}
    assert all(text.isprintable() for entry in entries for text in (entry.phrase, entry.meaning, entry.url))
    assert "alert(2)" not in entries[0].meaning


def test_a_huge_list_is_bounded(network: Network) -> None:
    lines = b"".join(b"<li>Quiet frog %d, %s</li>" % (n, b"long " * 200) for n in range(2000))
    client, _ = network({f"{EN_API}/summary/QF": payload("summary-list.json"), "*": (200, b"<html><body>" + lines)})
    entries = asked(EN, client, "QF")
    assert len(entries) == MOST_ENTRIES
    assert max(len(entry.meaning) for entry in entries) <= 240


# --- Wiktionary ------------------------------------------------------------------------------------------------------


def test_abbreviations_in_both_languages(network: Network) -> None:
    client, _ = network({f"{WIKTIONARY_API}/definition/QFBS": payload("definition-both.json")})
    entries = asked(WIKTIONARY, client)
    assert [(entry.language, entry.phrase, entry.meaning, entry.text) for entry in entries] == [
        ("en", "quirk-free batch scheduling", "a way of sharing work.", "computing"),
        ("en", "Quiet Folk Band of Skua", "", ""),
        ("es", "cola finita de barcos sueltos", "", ""),
    ]
    assert {entry.url for entry in entries} == {"https://en.wiktionary.org/wiki/QFBS"}


@pytest.mark.parametrize(
    ("html", "phrase"),
    [
        ("<b>Initialism</b> of <i>data parallelism</i>.", "data parallelism"),
        ("(<i>finance</i>) Acronym of dear peer", "dear peer"),
        ("Abbreviation of distinguished painter: one of the few", "distinguished painter"),
        ("An initialism of “Dim Pond”", "Dim Pond"),
        ("A display port.", ""),
        ("Initialism of ", ""),
        ("<" * 50_000, ""),
        ("Initialism of " + "x" * 5000, ""),
    ],
)
def test_the_long_form_in_a_definition(html: str, phrase: str) -> None:
    assert abbreviated(html).phrase == phrase


# --- lines -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "phrase", "rest"),
    [
        ("Data parallelism, a form of computing", "Data parallelism", "a form of computing"),
        ("Dear  peer\n(title) – somebody", "Dear peer", "somebody"),
        ("Dim-pond", "Dim-pond", ""),
        ("Producto interior bruto: valor de lo producido", "Producto interior bruto", "valor de lo producido"),
        ("siglas de Producto Interior Bruto", "Producto Interior Bruto", ""),
        ("acrónimo en inglés de Dear Peer, tratamiento", "Dear Peer", "tratamiento"),
        ("«Dulce Pera». Una canción", "Dulce Pera", "Una canción"),
        (", alone", "", "alone"),
        ("", "", ""),
        ("word " * 60, "", ""),
    ],
)
def test_a_line_begins_with_a_long_form(line: str, phrase: str, rest: str) -> None:
    assert parted(line) == (phrase, rest)


@pytest.mark.parametrize(
    ("phrase", "term", "may"),
    [
        ("Quiet frog", "QF", True),
        ("quiet frog", "QF", True),
        ("the Quiet frog", "QF", True),
        ("Ánade real", "AR", True),
        ("Quiet", "QF", False),
        ("Loud frog", "QF", False),
        ("quiet-frog", "QF", True),
        ("", "QF", False),
    ],
)
def test_what_cannot_be_a_long_form_is_not_kept(phrase: str, term: str, may: bool) -> None:
    assert may_spell(phrase, term) is may


def test_a_line_that_cannot_be_a_long_form_is_left_out(network: Network) -> None:
    listing = (200, b"<html><body><ul><li>Quay fort</li><li>Loud frog</li><li>Quay</li></ul>")
    client, _ = network({f"{EN_API}/summary/QF": payload("summary-list.json"), "*": listing})
    assert [entry.phrase for entry in asked(EN, client, "QF")] == ["Quay fort"]
