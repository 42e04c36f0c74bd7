"""Which threads belong to which story?"""

from collections.abc import Iterator

from db.models import Story
from db.store import Store
from unjargon.errors import NotDone
from unjargon.printing import TableFormat, TableRow, printable, put_rows

_COLUMNS = ("id", "title", "members")
_AS_ROWS = ("id", "title", "source", "thread")


def put_members(store: Store, name: str | None, form: TableFormat) -> None:
    """Every story (or the one of this name) with its members, oldest first; in tables a row for each member."""
    found = [each for each in store.all_stories() if name is None or each.id == name]
    if name is not None and not found:
        raise NotDone(f"there is no story {printable(name)!r} in the store; which there are: unjargon stories")
    if form is TableFormat.JSON:
        put_rows(_COLUMNS, [_with_members(each) for each in found], form)
    else:
        put_rows(_AS_ROWS, [row for each in found for row in _member_rows(each)], form)


def _with_members(story: Story) -> TableRow:
    members = [{"source": source, "thread": thread} for source, thread in story.members]
    return {"id": story.id, "title": story.title, "members": members}


def _member_rows(story: Story) -> Iterator[TableRow]:
    for source, thread in story.members:
        yield {"id": story.id, "title": story.title, "source": source, "thread": thread}
