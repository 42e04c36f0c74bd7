"""How is spaCy used? One pipeline a model, loaded only where names are wanted; and acronyms as a component.

nlp.add_pipe("acronyms")      # in any pipeline, found through the entry point in pyproject.toml
doc._.acronyms                # what analysis.terms.acronyms.find_acronyms finds, with character offsets
doc.spans["acronyms"]         # the same as spans of tokens
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

from analysis.terms.acronyms import Acronym, find_acronyms
from analysis.terms.entities import Entity, find_in

_BATCH = 128
_ENTITIES_ONLY = ("tagger", "parser", "attribute_ruler", "lemmatizer", "senter", "morphologizer")
_LONGEST = 20_000  # characters of a post that are read for entities; a name in a whole book is not worth its time


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
def pipeline(model: str) -> Language:
    """The entity pipeline of a model that is installed."""
    # without BLIS the same spans come out half as fast again (tried: 289 -> 448 posts a second on one core)
    ops = NumpyOps(use_blis=False)
    set_current_ops(ops)
    with warnings.catch_warnings():
        # the Spanish model was made for spaCy 3.1 and gives the same under 3.8; its import and its load both warn
        warnings.filterwarnings("ignore", message=r"\[W095\]", category=UserWarning)
        nlp: Language = importlib.import_module(model).load(exclude=list(_ENTITIES_ONLY))
    for _, component in nlp.pipeline:
        for node in component.model.walk():  # type: ignore[attr-defined]  # spaCy's stubs know pipes only as callables
            node.ops = ops
    return nlp


def entities(texts: Sequence[str], model: str) -> list[list[Entity]]:
    """The names that a model finds in each text, in order."""
    docs = pipeline(model).pipe((text[:_LONGEST] for text in texts), batch_size=_BATCH)
    return [list(find_in(doc)) for doc in docs]
