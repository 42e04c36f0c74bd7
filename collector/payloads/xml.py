"""What is in XML from strangers, and what came where none did?"""

import re
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from collector.errors import NotText, WrongShape


def read_xml(body: bytes, what: str) -> Element:
    """The root element. Raises NotText for what is no XML, WrongShape for XML with entities or references outside."""
    try:
        root: Element = fromstring(body)
    except DefusedXmlException as error:
        raise WrongShape(f"{what} declares entities or documents of its own, which is unsafe to read") from error
    except (ParseError, LookupError, ValueError) as error:
        raise NotText(f"{what} was expected and {described(body)} came ({error}).") from error
    return root


def local_name(element: Element) -> str:
    """The name without its namespace: services change the namespace and keep the name."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def described(body: bytes) -> str:
    """What these bytes seem to be, in words for a message."""
    start = body[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start:
        return "nothing"
    if re.search(rb"<(?:urlset|sitemapindex)\b", start):
        return "a sitemap"
    if re.match(rb"(?:<\?xml[^>]*>\s*)?(?:<!doctype html|<html)", start) or b"<head" in start or b"<body" in start:
        return "a web page"
    if start[:1] in (b"{", b"["):
        return "JSON of another kind"
    return "XML of another kind" if start.startswith(b"<?xml") else "something else"
