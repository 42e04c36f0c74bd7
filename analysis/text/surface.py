"""How is a piece of text compared: without accents, plurals, dots, and without what is no running text?"""

import re
import unicodedata
from functools import lru_cache

UPPER = "A-ZÀ-ÖØ-Þ"
LOWER = "a-zß-öø-ÿ"
BLANK = "\ufffc"  # stands for each character that is no running text

WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*", re.UNICODE)

# what is no running text: code, addresses, handles; each alternative starts at a boundary: a long run is read once
_NOT_TEXT = re.compile(
    r"(?:(?<!\w)|(?=[_&`]))(?:"  # nothing else begins inside a word, where most characters are
    r"```.*?(?:```|\Z)"
    r"|`[^`\n]{1,200}`"
    r"|\b(?:https?|ftp|at)://\S+|\bwww\.\S+"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,5}"
    r"|(?<!\w)@\w+(?:[.-]\w+)*"
    r"|(?<![\w/])/?[ru]/\w+"
    r"|(?<![\w.-])[a-z0-9][\w-]{0,62}(?:\.[\w-]{1,63}){0,3}\.[a-z]{2,24}(?:/\S*)?(?!\w)"
    r"|(?<![\w/.])(?:~|\.{1,2})?/[\w.-]+(?:/[\w.-]+)*"
    r"|(?<![\w/.])[A-Z]{1,8}(?:[./]\w{1,15}){0,8}/\d+(?![^\W\d_])[\w./-]*"  # a document's symbol: A/C.2/56/7
    r"|(?<!\w)\$[A-Za-z]\w*|(?<!\w)#\w+"
    r"|&[a-z]{2,8};"
    r"|(?<!\w)_{1,3}(?=[^\W_])|(?<=[^\W_])_{1,3}(?!\w)"  # emphasis
    r")",
    re.DOTALL,
)
# what every alternative above has; most texts have none of it, and are read much faster so
_SIGN_OF_CODE = re.compile(r"[/`@$#&_]")
_DOT_INSIDE = re.compile(r"\.[a-z]{2}")
_DOTS = re.compile(rf"(?:[{UPPER}]{{1,2}}\.\s?)+[{UPPER}]{{0,2}}\Z")


@lru_cache(maxsize=8)  # several ask for the same text, one after the other
def without_code(text: str) -> str:
    """The text with everything that is no running text blanked out, of the same length."""
    if not _SIGN_OF_CODE.search(text) and not _DOT_INSIDE.search(text) and "www." not in text:
        return text
    return _NOT_TEXT.sub(lambda match: BLANK * len(match.group()), text)


@lru_cache(maxsize=1 << 15)
def fold(text: str) -> str:
    """Lower case, without accents."""
    if text.isascii():
        return text.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))


def canonical(surface: str) -> str:
    """The acronym without plural, possessive, dots and spaces: GPUs, GPU's -> GPU; EE. UU. -> EEUU; U.S. -> US."""
    head = surface[:-2] if surface.endswith(("'s", "’s")) else surface
    plural = len(head) > 2 and head[-1] == "s"  # "Us" is none
    if plural and (head[-2].isupper() or (head[-2].isdigit() and not head.islower())):  # nor is k8s
        head = head[:-1]
    return re.sub(r"[.\s]", "", head) if "." in head and _DOTS.match(head) else head


def unaccented(text: str) -> str:
    """Without accents, and without signs that nobody sees; capitals stay."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text)
    return "".join(c for c in apart if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
