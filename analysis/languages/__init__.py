"""What must be known of a language? One file each; `LANGUAGES` is the only list."""

from collections.abc import Mapping

from analysis.languages import en, es, fr
from analysis.languages.language import Language
from db.languages import PAGE_LANGUAGES as WRITTEN

__all__ = ["DEFAULT", "HEADERS", "LANGUAGES", "Language", "in_each_language", "language_of"]

LANGUAGES: dict[str, Language] = {module.LANGUAGE.code: module.LANGUAGE for module in (en, es, fr)}
DEFAULT = LANGUAGES["en"]
HEADERS = frozenset(lang.header for lang in LANGUAGES.values() if lang.header)


def language_of(code: str | None) -> Language:
    """The language with this code; English where it is unknown, since most acronyms of the trade are English."""
    return LANGUAGES.get(code or "", DEFAULT)


def in_each_language(said: Mapping[str, str]) -> Mapping[str, str]:
    """What is said, in every language that pages are written in: where it is not, in English, and marked as that."""
    missing = [code for code in WRITTEN if code not in said]
    return {**said, **dict.fromkeys(missing, f"{said['en']} (en)")} if missing and "en" in said else said
