"""How does text from outside stand in a Markdown page without breaking it?

Nothing from outside starts a block, emphasis, code, HTML, a link, a table cell or an automatic link, in CommonMark and
in GitHub's flavour; the text that a reader sees is the text that was given. Everything here is one line: a page's lines
are its templates' own. `Safe` marks what may be printed as it is; `finished` is what the templates print everything
through, so that what nobody marked is escaped.

CommonMark 0.31 (spec.commonmark.org), GitHub Flavored Markdown 0.29 (github.github.com/gfm).
"""

import re
from collections.abc import Iterable
from urllib.parse import quote, urlsplit

LONGEST_WORD = 120  # characters; what is longer has no place to break and would push a page apart
_LONGEST_ADDRESS = 2000


class Safe(str):
    """Markdown of our own making. Joining or formatting one gives a plain `str`, which is escaped again: never less."""

    __slots__ = ()


# Controls, bidirectional controls and what takes no room: they can hide text or show it in another order. Joiners stay
# inside words of scripts that need them, and inside emoji.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
    "|(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])"
)
_SPACE = re.compile(r"\s+")
_LONG_WORD = re.compile(rf"(\S{{{LONGEST_WORD}}})\S+")

# What GitHub's flavour makes a link of by itself, and anything else that looks like an address.
_ADDRESS = re.compile(
    r"""
    (?: (?<![a-z0-9_+.\-]) [a-z0-9_+.\-]* ://            # scheme://
      | (?<![a-z0-9]) www\. )
    (?: \( [^\s<>|`"“”«»()\[\]\\]* \) | [^\s<>|`"“”«»()\[\]\\] )+ (?<! [.,;:!?*_~'] )
    | (?: mailto: | xmpp: )? @? (?<![a-z0-9_+.\-]) [a-z0-9_+.\-]+ @ [a-z0-9_\-]+ (?: \. [a-z0-9_\-]+ )+
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)

_SPECIAL = re.compile(
    r"""
      (?P<entity> & (?= \#? [0-9A-Za-z]+ ; ) )
    | (?P<tag> < (?! \s+ \S ) )
    | (?P<tick> ` )
    | (?<= \s ) \*+ (?= \s+ \S )                         # a lone star is a star
    | (?<= [^\W_] ) _+ (?= [^\W_] )                       # inside a word an underscore is an underscore
    | (?P<each> [*_\[\]|]
        | \\ (?= [!-/:-@\[-`{-~] | \s* $ )
        | (?<! \s ) ~                                     # cannot close a deletion after a space
        | \$ (?! [^\W_] )                                 # cannot close a formula before a word
        | (?<! \# ) \# (?= \#* \s* $ ) )                  # the end of a heading
    """,
    re.VERBOSE,
)
_BLOCK_START = re.compile(
    r"\A(?P<before>\s*)(?P<marker>[#>+\-=:%*])|\A(?P<number>\s*\d{1,9})(?P<stop>[.)])(?=\s|$)",
)


def visible(text: str) -> str:
    """The text on one line: white space as one space, nothing invisible, very long words cut with an ellipsis."""
    return _LONG_WORD.sub(r"\1…", _SPACE.sub(" ", _INVISIBLE.sub("", text)))


def address_spans(text: str) -> list[tuple[int, int]]:
    """Where web and mail addresses stand in the text, as [start, end), in order; those that touch are one."""
    spans: list[tuple[int, int]] = []
    for match in _ADDRESS.finditer(text):
        touches = spans and spans[-1][1] == match.start()
        spans.append((spans.pop()[0] if touches else match.start(), match.end()))
    return spans


def escape(text: str, *, inside: bool = False) -> Safe:
    """Markdown that shows exactly `visible(text)`. Ordinary prose stays as it is; addresses become code, so that nobody
    follows them unawares. Text that stands `inside` a line of ours cannot start a block and needs less."""
    text, parts, at = visible(text), [], 0
    for start, end in address_spans(text):
        parts += [_SPECIAL.sub(_escape_special, text[at:start]), f"`{text[start:end]}`"]
        at = end
    escaped = "".join([*parts, _SPECIAL.sub(_escape_special, text[at:])])
    return Safe(escaped if inside else _BLOCK_START.sub(r"\g<before>\g<number>\\\g<marker>\g<stop>", escaped))


def _escape_special(match: re.Match[str]) -> str:
    # Entities rather than backslashes: older Markdown knows no backslash before these two.
    if match["entity"]:
        return "&amp;"
    if match["tag"]:
        return "&lt;"
    # So that each backtick on a page is one of ours, and tools that look for code need not know of backslashes.
    if match["tick"]:
        return "&#96;"
    return f"\\{match['each']}" if match["each"] else match[0]


def code(text: str) -> Safe:
    """The text as a code span, its backticks as quotation marks (not for table cells: a bar would still end one)."""
    text = visible(text).strip().replace("`", "'")
    return Safe(f"`{text}`" if text else "")


def link_target(url: str | None) -> str | None:
    """The URL as a link's destination: absolute, http or https, percent-encoded. None where it is no such thing."""
    url = (url or "").strip()
    if len(url) > _LONGEST_ADDRESS or re.search(r"\s|\\", url):
        return None
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return None
    # A user before the host (https://bank.example@other.example) shows one place and leads to another.
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or not re.fullmatch(r"[a-z0-9_.\-]+", host):
        return None
    tail = url[url.index("://") + 3 + len(parts.netloc) :]
    encoded = quote(re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", tail), safe="/?#&=%:;,@!$+.-_~", errors="replace")
    return f"{parts.scheme}://{host}{port}" + re.sub(r"&(?=#?\w+;)", "&amp;", encoded)


def link(label: Safe, url: str | None) -> Safe:
    """The label, linked where the URL is one that may be linked."""
    destination = link_target(url)
    return Safe(f"[{label}]({destination})") if destination else label


def in_cell(text: Safe) -> Safe:
    """The text as a cell of a table may hold it: a line, in which no bar ends the cell."""
    return Safe(re.sub(r"(?<!\\)\|", r"\\|", " ".join(text.split())))


def joined_by(separator: str, pieces: Iterable[Safe]) -> Safe:
    """The pieces that are not empty, with a separator of our own between them."""
    return Safe(separator.join(piece for piece in pieces if piece))


def finished(value: object) -> str:
    """What a template prints for a value: Safe as it is, other text escaped, whole numbers as digits.

    Raises TypeError for anything else: an undefined or missing value on a page is a mistake of ours.
    """
    if isinstance(value, Safe):
        return value
    if isinstance(value, str):
        return escape(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise TypeError(f"a template prints {value!r}: only text and whole numbers can stand on a page")
