"""Which of spaCy's models are here, and how is one installed?

A model finds the names of people, organisations, places and products; everything else works without.
"""

import importlib
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from analysis.languages import LANGUAGES
from analysis.terms.names import model_of
from unjargon.errors import NotDone, Unusable
from unjargon.printing import say
from unjargon.setup.environment import installer, requirements


class Model(NamedTuple):
    """Of one language: its name, and the licence of the last of its packages, which is the one that we install."""

    language: str
    licence: str


MODELS = {"en": Model("English", "MIT License"), "es": Model("Spanish", "GNU General Public License 3.0")}
_PINS = Path(__file__).with_name("pins")


def _package(code: str) -> str | None:
    """The package of the model that is here, with or without spaCy."""
    return next(filter(find_spec, LANGUAGES[code].models), None)


def install(codes: Sequence[str]) -> None:
    """Installs the models that are missing, and spaCy before them.

    Raises Unusable where that cannot begin, NotDone where it fails.
    """
    if unknown := [code for code in codes if code not in MODELS]:
        raise Unusable(f"there is no model for {', '.join(unknown)}; there are models for: {', '.join(MODELS)}")
    missing = []
    for code in dict.fromkeys(codes):
        language, licence = MODELS[code]
        if package := _package(code):
            say(f"{language}: {package} is installed already")
        else:
            say(f"{language}: {LANGUAGES[code].models[-1]} will be installed; made by Explosion, {licence}")
            missing.append(code)
    for command in _commands(missing):
        say(shlex.join(command))
        # what it says is progress: standard output is for results
        if status := subprocess.run(command, stdout=sys.stderr, check=False).returncode:  # noqa: S603 - no shell, no input
            raise NotDone(
                f"that command failed (status {status}) and said why above; what it should install is not here"
            )
    importlib.invalidate_caches()
    if absent := [MODELS[code].language for code in codes if not model_of(code)]:
        raise NotDone(f"installed, but not where {sys.executable} finds it: the model of {', '.join(absent)}")


def _commands(missing: Sequence[str]) -> Iterator[list[str]]:
    """What is to be run, in order."""
    if not find_spec("spacy"):
        wanted = requirements("names")
        if not wanted:
            raise Unusable("unjargon is not installed as a package, so nobody knows which spaCy it needs: install it")
        yield [*installer(), *wanted]
    if missing:
        files = [part for code in missing for part in ("-r", str(_PINS / f"{code}.txt"))]
        # the metadata of a model names the spaCy that it was made with; and only the file that we know is taken
        yield [*installer(), "--no-deps", "--require-hashes", *files]
