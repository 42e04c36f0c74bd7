"""What must be known of a language? One file each; `LANGUAGES` is the only list."""

from analysis.languages import en, es, fr
from analysis.languages.language import Language

__all__ = ["DEFAULT", "LANGUAGES", "Language", "language_of"]

LANGUAGES: dict[str, Language] = {module.LANGUAGE.code: module.LANGUAGE for module in (en, es, fr)}
DEFAULT = LANGUAGES["en"]


def language_of(code: str | None) -> Language:
    """The language with this code; English where it is unknown, since most acronyms of the trade are English."""
    return LANGUAGES.get(code or "", DEFAULT)
