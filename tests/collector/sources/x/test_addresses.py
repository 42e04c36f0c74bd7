"""Which names are lists of trends, and which addresses are posts of X?"""

from datetime import timedelta

import pytest

from collector.source import Options
from collector.sources.x import X


@pytest.mark.parametrize(
    ("argument", "name"),
    [
        ("trends24/United-States", "x:trends24/united-states"),
        ("getdaytrends/worldwide", "x:getdaytrends/worldwide"),
        ("trends/23424950", "x:trends/23424950"),
    ],
)
def test_a_name_says_which_list(argument: str, name: str) -> None:
    assert X.named(argument, Options()).name == name


@pytest.mark.parametrize(
    "argument",
    ["", "trends24", "trends24/", "trends24/../x", "trends24/a b", "trends/spain", "other/spain", "trends/1/2"],
)
def test_a_wrong_name_says_what_a_name_looks_like(argument: str) -> None:
    with pytest.raises(ValueError, match="x:trends24/COUNTRY"):
        X.named(argument, Options())


def test_it_is_not_asked_more_often_than_every_quarter_of_an_hour() -> None:
    with pytest.raises(ValueError, match="15 minutes"):
        X.named("trends24/spain", Options(every=timedelta(minutes=14)))
    assert X.named("trends24/spain", Options(every=timedelta(minutes=15))).declared.interval >= timedelta(minutes=15)


@pytest.mark.parametrize(
    ("url", "known"),
    [
        ("https://x.com/ana/status/900", True),
        ("https://twitter.com/ana/status/900?s=20", True),
        ("https://mobile.twitter.com/ana/statuses/900/photo/1", True),
        ("https://x.com/i/web/status/900", True),
        ("https://x.com/ana", False),
        ("https://x.com/ana/status/9x", False),
        ("https://example.org/ana/status/900", False),
        ("https://x.com.example.org/ana/status/900", False),
        ("ftp://x.com/ana/status/900", False),
        ("https://x.com:port/ana/status/900", True),
        ("http://[", False),
        ("", False),
    ],
)
def test_a_post_is_known_by_its_address(url: str, known: bool) -> None:
    assert X.recognises(url) is known
