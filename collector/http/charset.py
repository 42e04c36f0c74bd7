"""In which encoding are these bytes, and what do they say in it? (pure)

As browsers find it (https://html.spec.whatwg.org, "determining the character encoding"): by byte order mark, by what
the server declares, by what a page declares inside, as UTF-8; and what is none of these as Windows' Latin-1.
"""

import codecs
import re

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Python also knows as "encodings" things that are none (punycode, unicode_escape)
_ENCODING = r"(?:utf-?8|utf-?16|utf-?32|us-ascii|ascii|iso|latin|windows|cp|koi8|shift|euc|gb|big5)[\w-]*"
_DECLARED = re.compile(rf"charset\s*=\s*[\"']?({_ENCODING})")
_DECLARED_INSIDE = re.compile(
    rf"<(?:meta\b[^<>]{{0,200}}?\bcharset|\?xml\b[^<>]{{0,100}}?\bencoding)\s*=\s*[\"']?({_ENCODING})"
)
_BEGINNING = 4096  # bytes in which a page declares its encoding; browsers look at the first 1024
# pages that say these use the quotation marks of Windows all the same
_AS_WINDOWS = re.compile(r"iso-?8859-?1|latin-?1|(?:us-)?ascii")


def decoded(body: bytes, kind: str) -> str | None:
    """The text of an answer with this content type (in lower case); None for what is no text, which no markup is."""
    is_markup = "html" in kind or "xml" in kind or body.lstrip()[:1] == b"<"
    marked = [name for mark, name in _BYTE_ORDER_MARKS if body.startswith(mark)][:1]
    declared = _DECLARED.findall(kind)[:1]
    inside = _declared_inside(body) if is_markup else []
    for name in (*marked, *(_meant(name, is_markup) for name in (*declared, *inside)), "utf-8"):
        try:
            return body.decode(name)
        except (LookupError, UnicodeError):
            continue
    return _as_well_as_can_be(body) if is_markup else None


def _declared_inside(body: bytes) -> list[str]:
    names = _DECLARED_INSIDE.findall(body[:_BEGINNING].decode("latin-1").lower())
    # what could be read so far is not in units of two bytes or four
    return [name for name in names if not name.startswith(("utf-16", "utf-32", "utf16", "utf32"))][:1]


def _meant(name: str, is_markup: bool) -> str:
    return "cp1252" if is_markup and _AS_WINDOWS.fullmatch(name) else name


def _as_well_as_can_be(body: bytes) -> str:
    """UTF-8 where most of what is beyond ASCII can be read as such: one broken letter must not spoil all others."""
    text = body.decode("utf-8", "replace")
    broken = text.count("\N{REPLACEMENT CHARACTER}")
    if sum(not letter.isascii() for letter in text) > 2 * broken:
        return text
    try:
        return body.decode("cp1252")
    except UnicodeDecodeError:
        return body.decode("latin-1")
