"""Do rankings and pages know what the sources declare, and what the settings say instead?"""

import pytest

from collector.sources import SOURCES
from reports.words import page_words
from unjargon.declared import titles, weights
from unjargon.settings import Settings


def test_each_source_has_a_weight() -> None:
    sources = ["bluesky", {"name": "hackernews", "weight": 2.5}, {"name": "x", "weight": 0}]
    found = weights(Settings.model_validate({"sources": sources}))
    assert found == {"bluesky": 1, "hackernews": 2.5, "x": 0}


def test_ranks_that_are_bought_count_only_where_the_reader_says_so() -> None:
    sources = ["dexscreener", {"name": "dexscreener:latest", "weight": 0.5}]
    found = weights(Settings.model_validate({"sources": sources}))
    assert found == {"dexscreener": 0, "dexscreener:latest": 0.5}


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_kind_has_a_name_on_the_page(language: str) -> None:
    own = page_words(language).naming(titles())
    for source in SOURCES:
        named = own.source(source.declared.example)
        assert named.name or named.key.startswith("feed:")
        assert named.place != named.key


def test_a_title_counts_however_the_name_is_written() -> None:
    sources = [{"name": "mastodon:Mastodon.Social", "title": "Home"}, {"name": "nonsense", "title": "None"}]
    found = titles(Settings.model_validate({"sources": sources})).own
    assert found == {"mastodon:mastodon.social": "Home", "nonsense": "None"}
