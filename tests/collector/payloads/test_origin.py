"""Is a server on the web asked over https, and one at home as its reader writes it?"""

import pytest

from collector.payloads.origin import origin


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("social.example", "https://social.example"),
        (" Social.Example/", "https://social.example"),
        ("https://social.example:8443", "https://social.example:8443"),
        ("http://social.example", "https://social.example"),
        ("http://social.example:8080", "http://social.example:8080"),
        ("http://192.168.1.5:3000/", "http://192.168.1.5:3000"),
        ("http://10.0.0.7", "http://10.0.0.7"),
        ("http://localhost", "http://localhost"),
        ("http://nas:3000", "http://nas:3000"),
        ("http://[fd00::5]:3000", "http://[fd00::5]:3000"),
        ("192.168.1.5:3000", "https://192.168.1.5:3000"),
        ("nas", None),
        ("", None),
        ("http://", None),
        ("ftp://social.example", None),
        ("https://https://social.example", None),
        ("http://ana@social.example:80", None),
        ("http://social.example:80/path", None),
        ("http://a..b:80", None),
        ("http://-a:80", None),
        ("social.example?x", None),
    ],
)
def test_the_origin_of_a_server(written: str, asked: str | None) -> None:
    assert origin(written) == asked
    assert asked is None or origin(asked) == origin(asked.removeprefix("https://")) == asked
