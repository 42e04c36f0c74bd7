"""What did the analysis find in the threads?"""

from collections.abc import Collection, Iterable, Iterator, Sequence

from sqlalchemy import Connection, Table, bindparam, select, tuple_, update

from db.kept.senses import save_senses, without_the_readers
from db.models import Definition, Explanation, Facts, Mention, PostKey
from db.sql.access import Access
from db.sql.rows import Values, chunks, in_keys, record, row, sync
from db.tables import DEFINITION, EXPLANATION, MENTION, MENTIONING, POSITION, POST


class KeptFacts(Access):
    """What was found in each thread."""

    def save(self, facts: Sequence[Facts], fingerprint: str) -> None:
        """Replace what was known of these threads, and mark as analysed the posts that `languages` names.

        A post that `languages` does not name stays pending. The reader's own senses are left as they are. Saving the
        same again changes nothing. Raises StoreError, with nothing saved, for facts about posts or senses that are not
        in the store.
        """
        with self.write() as connection:
            for some in chunks(facts):
                _save(connection, some, fingerprint)

    def mentions_of(self, keys: Sequence[PostKey]) -> dict[PostKey, list[Mention]]:
        """The mentions in the posts of these threads, by (post, start); a thread without any has an empty list."""
        threads: dict[PostKey, list[Mention]] = {key: [] for key in keys}
        for some in chunks(threads):
            found = select(MENTION, POST.c.thread).join(POST, MENTIONING)
            for values in self._rows(found.where(in_keys(POST.c.source, POST.c.thread, some))):
                threads[values["source"], values["thread"]].append(record(Mention, values))
        return {key: sorted(found, key=_mention_order) for key, found in threads.items()}

    def definitions(self, terms: Collection[str] | None = None) -> list[Definition]:
        """Where authors wrote what these terms mean (None: all terms), whatever their case; by (term, source, post)."""
        found: list[Values] = []
        if terms is None:
            found = self._rows(select(DEFINITION))
        for some in chunks(sorted({term.casefold() for term in terms or ()})):
            found += self._rows(select(DEFINITION).where(DEFINITION.c.folded.in_(some)))
        return [record(Definition, values) for values in sorted(found, key=_definition_order)]

    def explanations(self, keys: Sequence[PostKey], language: str) -> dict[PostKey, Explanation]:
        """The explanations of these threads in one language; threads that have none are left out."""
        found: dict[PostKey, Explanation] = {}
        for some in chunks(keys):
            wanted = in_keys(EXPLANATION.c.source, EXPLANATION.c.thread, some) & (EXPLANATION.c.language == language)
            for values in self._rows(select(EXPLANATION).where(wanted)):
                found[values["source"], values["thread"]] = Explanation.model_validate_json(values["body"])
        return found


def _save(connection: Connection, facts: Sequence[Facts], fingerprint: str) -> None:
    save_senses(connection, without_the_readers(connection, [sense for fact in facts for sense in fact.senses]))
    threads = [(fact.source, fact.thread) for fact in facts]
    within = select(POST.c.source, POST.c.external_id).where(in_keys(POST.c.source, POST.c.thread, threads))
    positions = [row(POSITION, position) for fact in facts for position in fact.positions]
    mentions = [_folded(MENTION, mention) for fact in facts for mention in fact.mentions]
    definitions = [_folded(DEFINITION, definition) for fact in facts for definition in fact.definitions]
    for table, rows in ((MENTION, mentions), (DEFINITION, definitions), (POSITION, positions)):
        sync(connection, table, tuple_(table.c.source, table.c.post).in_(within), rows)
    explained = in_keys(EXPLANATION.c.source, EXPLANATION.c.thread, threads)
    sync(connection, EXPLANATION, explained, (body for fact in facts for body in _explanation_rows(fact)))
    _mark_analysed(connection, facts, fingerprint)


def _folded(table: Table, term: Mention | Definition) -> Values:
    return row(table, term, folded=term.term.casefold())


def _explanation_rows(facts: Facts) -> Iterator[Values]:
    for explanation in facts.explanations:
        yield row(EXPLANATION, explanation, body=explanation.model_dump_json())


def _mark_analysed(connection: Connection, facts: Iterable[Facts], fingerprint: str) -> None:
    read = [
        {"a_source": fact.source, "a_post": post, "a_language": language, "a_fingerprint": fingerprint}
        for fact in facts
        for post, language in sorted(fact.languages.items())
    ]
    differs = POST.c.language.is_distinct_from(bindparam("a_language"))
    differs |= POST.c.analysed.is_distinct_from(bindparam("a_fingerprint"))
    one = (POST.c.source == bindparam("a_source")) & (POST.c.external_id == bindparam("a_post"))
    mark = (
        update(POST).where(one, differs).values(language=bindparam("a_language"), analysed=bindparam("a_fingerprint"))
    )
    if read:
        connection.execute(mark, read)


def _mention_order(mention: Mention) -> tuple[str, int, int, str]:
    return mention.post, mention.start, mention.end, mention.term


def _definition_order(values: Values) -> tuple[str, str, str, int, int]:
    return values["folded"], values["source"], values["post"], values["start"], values["end"]
