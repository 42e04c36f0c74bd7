"""What do recorded pages and lists hold?"""

import json
import re
from html import unescape

from collector.sources import wikipedia
from recordings.facts import Fact, Facts, iso, read, seconds
from recordings.forums import objects_in

# --- pages -----------------------------------------------------------------------------------------------------------


def channel_holds(body: bytes) -> Facts | None:
    facts: Facts = {}
    for said in body.decode().split('data-post="')[1:]:
        above = re.search(r'message_reply"[^>]*href="https://t\.me/([^"?]+)', said)
        at = re.findall(r'<time datetime="([^"]+)"', said)
        link = f"https://t.me/{said.partition(chr(34))[0]}"
        facts[said.partition('"')[0].lower()] = Fact(above[1].lower() if above else None, None, iso(at[-1]), link)
    return facts or None


def lobsters_page_holds(body: bytes) -> Facts:
    """Comments by how many lists are open around each."""
    html = body.decode()
    story = re.search(r'data-shortid="(\w+)"', html)
    assert story is not None
    facts = {story[1]: page_fact(None, html[story.start() :], '<div class="story_text">')}
    path: list[tuple[int, str]] = []
    lists = 0
    for found in re.finditer(r'<ol\b|</ol>|\bid="(c_\w+)"', html):
        lists += (found[0] == "<ol") - (found[0] == "</ol>")
        if found[1]:
            path = [(depth, key) for depth, key in path if depth < lists]
            facts[found[1]] = page_fact(path[-1][1] if path else story[1], html[found.start() :], '"comment_text">')
            path.append((lists, found[1]))
    return facts


def page_fact(parent: str | None, html: str, before: str) -> Fact:
    """What the first names, times and words say that stand from here on."""
    author, title = re.search(r'alt="(\S+) avatar"', html), re.search(r'title="(\d\S+) (\S+) ([^\s"]+)"', html)
    text = html.partition(before)[2].partition("</div>")[0]
    assert author is not None
    assert title is not None
    return Fact(parent, author[1], iso(f"{title[1]}T{title[2]}{title[3]}"), None, read(text))


def trending_holds(body: bytes) -> Facts:
    names = re.findall(r"<h2[^>]*>\s*<a\b[^>]*\bhref=\"/([^\"]+)\"", body.decode())
    return {name: Fact(None, name.partition("/")[0], None, f"https://github.com/{name}") for name in names}


def trends24_holds(body: bytes) -> Facts:
    newest = body.decode().partition("</ol>")[0]
    return {
        f"trend:{unescape(name)}": Fact(None, None, None, None) for name in re.findall(r"trend-link>([^<]+)", newest)
    }


# --- lists -----------------------------------------------------------------------------------------------------------


NO_ARTICLE = re.compile(r"(Special|Wikipedia|Portal|Help|File|Category|Template|Talk|User)(_talk)?:|Main_Page$")


def most_read_holds(body: bytes) -> Facts:
    titles = [article["title"].replace(" ", "_") for article in json.loads(body)["articles"]]
    articles = [title for title in titles if not NO_ARTICLE.match(title)]
    return {title: Fact(None, None, None, None) for title in articles[: wikipedia.MOST_READ]}


def children_hold(body: bytes) -> Facts:
    """What Reddit had left out of a thread."""
    facts: Facts = {}
    for thing in (found for found in objects_in(json.loads(body)) if found.get("kind") == "t1"):
        said = thing["data"]
        gone = said["body"] in ("[deleted]", "[removed]")
        facts[f"t1_{said['id']}"] = Fact(
            said["parent_id"],
            None if said["author"] == "[deleted]" else said["author"],
            seconds(int(said["created_utc"])),
            f"https://www.reddit.com{said['permalink']}",
            () if gone else read(said["body_html"]),
        )
    return facts
