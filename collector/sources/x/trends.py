"""What is a trend of X, and which does the API list?"""

from datetime import datetime
from urllib.parse import quote

from collector.pages.plaintext import one_line
from collector.payloads.addresses import web_url
from collector.payloads.sound import readable
from collector.payloads.threads import RankedPost, gathered
from collector.source import Collected
from collector.sources.x.shapes import Trends
from db.models import Post


def listing(name: str, url: str | None, uses: int | None, source: str, now: datetime) -> RankedPost:
    """A trend, which is its name."""
    key, title = f"trend:{one_line(name)}", one_line(name)
    url = web_url(url) or f"https://x.com/search?q={quote(title, safe='')}"
    post = Post(source=source, external_id=key, thread=key, title=title, text=title, url=url, collected_at=now)
    return RankedPost(post, title, url, uses)


def parse_trends(trends: Trends, source: str, now: datetime) -> Collected:
    """The trends of X API v2 in their order; the volume is the number of posts."""
    good, problems = readable(trends.data, "trends")
    named = [trend for trend in good if one_line(trend.trend_name)]
    return gathered(now, [], [listing(t.trend_name, None, t.tweet_count, source, now) for t in named], problems)
