"""What is a part of a page for, by its element, its names and its links: the article, or what is around it? (pure)"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_LEAST_LINKS = 3
_LINKED = 0.6  # of the characters of a list or box: more, and it leads elsewhere

_AROUND = frozenset("nav header footer aside form dialog button menu figcaption input label video audio".split())
_BOXES = frozenset("ul ol div section table dl p".split())
_ROLES = frozenset(
    "navigation banner contentinfo complementary search dialog alertdialog menu menubar toolbar tooltip".split()
)
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
# a class says what the part is for, often in one word of several, as in `site-cookie-banner`
_PURPOSE = re.compile(
    r"(?:^|[-_])(?:cookie|consent|gdpr|onetrust|didomi|newsletter|subscri|breadcrumb|pagina(?:t|c)|"
    r"navbar|navbox|sidebar|social|sharing|sharedaddy|related|recommend|popup|modal|"
    r"advert|promo|paywall|masthead|skip-link|sr-only|screen-reader|visually-hidden|hatnote|reflist|byline|caption|"
    r"(?:share|tags?|toc|ads?|references?|noprint)(?:$|[-_]))"
)
# those that trafilatura does not know: what generators of documentation put beside headings and code, and Spanish
_LESS_KNOWN = re.compile(
    r"(?:^|[-_])(?:editsection|headerlink|hash-link|copybtn|copy-button|"
    r"suscri|boletin|migas|compartir|relacionad|recomend|publicidad)"
)
_COMMENTS = re.compile(r"(?:^|[-_])(?:comments?|comentarios?)(?:$|[-_])")
# an id also names what a section is about, such as cookies, so only what asks for consent is told by it
_ASKS_FOR_CONSENT = re.compile(
    r"onetrust|didomi|cybot|usercentrics|gdpr|"
    r"(?:cookies?|consent)[-_]?(?:banner|notice|bar|law|dialog|message|aviso|popup|modal)"
)


@dataclass(frozen=True)
class Weight:
    """How many characters an element has, how many of these are links, and how many links there are."""

    text: int = 0
    linked: int = 0
    links: int = 0

    @property
    def unlinked(self) -> int:
        return self.text - self.linked

    @property
    def leads_elsewhere(self) -> bool:
        return self.links >= _LEAST_LINKS and self.linked > _LINKED * self.text


def is_hidden(attributes: Mapping[str, str | None]) -> bool:
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


def is_put_aside(attributes: Mapping[str, str | None]) -> bool:
    """Whether the page itself says that it is no part of the article, in a way that trafilatura does not know."""
    if is_hidden(attributes) or attributes.get("role") in _ROLES or _asks_for_consent(attributes):
        return True
    return any(_LESS_KNOWN.search(name) for name in _classes(attributes))


def stands_around(tag: str, attributes: Mapping[str, str | None], weight: Weight) -> bool:
    """Whether it is for something else than the article, as far as it tells; what `has_comments` is not meant."""
    if tag in _AROUND or attributes.get("role") in _ROLES or attributes.get("aria-hidden") == "true":
        return True
    if tag in _BOXES and weight.leads_elsewhere:
        return True
    names = _classes(attributes)
    return _asks_for_consent(attributes) or any(_PURPOSE.search(name) or _LESS_KNOWN.search(name) for name in names)


def _asks_for_consent(attributes: Mapping[str, str | None]) -> bool:
    return bool(_ASKS_FOR_CONSENT.search((attributes.get("id") or "").lower()))


def has_comments(attributes: Mapping[str, str | None]) -> bool:
    return any(_COMMENTS.search(name) for name in _classes(attributes))


def _classes(attributes: Mapping[str, str | None]) -> list[str]:
    return (attributes.get("class") or "").lower().split()
