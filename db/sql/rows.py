"""How do records become rows, and many rows a few statements?"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Table,
    UniqueConstraint,
    and_,
    bindparam,
    delete,
    false,
    or_,
    select,
)
from sqlalchemy.dialects import sqlite

from db.models import PostKey, clean_text

Values = dict[str, Any]
_Item = TypeVar("_Item")
_Model = TypeVar("_Model", bound=BaseModel)

_CHUNK = 400  # keys in one statement; SQLite takes 32,766 values
_LARGEST = 2**63 - 1


def row(table: Table, record: BaseModel, **more: Any) -> Values:
    """The row of a table that holds a record: the fields that are columns, and `more`."""
    fields = [name for name in type(record).model_fields if name in table.c]
    return {name: storable(getattr(record, name)) for name in fields} | {k: storable(v) for k, v in more.items()}


def storable(value: Any) -> Any:
    """The value, or the nearest that a database can hold: 64 bits, and text without NUL or halves of characters."""
    if isinstance(value, int):
        return max(-_LARGEST, min(value, _LARGEST))
    return _encodable(str(value)) if isinstance(value, str) else value


def _encodable(text: str) -> str:
    try:
        return clean_text(text) if b"\0" in text.encode() else text
    except UnicodeEncodeError:
        return clean_text(text)


def record(model: type[_Model], values: Values) -> _Model:
    """The record that a row holds; columns that it does not have are left out."""
    return model(**{name: values[name] for name in model.model_fields})


def chunks(items: Iterable[_Item]) -> Iterator[list[_Item]]:
    """The items in lists that are short enough for one statement."""
    listed = list(items)
    return (listed[i : i + _CHUNK] for i in range(0, len(listed), _CHUNK))


def in_keys(one: Column[Any], other: Column[Any], keys: Iterable[PostKey]) -> ColumnElement[bool]:
    """Whether two columns, a source and an id, are one of these keys."""
    by_source: dict[str, list[str]] = {}
    for source, other_id in keys:
        by_source.setdefault(source, []).append(other_id)
    # SQLite reads the whole table for (one, other) IN (VALUES …), and the index for this
    return or_(false(), *((one == source) & other.in_(ids) for source, ids in by_source.items()))


def between(column: Column[Any], since: datetime | None, until: datetime | None) -> list[ColumnElement[bool]]:
    """Whether the time in a column is in [since, until); None leaves an end open."""
    lower = [] if since is None else [column >= since]
    return lower if until is None else [*lower, column < until]


def _natural_key(table: Table) -> tuple[str, ...]:
    # what tells the rows of a table apart, whatever number the database gave them
    unique = next((c for c in table.constraints if isinstance(c, UniqueConstraint)), table.primary_key)
    return tuple(column.name for column in unique.columns)


def stored_rows(connection: Connection, table: Table, where: ColumnElement[bool]) -> dict[tuple[Any, ...], Values]:
    """The rows as they are, without the database's numbers, by natural key."""
    key = _natural_key(table)
    columns = [column for column in table.columns if column.name in key or not column.primary_key]
    found = connection.execute(select(*columns).where(where)).mappings()
    return {tuple(values[name] for name in key): dict(values) for values in found}


def _insert(connection: Connection, table: Table) -> Any:
    # the two dialects spell this alike and share no class for it
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - as long as the rest of this file

    return postgresql.insert(table)


def upsert(connection: Connection, table: Table, rows: Sequence[Values]) -> None:
    """Insert the rows, or bring those that are there up to date."""
    if not rows:
        return
    insert = _insert(connection, table)
    key = _natural_key(table)
    changes = {name: insert.excluded[name] for name in rows[0] if name not in key}
    if changes:
        insert = insert.on_conflict_do_update(index_elements=key, set_=changes)
    else:
        insert = insert.on_conflict_do_nothing()
    connection.execute(insert, rows)


def sync(connection: Connection, table: Table, scope: ColumnElement[bool], rows: Iterable[Values]) -> bool:
    """Make these the only rows in `scope`, touching none that is so already. Returns whether anything changed."""
    key = _natural_key(table)
    wanted = {tuple(values[name] for name in key): values for values in rows}
    stored = stored_rows(connection, table, scope)
    changed = [wanted[k] for k in sorted(wanted) if stored.get(k) != wanted[k]]
    stale = [dict(zip(_binds(key), k, strict=True)) for k in sorted(stored.keys() - wanted.keys())]
    if stale:
        same = and_(*(table.c[name] == bindparam(bind) for name, bind in zip(key, _binds(key), strict=True)))
        connection.execute(delete(table).where(same), stale)
    upsert(connection, table, changed)
    return bool(stale or changed)


def _binds(key: tuple[str, ...]) -> list[str]:
    return [f"key_{name}" for name in key]
