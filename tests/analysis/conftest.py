"""Posts and a small lexicon, made by hand."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from analysis.lexicon.lexicon import Lexicon
from analysis.lexicon.lines import LexiconLine
from db.models import Post

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)


def line(term: str, kind: str, domain: str, en: str, es: str, **more: object) -> LexiconLine:
    """A line of a lexicon with everything that is needed and nothing else."""
    return LexiconLine.model_validate(
        {
            "term": term,
            "surfaces": {"en": [term]},
            "kind": kind,
            "expansion": {"en": en, "es": es} if en else {},
            "meaning": {"en": f"What {domain} people do.", "es": f"Lo que hacen en {domain}."},
            "category": "general",
            "domain": domain,
            **more,
        }
    )


LINES = (
    line(
        "DP",
        "acronym",
        "ai",
        "data parallelism",
        "paralelismo de datos",
        cues=["gradient", "batch"],
        companions=["TP", "PP"],
    ),
    line(
        "DP",
        "acronym",
        "programming",
        "dynamic programming",
        "programación dinámica",
        cues=["memoisation", "recursion"],
    ),
    line("TP", "acronym", "ai", "tensor parallelism", "paralelismo tensorial", companions=["DP", "PP"]),
    line(
        "TP",
        "acronym",
        "finance",
        "take profit",
        "toma de beneficios",
        cues=["entry", "stop"],
        companions=["SL"],
    ),
    line("PP", "acronym", "ai", "pipeline parallelism", "paralelismo por etapas", companions=["DP", "TP"]),
    line("GPU", "acronym", "ai", "graphics processing unit", "unidad de procesamiento de gráficos"),
    line("MoE", "acronym", "ai", "mixture of experts", "mezcla de expertos"),
    line("airdrop", "jargon", "finance", "free handout of coins", "reparto gratuito de monedas"),
    line("rally", "jargon", "finance", "rise in prices", "subida de precios", cues=["market"], word=True),
    line("Pump.fun", "name", "finance", "", ""),
    line(
        "AI",
        "acronym",
        "ai",
        "artificial intelligence",
        "inteligencia artificial",
        surfaces={"en": ["AI"], "es": ["IA"]},
    ),
)


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    """Eleven senses in three fields; DP and TP have two each."""
    return Lexicon(LINES)


@pytest.fixture(scope="session")
def wider() -> Callable[..., Lexicon]:
    """The same with more lines, each as what `line` takes: (positional, named)."""
    return lambda *more: Lexicon([*LINES, *(line(*given, **named) for given, named in more)])


@pytest.fixture
def post() -> Callable[..., Post]:
    """A post of one thread, with everything filled in that is not given."""

    def make(text: str, external_id: str = "1", **more: object) -> Post:
        fields = {"source": "s", "thread": "1", "author": f"author{external_id}", "collected_at": NOW, **more}
        return Post(external_id=external_id, text=text, **fields)  # type: ignore[arg-type]

    return make
