"""Are the feeds of an exported list found, and is any other file a named error?"""

import pytest

from collector.errors import NotText, WrongShape
from collector.opml import FeedLine, feeds

LIST = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>Mine</title></head><body>
<outline text="Tech"><outline type="rss" text="Packets &amp; more" xmlUrl="https://packets.example/feed"/>
<outline type="rss" title="El Faro" text="x" xmlurl="https://faro.example/rss.xml" htmlUrl="https://faro.example/"/>
<outline type="rss" xmlUrl="https://nameless.example/feed"/></outline>
<outline type="rss" text="Again" xmlUrl="https://packets.example/feed"/>
<outline type="rss" text="Not of the web" xmlUrl="file:///etc/passwd"/>
</body></opml>"""


def test_the_feeds_of_all_folders_are_found_once() -> None:
    assert feeds(LIST.encode()) == [
        FeedLine("Packets & more", "https://packets.example/feed"),
        FeedLine("El Faro", "https://faro.example/rss.xml"),
        FeedLine("https://nameless.example/feed", "https://nameless.example/feed"),
    ]


@pytest.mark.parametrize(
    ("content", "error", "says"),
    [
        (b"", NotText, "nothing came"),
        (b"{}", NotText, "JSON of another kind"),
        (b"\xff\xfe\x00", NotText, "OPML"),
        (b"<opml><body>", NotText, "OPML"),
        (b"<html><body/></html>", WrongShape, "a web page"),
        (b"<opml><body><outline text='folder'/></body></opml>", WrongShape, "no feed"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><opml>&a;</opml>", WrongShape, "unsafe"),
    ],
)
def test_any_other_file_is_a_named_error(content: bytes, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        feeds(content)
