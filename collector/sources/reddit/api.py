"""How is Reddit's API asked, with credentials and no more often than it allows?"""

import asyncio
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from collector.errors import AskedToWait, Refused
from collector.http.answer import wait_until
from collector.sources.reddit.addresses import REDDIT, REDDIT_API
from collector.sources.reddit.credentials import Credentials, agent
from collector.sources.reddit.shapes import Token

if TYPE_CHECKING:
    from collector.http.answer import Response
    from collector.http.client import Client


@dataclass
class RedditAccount:
    """What is known of one app in this run."""

    token: str = ""
    expires_at: datetime | None = None
    closed_until: datetime | None = None


# Limits and tokens are those of the app, so they are kept beside the sources of a run, which share their event loop; a
# replay, and its clock, has a loop of its own.
_accounts: "WeakKeyDictionary[asyncio.AbstractEventLoop, dict[Credentials, RedditAccount]]" = WeakKeyDictionary()


@dataclass(frozen=True)
class Api:
    """Reddit's API, asked with credentials. morechildren allows one request at a time, which is the host's pace."""

    client: "Client"
    given: Credentials

    async def ask(self, path: str, params: Mapping[str, str | int]) -> "Response":
        """One answer. Raises CollectError; AskedToWait, and asks nothing, when the requests of a period are spent."""
        account = _accounts.setdefault(asyncio.get_running_loop(), {}).setdefault(self.given, RedditAccount())
        url, until = f"{REDDIT_API}{path}", account.closed_until
        if until and until > self.client.now():
            message = f"Reddit allows no more requests until {until:%Y-%m-%d %H:%M:%S} UTC; it is left alone"
            raise AskedToWait(message, url=url, retry_at=until)
        signed = {"authorization": f"Bearer {await self._token(account)}", "user-agent": agent(self.given.user)}
        try:
            # without raw_json the HTML comes escaped once more
            answer = await self.client.get(url, params={**params, "raw_json": 1}, secret=signed, robots=False)
        except Refused as error:
            account.token = account.token if error.status != 401 else ""
            raise
        account.closed_until = spent_until(answer)
        return answer

    async def _token(self, account: RedditAccount) -> str:
        """github.com/reddit-archive/reddit/wiki/OAuth2: for an app alone, without any account's rights."""
        now = self.client.now()
        if not account.token or (account.expires_at and account.expires_at <= now):
            basic = b64encode(f"{self.given.client_id}:{self.given.client_secret}".encode()).decode()
            answer = await self.client.post(
                f"{REDDIT}/api/v1/access_token",
                b"grant_type=client_credentials",
                kind="application/x-www-form-urlencoded",
                secret={"authorization": f"Basic {basic}", "user-agent": agent(self.given.user)},
            )
            token = answer.json(Token)
            account.token, account.expires_at = token.access_token, now + timedelta(seconds=token.expires_in - 60)
        return account.token


def spent_until(answer: "Response") -> datetime | None:
    """When there are requests again, after the last one of a period; None while there are some."""
    try:
        left = float(answer.headers.get("x-ratelimit-remaining", "inf"))
    except ValueError:
        return None
    return wait_until(429, answer.headers, answer.at) if left < 1 else None
