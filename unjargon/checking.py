"""Which acronyms do these files use and not explain?"""

from collections.abc import Callable, Sequence
from pathlib import Path

from analysis.language import detect
from analysis.lexicon.lexicon import load_lexicon
from analysis.plain import unexplained
from unjargon.errors import reason


def check(files: Sequence[Path], language: str | None, put: Callable[[str], None], say: Callable[[str], None]) -> bool:
    """Puts `file:line:column: acronym` for each; whether all files could be read and explain all that they use."""
    lexicon = load_lexicon()
    clean = True
    for path in files:
        try:
            text = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            say(f"{path}: is no text in UTF-8 (byte {error.start}); save it as UTF-8")
            clean = False
            continue
        except (OSError, ValueError) as error:
            say(f"{path}: cannot be read: {reason(error)}; check the path")
            clean = False
            continue
        for found in unexplained(text, language or detect(text[:20_000]), lexicon):
            put(f"{path}:{found.line}:{found.column}: {found.surface} is not explained")
            clean = False
    return clean
