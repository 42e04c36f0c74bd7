"""Which words does the place have where a thread stands: a subreddit, a forum, a channel? (pure)"""

import re

from analysis.text.addresses import web_host
from db.models import Post

_COMMUNITY = re.compile(r"/(?:r|c|m|u/tag|tags?)/([\w.-]{2,40})")  # Reddit, Lemmy, forums
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z]\w\w)")  # Local LLaMA


def setting_of(post: Post) -> str:
    """The words in the name of the place where a thread stands that begins with this post."""
    community = _COMMUNITY.search(post.url or "")
    host = web_host(post.source.partition(":")[2])
    names = f"{community[1] if community else ''} {host.removeprefix('www.').rpartition('.')[0]}"
    return _CAMEL.sub(" ", names.replace("_", " ").replace(".", " ").replace("-", " ")).strip()
