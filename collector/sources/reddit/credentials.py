"""In whose name is Reddit asked, and with which app?"""

import os
import re
from collections.abc import Mapping
from typing import NamedTuple

from collector.errors import Refused
from collector.sources.reddit.addresses import REDDIT_API

USER = re.compile(r"[A-Za-z0-9_-]{1,40}")
SECRET = re.compile(r"[!-9;-~]{1,200}")


class Credentials(NamedTuple):
    """The reader's own app, and the name of their account."""

    client_id: str
    client_secret: str
    user: str


def given(name: str, extra: Mapping[str, str]) -> str:
    """What the reader gave under this name, as an option or in the environment; empty when nothing."""
    return (extra.get(name) or os.environ.get(f"REDDIT_{name.upper()}", "")).strip()


def credentials(extra: Mapping[str, str]) -> Credentials | None:
    """What the reader gave; None without an app. Raises Refused for a part of it, and for what is none."""
    parts = {name: given(name, extra) for name in Credentials._fields}
    if not (parts["client_id"] or parts["client_secret"]):
        return None
    for name, value in parts.items():
        wanted = USER if name == "user" else SECRET
        if not wanted.fullmatch(value):
            raise Refused(
                f"Reddit's API is asked with client_id, client_secret and user (the name of your account); {name} is "
                f"{'not what Reddit gives' if value else 'missing'}: set the option, or REDDIT_{name.upper()}",
                url=REDDIT_API,
            )
    return Credentials(**parts)


def agent(user: str) -> str:
    """The user agent as Reddit wants it: platform:app:version (by /u/NAME)."""
    from collector.http.agent import user_agent  # noqa: PLC0415 - with httpx, which a saved page does without

    return f"python:{user_agent().partition(' ')[0].replace('/', ':')} (by /u/{user})"
