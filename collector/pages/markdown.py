"""What does text with Markdown's signs say, to a person? (CommonMark 0.31, spec.commonmark.org; pure)

Signs inside lines are read, as people put them into posts and notes; lines stay as they are.
"""

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

_SIGNS = re.compile(r"\*|\]\(")
_HEADING = re.compile(r"#{1,6} +(?=\S)")
_TIMES = re.compile(r"(?<=\w)\*(?=\w)")  # 5*6*7 emphasises nothing
_HELD = "\ue000"  # stands for it while the line is read; of nobody's language
_LONGEST = 5_000  # characters of a line; a longer one is no prose, and stays as it is


def unmarked(text: str) -> str:
    """The text without the stars of emphasis, the signs of headings, and the addresses behind the words of a link;
    code stays as it is."""
    fenced = False
    lines = []
    for line in text.split("\n"):
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        lines.append(line if fenced else _line(line))
    return "\n".join(lines)


def _line(line: str) -> str:
    line = _HEADING.sub("", line, count=1) if line.startswith("#") else line
    if not _SIGNS.search(line) or len(line) > _LONGEST:
        return line
    indent = line[: len(line) - len(line.lstrip())]
    [inline] = _parser().parseInline(_TIMES.sub(_HELD, line.lstrip()))
    return indent + "".join(map(_said, inline.children or ())).replace(_HELD, "*")


def _said(token: Token) -> str:
    """What is read of a piece of a line; underscores are as likely part of a name, and stay."""
    if token.type == "code_inline":
        return f"{token.markup}{token.content}{token.markup}"
    if token.type in ("em_open", "em_close", "strong_open", "strong_close") and "_" in token.markup:
        return token.markup
    return token.content


@cache
def _parser() -> MarkdownIt:
    """One that knows the signs of emphasis, links, pictures and code, and no blocks."""
    return MarkdownIt("zero").enable(["emphasis", "link", "image", "backticks"])
