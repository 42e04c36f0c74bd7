"""Whose names do posts hold: of people, organisations, places, products?

A spaCy pipeline finds them, which is loaded here and not before. Without spaCy, or without a model of a language, there
are none in its texts, and everything else works.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.util import find_spec

from analysis.languages import LANGUAGES
from analysis.terms.entities import Entity
from db.languages import PAGE_LANGUAGES as WRITTEN
from db.models import Post, PostKey

_log = logging.getLogger(__name__)


def model_of(code: str) -> str | None:
    """The package of the model that finds names in texts of this language: the first of the language's that is
    installed; None where there is none, or no spaCy."""
    models = LANGUAGES[code].models if code in LANGUAGES else ()
    return next(filter(find_spec, models), None) if find_spec("spacy") else None


def names_of(threads: Iterable[tuple[Sequence[Post], Mapping[str, str]]]) -> dict[PostKey, list[Entity]]:
    """The names in each post of threads, each with its posts' languages by external id; a language is read at a time.

    What is missing for it is said in a warning, once a run.
    """
    by_language: dict[str, list[Post]] = defaultdict(list)
    for posts, languages in threads:
        for post in posts:
            by_language[languages[post.external_id]].append(post)
    found: dict[PostKey, list[Entity]] = {}
    for code, some in sorted(by_language.items()):
        if model := model_of(code):
            from analysis.terms.nlp import entities  # noqa: PLC0415 - seconds to import

            read = entities([post.text for post in some], model)
            found |= {(p.source, p.external_id): names for p, names in zip(some, read, strict=True)}
        elif code in WRITTEN:
            _say_what_is_missing()
    return found


@cache
def _say_what_is_missing() -> None:
    missing = [code for code in WRITTEN if not model_of(code)]
    _log.warning(
        "names of people and organisations are not found in texts in %s, for spaCy's models are not installed; "
        "to install them: unjargon models %s",
        " and ".join(missing),
        " ".join(missing),
    )
