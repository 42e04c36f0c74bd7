"""How is spaCy used? One pipeline a language, loaded only where entities are wanted; and acronyms as a component.

    nlp.add_pipe("acronyms")      # in any pipeline, found through the entry point in pyproject.toml
    doc._.acronyms                # what analysis.acronyms.find_acronyms finds, with character offsets
    doc.spans["acronyms"]         # the same as spans of tokens

MissingModel    (an UnjargonError, `db/errors.py`) the model of a language is not installed
"""

import importlib
import os
import warnings
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

# one thread a process: small matrices lose by being shared among threads
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from spacy.language import Language
from spacy.tokens import Doc, Span
from thinc.api import NumpyOps, set_current_ops

from analysis.languages import LANGUAGES
from analysis.terms.acronyms import Acronym, find_acronyms
from analysis.terms.entities import Entity, find_in
from db.errors import UnjargonError

_BATCH = 128
_ENTITIES_ONLY = ("tagger", "parser", "attribute_ruler", "lemmatizer", "senter", "morphologizer")
LONGEST = 20_000  # characters of a post that are read for entities; a name in a whole book is not worth its time


class MissingModel(UnjargonError):
    """The model of a language is not installed."""

    exit_status = 2


class AcronymComponent:
    """Sets `doc._.acronyms` and `doc.spans["acronyms"]`."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, doc: Doc) -> Doc:
        """The same document with its acronyms."""
        found = find_acronyms(doc.text, self.language)
        doc._.acronyms = found
        doc.spans["acronyms"] = list(_spans(doc, found))
        return doc


def _spans(doc: Doc, found: Iterable[Acronym]) -> Iterator[Span]:
    for acronym in found:
        span = doc.char_span(acronym.start, acronym.end, label="ACRONYM", alignment_mode="expand")
        if span is not None:
            yield span


@Language.factory("acronyms", default_config={"language": None})
def acronyms_component(nlp: Language, name: str, language: str | None) -> AcronymComponent:
    """The component for a pipeline; its language is the pipeline's unless it is given."""
    del name
    if not Doc.has_extension("acronyms"):
        Doc.set_extension("acronyms", default=())
    return AcronymComponent(language or nlp.lang or "en")


@cache
def pipeline(code: str) -> Language:
    """The entity pipeline of a language. Raises MissingModel, saying how to install it."""
    # without BLIS the same spans come out half as fast again (tried: 289 -> 448 posts a second on one core)
    ops = NumpyOps(use_blis=False)
    set_current_ops(ops)
    nlp = _load(LANGUAGES[code].model, code)
    for _, component in nlp.pipeline:
        for node in component.model.walk():  # type: ignore[attr-defined]  # spaCy's stubs know pipes only as callables
            node.ops = ops
    return nlp


def _load(name: str, code: str) -> Language:
    with warnings.catch_warnings():
        # the Spanish model was made for spaCy 3.1 and gives the same under 3.8; its import and its load both warn
        warnings.filterwarnings("ignore", message=r"\[W095\]", category=UserWarning)
        try:
            module = importlib.import_module(name)
        except ImportError as error:
            raise MissingModel(
                f"the spaCy model {name} is not installed, so names in texts of language {code!r} are found by rule "
                f"only; install it with: pip install --no-deps {name.replace('_', '-')}"
            ) from error
        nlp: Language = module.load(exclude=list(_ENTITIES_ONLY))
        return nlp


def entities(texts: Sequence[str], code: str) -> list[list[Entity]]:
    """The named entities of each text, in order; none where the language has no model here."""
    if code not in LANGUAGES:
        return [[] for _ in texts]
    try:
        nlp = pipeline(code)
    except MissingModel:
        return [[] for _ in texts]
    return [list(find_in(doc)) for doc in nlp.pipe((t[:LONGEST] for t in texts), batch_size=_BATCH)]
