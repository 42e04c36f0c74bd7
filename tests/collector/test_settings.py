"""What may the reader settle about collecting, and what is said of a mistake?"""

import tomllib
from datetime import timedelta

import pytest
from pydantic import ValidationError

from collector.settings import CollectorSettings
from collector.source import Options


def test_a_source_is_a_name_or_a_table() -> None:
    text = """
    contact = "ana@example.org"
    sources = [
        "hackernews",
        { name = "feed:https://example.org/rss", every = "2h", threads = 0, title = "News", extra = { page = "top" } },
    ]
    """
    first, second = CollectorSettings.model_validate(tomllib.loads(text)).sources
    assert first.options == Options()
    assert second.options == Options(every=timedelta(hours=2), threads=0, extra={"page": "top"})
    assert second.title == "News"


@pytest.mark.parametrize(
    ("written", "span"),
    [
        ("30m", timedelta(minutes=30)),
        (" 2 h ", timedelta(hours=2)),
        ("1d", timedelta(days=1)),
        ("90s", timedelta(seconds=90)),
    ],
)
def test_lengths_of_time(written: str, span: timedelta) -> None:
    (source,) = CollectorSettings.model_validate({"sources": [{"name": "x", "every": written}]}).sources
    assert source.every == span


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ({"sources": [{"name": "x", "every": "often"}]}, "sources.0.every"),
        ({"sources": [{"name": "x", "every": "0m"}]}, "sources.0.every"),
        ({"sources": [{"name": "x", "every": "999999999d"}]}, "sources.0.every"),
        ({"sources": [{"name": "x", "every": "-5m"}]}, "sources.0.every"),
        ({"sources": [{"name": "x", "every": "99999999d"}]}, "sources.0.every"),
        ({"sources": [{"name": "x", "every": 30}]}, "sources.0.every"),
        ({"sources": [{"name": "x", "unchanged": "long"}]}, "sources.0.unchanged"),
        ({"sources": ["a", {"name": "x", "evry": "5m"}]}, "sources.1.evry"),
        ({"sources": ["a", {"name": "x", "threads": 1000}]}, "sources.1.threads"),
        ({"sources": [{"name": "x", "weight": -1}]}, "sources.0.weight"),
        ({"sources": [{"name": "x", "weight": float("nan")}]}, "sources.0.weight"),
        ({"sources": [{"every": "5m"}]}, "sources.0.name"),
        ({"sources": [""]}, "sources.0.name"),
        ({"sources": [7]}, "sources.0"),
        ({"sources": ["a", "b", "a"]}, "sources"),
        ({"sources": "hackernews"}, "sources"),
        ({"contact": "José\r\nX: y"}, "contact"),
        ({"colour": "blue"}, "colour"),
    ],
)
def test_a_mistake_names_its_key(table: dict[str, object], key: str) -> None:
    with pytest.raises(ValidationError) as caught:
        CollectorSettings.model_validate(table)
    assert key in [".".join(map(str, error["loc"])) for error in caught.value.errors()]
