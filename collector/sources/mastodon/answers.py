"""What do lists, statuses and threads of Mastodon say?"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from pydantic import TypeAdapter

from collector.pages.plaintext import headed, one_line, plain
from collector.payloads.addresses import web_url
from collector.payloads.sound import Broken, damaged, fitted, readable
from collector.payloads.threads import RankedPost, gathered, grown
from collector.payloads.wire import primary_language
from collector.source import Collected
from collector.sources.mastodon.shapes import (
    BoostingStatus,
    DayOfUse,
    MastodonStatus,
    StatusContext,
    TrendingLink,
    TrendingTag,
)
from db.models import Post

_HEADLINE = 160  # characters of a status that stand for it in a list
_STATUS = TypeAdapter(MastodonStatus)


def parse_trending_tags(tags: list[TrendingTag | Broken], source: str, now: datetime) -> Collected:
    """Trending tags; the volume is how often each was used on the newest day."""
    good, problems = readable(tags, "trending tags")
    return gathered(now, (), [_tag(tag, source, now) for tag in good], problems)


def parse_trending_links(links: list[TrendingLink | Broken], source: str, now: datetime) -> Collected:
    """Trending links; the volume is how often each was posted on the newest day."""
    good, problems = readable(links, "trending links")
    return gathered(now, (), [_link(link, source, now) for link in good], problems)


def parse_trending_statuses(statuses: list[BoostingStatus | Broken], source: str, now: datetime) -> Collected:
    """Trending statuses; the volume is how often each was marked as favourite."""
    good, problems = readable(statuses, "trending statuses")
    said = [boosted(status) for status in good]
    posts = grown(post for status in said for post in _posts(status, source, now))
    entries = [_status_listing(status, source, now) for status in said]
    return gathered(now, posts, entries, problems)


def parse_context(context: StatusContext, source: str, now: datetime) -> Collected:
    """What stands above and below a status that is not at hand itself: its place is kept where somebody answers it."""
    good, problems = readable([*context.ancestors, *context.descendants], "statuses")
    return gathered(now, grown(post for status in good for post in _posts(status, source, now)), problems=problems)


def parse_mastodon_thread(status: MastodonStatus, context: StatusContext, source: str, now: datetime) -> Collected:
    """The thread of a status, from the first post that the server shows; what is quoted follows it."""
    answers = [*context.ancestors, *context.descendants]
    broken = [item for item in answers if isinstance(item, Broken)]
    above = [item for item in context.ancestors if not isinstance(item, Broken)]
    below = [item for item in context.descendants if not isinstance(item, Broken)]
    members = [*above, status, *below]
    root = members[0].in_reply_to_id or members[0].id
    thread = grown((_post(member, source, now) for member in members), root)
    quoted = grown(post for member in members for post in _quoted(member, source, now))
    return gathered(now, [*thread, *quoted], problems=damaged(broken, len(answers), "statuses"))


def parse_status(status: BoostingStatus, source: str, now: datetime) -> Collected:
    """A status by itself."""
    return parse_mastodon_thread(status, StatusContext(ancestors=[], descendants=[]), source, now)


def _tag(tag: TrendingTag, source: str, now: datetime) -> RankedPost:
    title = f"#{tag.name}"
    post = _headline(f"tag:{tag.name}", title, web_url(tag.url), source, now)
    return RankedPost(post, title, post.url, _newest(tag.history))


def _link(link: TrendingLink, source: str, now: datetime) -> RankedPost:
    title = one_line(link.title) or link.url
    names = [link.author_name, *(person.name for person in link.authors), link.provider_name]
    post = _headline(f"link:{link.url}", title, web_url(link.url), source, now).model_copy(
        update={
            "text": headed(title, plain(link.description)),
            "author": next((name for name in names if name), None),
            "language": primary_language(link.language),
            "created_at": link.published_at,
        }
    )
    return RankedPost(post, title, post.url, _newest(link.history))


def _headline(external_id: str, title: str, url: str | None, source: str, now: datetime) -> Post:
    return Post(
        source=source, external_id=external_id, thread=external_id, title=title, text=title, url=url, collected_at=now
    )


def _newest(history: Sequence[DayOfUse]) -> int | None:
    return history[0].uses if history else None


def boosted(status: BoostingStatus) -> MastodonStatus:
    """A boost says nothing itself: what it boosts is meant."""
    return status.reblog if isinstance(status.reblog, MastodonStatus) else status


def _posts(status: MastodonStatus, source: str, now: datetime) -> list[Post]:
    return [_post(status, source, now), *_quoted(status, source, now)]


def _post(status: MastodonStatus, source: str, now: datetime) -> Post:
    warning = one_line(plain(status.spoiler_text)) or None
    return Post(
        source=source,
        external_id=status.id,
        thread=status.id,
        parent=status.in_reply_to_id,
        author=status.account.acct,
        title=warning,
        text=headed(warning, _body(status)),
        language=primary_language(status.language),
        url=web_url(status.url) or web_url(status.uri),
        score=status.favourites_count,
        created_at=status.created_at,
        collected_at=now,
    )


def _body(status: MastodonStatus) -> str:
    """The words of a status, the answers of its poll, and the title of the page that it links to."""
    paragraphs = [plain(status.content)]
    if status.poll is not None:
        paragraphs.append("\n".join(f"• {one_line(choice.title)}" for choice in status.poll.options))
    if status.card is not None and status.card.title not in paragraphs[0]:
        paragraphs.append(one_line(status.card.title))
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _quoted(status: MastodonStatus, source: str, now: datetime) -> Iterable[Post]:
    """What a status quotes is somebody else's post, in a thread of its own; so is what that one quotes."""
    quoted = _quote(status)
    while quoted is not None:
        yield _post(quoted, source, now)
        quoted = _quote(quoted)


def _quote(status: MastodonStatus) -> MastodonStatus | None:
    """None where it is hidden, revoked or of another shape: the status itself is whole without it.

    Mastodon wraps it in the state of the quotation, other servers have the status itself there.
    """
    wrapped = status.quote.get("quoted_status") if isinstance(status.quote, dict) else None
    read = fitted(status.quote if wrapped is None else wrapped, _STATUS)
    return read if isinstance(read, MastodonStatus) else None


def _status_listing(status: MastodonStatus, source: str, now: datetime) -> RankedPost:
    post = _post(status, source, now)
    first = one_line(post.text.partition("\n")[0])
    title = first if len(first) <= _HEADLINE else first[:_HEADLINE].rpartition(" ")[0] + " …"
    return RankedPost(post, title or f"@{post.author}", post.url, status.favourites_count)
