"""Is what servers send read as they mean it: nulls, and times?"""

from datetime import UTC, datetime

import pytest

from collector.payloads.wire import Moment, Wire, utc_time
from db.models import Text


class Said(Wire):
    text: Text = ""
    tags: tuple[str, ...] = ()
    at: Moment = None


class Named(Wire):
    name: Text


def test_a_null_says_no_more_than_a_field_that_is_not_there() -> None:
    assert Said.model_validate({"text": None, "tags": None, "at": None}) == Said()


def test_a_null_where_something_is_needed_is_an_error() -> None:
    with pytest.raises(ValueError, match="should be a valid string"):
        Named.model_validate({"name": None})


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-23T10:00:00Z",
        "2026-11-23t10:00:00z",
        " 2026-11-23T10:00:00.000Z ",
        "2026-11-23T07:00:00.000000-03:00",
        "2026-11-23T15:30:00+0530",
        "2026-11-23T10:00:00",
        1_795_428_000,
        datetime(2026, 11, 23, 10, tzinfo=UTC),
    ],
)
def test_a_time_is_in_utc(value: object) -> None:
    assert utc_time(value) == datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.mark.parametrize("value", ["", "soon", "2026-13-01T00:00:00Z", 10**30, 1_795_428_000_000, None, []])
def test_what_is_no_time_is_none(value: object) -> None:
    assert utc_time(value) is None
