"""Which names are subreddits, and which addresses are threads of Reddit?"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from collector.errors import Refused
from collector.http.client import Client
from collector.source import Options
from collector.sources.reddit import Reddit
from collector.sources.reddit.addresses import REDDIT

THREAD_FEED = f"{REDDIT}/comments/aaa1/.rss"
Network = Callable[[Mapping[str, Any]], tuple[Client, Any]]
Answers = Callable[..., dict[str, tuple[int, bytes]]]


@pytest.mark.parametrize("given", ["LocalLLaMA", "r/LocalLLaMA", "/r/localllama/", " localllama "])
def test_names_of_one_subreddit_are_one_source(given: str) -> None:
    assert Reddit.named(given, Options()).name == "reddit:localllama"


@pytest.mark.parametrize("given", ["", "no name", "../etc", "a+b", "x" * 30, "r/", "ñandú", "a?b"])
def test_what_is_no_subreddit_says_what_a_name_looks_like(given: str) -> None:
    with pytest.raises(ValueError, match="reddit:SUBREDDIT"):
        Reddit.named(given, Options())


@pytest.mark.parametrize(
    "url",
    [
        "https://www.reddit.com/r/FaroLab/comments/aaa1/slug/",
        "https://reddit.com/r/FaroLab/comments/aaa1",
        "https://old.reddit.com/r/FaroLab/comments/aaa1/slug/k3/?context=3#x",
        "https://new.reddit.com/comments/aaa1/",
        "https://www.reddit.com/user/ana_faro/comments/aaa1/slug/",
        "https://www.reddit.com/r/FaroLab/comments/aaa1.json",
        "https://www.reddit.com/r/FaroLab/comments/aaa1/slug/.rss",
        "https://www.reddit.com/gallery/aaa1",
        "https://redd.it/aaa1",
    ],
)
def test_the_addresses_of_threads_are_recognised(url: str, network: Network, feed_answers: Answers) -> None:
    assert Reddit.recognises(url)
    client, table = network(feed_answers())
    asyncio.run(Reddit.read(client, url))
    assert table.asked[0].startswith(THREAD_FEED)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.reddit.com/r/FaroLab/",
        "https://www.reddit.com/r/FaroLab/comments/",
        "https://www.reddit.com/r/FaroLab/.rss",
        "https://www.reddit.com/user/ana_faro",
        "https://i.redd.it/aaa1.png",
        "https://i.redd.it/aaa1",
        "https://reddit.com.example.org/r/x/comments/aaa1/",
        "https://notreddit.com/r/x/comments/aaa1/",
        "ftp://reddit.com/r/x/comments/aaa1/",
        "http://[",
        "",
    ],
)
def test_an_address_of_something_else_is_refused(url: str, network: Network) -> None:
    assert not Reddit.recognises(url)
    with pytest.raises(Refused, match="no thread"):
        asyncio.run(Reddit.read(network({})[0], url))
