"""What can people query, and what does full-text search read?

The public views (described column by column in `docs/database.md`) and the full-text indices with their triggers. They
hold nothing of their own, so they are no part of the migrations: each upgrade drops them, changes the tables, and makes
them again as they are here. A change here alone therefore needs an empty revision.
"""
# ruff: noqa: S608 - these are put together from the names in this file

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection

# the senses that the glossary holds
SHOWN: Final = "s.provenance = 'reader' OR EXISTS (SELECT 1 FROM mention m WHERE m.sense = s.id)"

# a meaning learned from a post, unless a sense already says it
_LEARNED: Final = f"""
    SELECT 'learned:' || lower(d.term) || ':' || d.language || ':' || lower(d.expansion), min(d.term), d.language,
        min(d.expansion), NULL, NULL, 'corpus', min(p.url)
    FROM definition d
    JOIN post p ON p.source = d.source AND p.external_id = d.post
    WHERE NOT EXISTS (
        SELECT 1 FROM wording w
        WHERE lower(w.term) = lower(d.term) AND w.language = d.language AND lower(w.expansion) = lower(d.expansion)
        AND w.sense IN (SELECT s.id FROM sense s WHERE {SHOWN})
    )
    GROUP BY lower(d.term), d.language, lower(d.expansion)"""

PUBLIC_VIEWS: Final[dict[str, str]] = {
    "posts": """
    SELECT source, external_id, thread, parent, author, title, text, coalesce(language, stated_language) AS language,
        url, score, created_at, collected_at
    FROM post""",
    # a trend's headline with nothing below it is no thread
    "threads": """
    SELECT r.source, r.external_id, r.title, r.url, count(*) AS posts, count(DISTINCT p.author) AS authors,
        coalesce(r.created_at, r.collected_at) AS started_at
    FROM post r
    JOIN post p ON p.source = r.source AND p.thread = r.external_id
    WHERE r.thread = r.external_id
    GROUP BY r.id, r.source, r.external_id, r.title, r.url, r.created_at, r.collected_at
    HAVING count(*) > 1
        OR NOT EXISTS (SELECT 1 FROM trend t WHERE t.source = r.source AND t.external_id = r.external_id)""",
    "trends": """
    SELECT t.source, t.title, t.url, s.rank, s.volume, s.seen_at, m.story
    FROM sighting s
    JOIN trend t ON t.source = s.source AND t.external_id = s.trend
    LEFT JOIN post p ON p.source = s.source AND p.external_id = s.trend
    LEFT JOIN story_member m ON m.source = s.source AND m.thread = coalesce(p.thread, s.trend)""",
    "stories": """
    SELECT s.id, s.title, s.first_seen, s.last_seen, count(DISTINCT m.source) AS sources,
        CASE WHEN substr(s.first_seen, 1, 10) = substr(s.last_seen, 1, 10) THEN 'new' ELSE 'known' END AS status
    FROM story s
    LEFT JOIN story_member m ON m.story = s.id
    GROUP BY s.id, s.title, s.first_seen, s.last_seen""",
    "mentions": """
    SELECT source, post, term, kind, start, "end", sense
    FROM mention""",
    # what nothing is told of has no words
    "positions": """
    SELECT n.source, p.thread, n.post, p.author, n.act, n."to" AS responds_to, n.start, n."end",
        substr(p.text, n.start + 1, n."end" - n.start) AS words, p.url
    FROM position n
    JOIN post p ON p.source = n.source AND p.external_id = n.post""",
    "glossary": f"""
    SELECT s.id, s.term, w.language, w.expansion, w.meaning, s.category, s.provenance, s.evidence_url
    FROM sense s
    LEFT JOIN wording w ON w.sense = s.id
    WHERE {SHOWN}
    UNION ALL{_LEARNED}""",
    "digests": """
    SELECT day, language, markdown
    FROM digest""",
}

# the tables that full-text search reads, and which of their columns
INDEXED: Final[dict[str, tuple[str, ...]]] = {
    "post": ("text", "author"),
    "trend": ("title",),
    "wording": ("term", "expansion", "meaning"),
}


def drop_public(connection: Connection) -> None:
    """Take the views and the full-text indices away, so that the tables below them can change."""
    for name in PUBLIC_VIEWS:
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {name}")
    if connection.dialect.name == "sqlite":
        for table in INDEXED:
            for event in ("insert", "update", "delete"):
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_fts_{event}")
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table}_fts")


def create_public(connection: Connection) -> None:
    """Make the views and the full-text indices, filled from the tables. PostgreSQL gets the views only."""
    for name, select in PUBLIC_VIEWS.items():
        connection.exec_driver_sql(f"CREATE VIEW {name} AS {select.strip()}")
    if connection.dialect.name == "sqlite":
        for table, columns in INDEXED.items():
            for statement in _index(table, columns):
                connection.exec_driver_sql(statement)


def _index(table: str, columns: tuple[str, ...]) -> Iterator[str]:
    names = ", ".join(columns)
    old, new = (", ".join(f"{side}.{column}" for column in columns) for side in ("old", "new"))
    differ = " OR ".join(f"old.{column} IS NOT new.{column}" for column in columns)
    add = f"INSERT INTO {table}_fts(rowid, {names}) VALUES (new.id, {new});"
    remove = f"INSERT INTO {table}_fts({table}_fts, rowid, {names}) VALUES ('delete', old.id, {old});"
    # the double quotes are how Datasette finds the table that an index belongs to
    options = f'content="{table}", content_rowid="id", tokenize="unicode61 remove_diacritics 2"'
    yield f"CREATE VIRTUAL TABLE {table}_fts USING fts5({names}, {options})"
    yield f"CREATE TRIGGER {table}_fts_insert AFTER INSERT ON {table} BEGIN {add} END"
    yield f"CREATE TRIGGER {table}_fts_delete AFTER DELETE ON {table} BEGIN {remove} END"
    yield f"CREATE TRIGGER {table}_fts_update AFTER UPDATE ON {table} WHEN {differ} BEGIN {remove} {add} END"
    yield f"INSERT INTO {table}_fts({table}_fts) VALUES ('rebuild')"
