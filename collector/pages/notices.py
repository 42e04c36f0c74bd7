"""Is a page nothing but a notice: that it wants scripts, an account, or to know that a person is asking? (pure)"""

import re
from collections.abc import Iterable, Mapping, Sequence

_LEAST = 200  # characters of other text: the beginning of an article, whatever is asked for below it
_LEAST_BELOW_TITLE = 600  # where the title itself is a notice, which has more to say of it
_LONGEST = 400  # characters of a paragraph that is a notice

_SCRIPTS = "it wants a browser that runs its scripts"
_PERSON = "it wants to know first that a person is asking"
ACCOUNT = "it wants an account"
_PEOPLE = "it is shown to people only"

_NOTICES: Mapping[str, Sequence[str]] = {
    _SCRIPTS: (
        r"(?:enable|turn on|requires?|needs?|without) javascript",
        r"javascript is (?:disabled|required|not (?:enabled|available))",
        r"(?:activ|habilit)\w+ (?:el )?javascript|javascript est[aá] desactivado",
    ),
    _PERSON: (
        r"^just a moment\b|^attention required|^robot or human|^un momento\W*$",
        r"checking (?:if the site connection|your browser)|complete the (?:captcha|security check)",
        r"(?:verify|verifying|confirm|check|prove)(?: that)? you(?:'re|’re| are) (?:a )?(?:human|person|not a robot)",
        r"are you a (?:robot|human)|(?:eres|es) (?:un )?(?:humano|robot|una persona)\b|no soy un robot",
    ),
    ACCOUNT: (
        r"^(?:please )?(?:log|sign) ?in(?: to [\w. ]{1,40})?\W*$|^inici(?:a|ar|e) sesi[oó]n(?: en [\w. ]{1,40})?\W*$",
        r"(?:log ?in|sign ?in|sign ?up|register|subscribe)(?: now)? to (?:continue|read|see|view|keep|access)",
        r"you (?:must|need to|have to) (?:be logged in|log ?in|sign ?in) to (?:continue|read|see|view|access)",
        r"inicia sesi[oó]n (?:para|o) ",
        r"(?:reg[ií]strate|suscr[ií]bete) (?:para|y) (?:seguir|sigue|continuar|leer|ver|acceder)",
        r"(?:exclusivo|s[oó]lo) para suscriptores",
    ),
    _PEOPLE: (r"^access (?:to this page )?(?:has been |is )?denied\W*|^acceso denegado\W*$|^403 forbidden",),
}
_PATTERNS = [(reason, re.compile("|".join(patterns), re.IGNORECASE)) for reason, patterns in _NOTICES.items()]


def notice(title: str | None, paragraphs: Sequence[str], aside: Iterable[str] = ()) -> str | None:
    """What a page that is nothing but a notice wants; None for a page with text of its own.

    `aside`: what the page shows instead of its text where scripts do not run.
    """
    of_title = _wanted(title or "")
    others = sum(len(paragraph) for paragraph in paragraphs if not _wanted(paragraph))
    if others >= (_LEAST_BELOW_TITLE if of_title else _LEAST):
        return None
    reasons = map(_wanted, [*paragraphs, *(() if paragraphs else aside)])
    return of_title or next(filter(None, reasons), None)


def _wanted(text: str) -> str | None:
    if len(text) > _LONGEST:
        return None
    return next((reason for reason, pattern in _PATTERNS if pattern.search(text)), None)
