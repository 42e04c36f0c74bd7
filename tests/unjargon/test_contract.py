"""Does every page pass the product's own check, whatever the posts say?"""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.analyse import analyse
from analysis.explaining.contract import unexplained
from analysis.lexicon.lexicon import load_lexicon
from collector.source import Collected
from db.models import Post
from db.store import Store
from reports.page import Acronyms
from unjargon.explaining.explain import explain, explaining_page
from unjargon.settings import Settings
from unjargon.work.digests import digest_text

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
PIECES = r"""
DP / TP / GPUs / GPU's / los TPU / la IA / del CPD / an LLM / QZX / QZXs / CVE-2026-91402 / AI-powered / CI-CD / EE. UU.
U.S. / eBPF / k8s / DP (data parallelism) / data parallelism (DP) / paralelismo de datos (DP)
QZX (quick zebra crossing) / [QZX] / [DP](DP) / DP [no] / (DP / DP] / «IA» / “DP QZX / $DP / #GPU / @QZX / `DP`
``` / ~~~ QZX / <b>DP</b> / <DP QZX> / <!-- unjargon: allow QZX --> / &amp;DP / | DP | QZX | / |---|---| / > DP / # QZX
- TP / --- / *DP* / __QZX__ / \DP / DP\ / a@QZX.example / www.QZX.example / 16 GPU / 96 GB / YAML / the US
AND / ДП / ٣ / x / . / ? / :
"""
MARKS = ["\n", "\n\n", "\t", "    ", "\u202eDP", "D\u200bP", "Q\u2060ZX", "\u200fIA", "TCP/IP", "https://x.example/DP"]
WORDS = st.sampled_from([*MARKS, *(piece for line in PIECES.splitlines() for piece in line.split(" / "))])
TEXTS = st.lists(WORDS | st.text(max_size=6), min_size=1, max_size=12).map(" ".join)
MANNERS: list[tuple[str, Acronyms]] = [("en", "first"), ("en", "never"), ("es", "first"), ("es", "never")]


def thread(texts: Sequence[str]) -> list[Post]:
    """A thread whose every part from outside is one of the texts; the root has a title, the others answer it."""
    common = {"source": "hackernews", "thread": "0", "collected_at": NOON, "created_at": NOON}
    title = " ".join(texts[0].split())
    root = Post(external_id="0", title=title, text=f"{title}\n\n{texts[-1]}", author=texts[-1], **common)
    return [root, *(Post(external_id=f"{n}", parent="0", text=t, author=t, **common) for n, t in enumerate(texts, 1))]


@pytest.mark.parametrize(("language", "acronyms"), MANNERS)
@settings(max_examples=15)
@example(texts=["Los TPU y la IA: DP (data parallelism), «DP» and CVE-2026-91402", "QZX QZX"])
@given(texts=st.lists(TEXTS, min_size=1, max_size=4))
def test_every_digest_and_explanation_passes(texts: list[str], language: str, acronyms: Acronyms) -> None:
    posts = thread(texts)
    page = explaining_page(Collected(posts=tuple(posts)), language, acronyms=acronyms)
    assert unexplained(page, language, load_lexicon()) == []
    with Store.open("sqlite://") as store:
        store.add(posts, [], [])
        analyse(store, names=False)
        digest = digest_text(store, NOON.date(), language, Settings(), acronyms=acronyms)
    assert unexplained(digest, language, load_lexicon()) == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_lone_acronym_is_explained(language: str) -> None:
    page = explain("RAG", language)
    assert "retrieval-augmented generation" in page
    assert unexplained(page, language, load_lexicon()) == []
