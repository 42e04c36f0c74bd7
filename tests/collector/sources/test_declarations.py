"""Does what each source declares hold?"""

import tomllib

import pytest

from collector.http.pace import Pace
from collector.source import Source
from collector.sources import SOURCES, declaration, first_names, polite, source_named


def test_the_first_sources_are_those_that_need_nothing_of_the_reader() -> None:
    assert first_names() == [
        "hackernews",
        "mastodon:mastodon.social",
        "bluesky",
        "google-trends:US",
        "google-trends:ES",
    ]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.declared.kind)
def test_what_a_source_declares_holds(source: type[Source]) -> None:
    declared = source.declared
    assert [each.declared.kind for each in SOURCES].count(declared.kind) == 1
    assert declared.form.startswith(declared.kind)
    for line in declared.template:
        written = line.source if line.source.startswith("{") else f'"{line.source}"'
        given = tomllib.loads(f"source = {written}")["source"]
        name = given if isinstance(given, str) else given["name"]
        assert declaration(name) is declared
        assert line.is_on == (name in first_names() and not line.source.startswith("{"))
        assert name.endswith(":CHANNEL") or source_named(name)
    is_off = not any(line.is_on for line in declared.template)
    assert all(each.on.startswith(("no: ", "as you choose")) is is_off for each in declared.described)
    assert bool(declared.address) is bool(declared.reads)


def test_a_host_of_which_nothing_is_declared_is_asked_once_a_second() -> None:
    assert (polite("faro.example"), polite("lobste.rs")) == (Pace(1.0, 2), Pace(2.0, 1))
