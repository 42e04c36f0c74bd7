"""What can be read at an address, in words for a message?"""


def supported() -> str:
    """What the readers of `collector.sources` know."""
    return (
        "an item of news.ycombinator.com, a status of a Mastodon server or another with that interface "
        "(https://HOST/@name/number), a post of bsky.app, the feed of trends.google.com, an issue, pull request or "
        "discussion of github.com, a question of a Stack Exchange site, an article of dev.to, a story of lobste.rs, "
        "the feed of www.producthunt.com, a public channel of t.me or a post of one, a post of x.com, a thread of "
        "reddit.com, a topic of a Discourse forum (https://HOST/t/title/number), a feed (RSS, Atom, JSON Feed), "
        "or the text of any web page (https://… or http://…)"
    )
