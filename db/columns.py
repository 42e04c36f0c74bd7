"""How does the database hold a time, and name what it checks?"""

from datetime import UTC, datetime
from typing import ClassVar

from pydantic import ConfigDict
from sqlalchemy import Dialect, MetaData, Text
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import SQLModel


class UtcText(TypeDecorator[datetime]):
    """A time as ISO 8601 text with `+00:00`; as text these sort by time, with or without fractions of a second."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        """PostgreSQL has to compare byte by byte too."""
        return Text(collation="C") if dialect.name == "postgresql" else Text()

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> str | None:
        """The text of an aware time."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return None if value is None else value.astimezone(UTC).isoformat()

    def process_result_value(self, value: str | None, _dialect: Dialect) -> datetime | None:
        """The time that the text says."""
        return None if value is None else datetime.fromisoformat(value)


class TableBase(SQLModel):
    """What every table has in common."""

    # as the records have it; the type that SQLModel gives it is a private one
    model_config: ClassVar[ConfigDict] = ConfigDict(from_attributes=True)  # type: ignore[assignment]

    # batch migrations can only change constraints that have a name
    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        }
    )
