"""Are the pages' own words the same in every language, and are things called what readers call them?"""

import re
from typing import Any

import pytest

from analysis.languages import HEADERS
from analysis.text.surface import fold
from db.languages import PAGE_LANGUAGES
from reports.words import LANGUAGE_FILES, page_words


@pytest.mark.parametrize("language", PAGE_LANGUAGES)
def test_every_language_has_the_same_words(language: str) -> None:
    one, other = page_words("en"), page_words(language)
    for name in ("words", "one", "many", "countries", "fields"):
        assert list(getattr(one, name)) == list(getattr(other, name))
    for key in one.words:
        places = [set(re.findall(r"\{(\w+)\}", each.words[key])) for each in (one, other)]
        assert places[0] == places[1], key
    assert (len(other.weekdays), len(other.months)) == (7, 12)


def test_the_languages_are_those_that_have_a_file() -> None:
    assert {path.stem for path in LANGUAGE_FILES.iterdir()} == set(PAGE_LANGUAGES)


@pytest.mark.parametrize("language", PAGE_LANGUAGES)
def test_a_glossary_begins_with_what_a_check_looks_for(language: str) -> None:
    assert fold(page_words(language).say("term")) in HEADERS


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("hackernews", ("Hacker News", "", "")),
        ("mastodon:social.example", ("Mastodon", "social.example", "")),
        ("mastodon:http://192.168.1.5:3000", ("Mastodon", "192.168.1.5:3000", "")),
        ("google-trends:MX", ("Google Trends", "", "México")),
        ("google-trends:ZZ", ("Google Trends", "ZZ", "")),
        ("feed:https://blog.example/feed.xml", ("", "blog.example", "")),
        ("feed:http://[broken", ("", "http://[broken", "")),
        ("article:blog.example", ("Página web", "blog.example", "")),
        ("file", ("Texto pegado", "", "")),
        ("file:/home/ana/enlaces.txt", ("Archivo", "enlaces.txt", "")),
        ("carrier-pigeon:7", ("", "carrier-pigeon:7", "")),
        ("names", ("", "names", "")),
        ("dexscreener:latest", ("DexScreener, promoción pagada", "latest", "")),
        ("feed:https://blog.example/atom", ("", "Ana's *notes*", "")),
        ("dexscreener", ("DexScreener, promoción pagada", "Coins", "")),
        ("file:/home/ana/a.txt", ("", "Links", "")),
    ],
)
def test_a_source_is_called_what_readers_call_it(records: Any, key: str, expected: tuple[str, str, str]) -> None:
    named = page_words("es").naming(records.titles).source(key)
    assert (named.name, named.place, named.country) == expected
