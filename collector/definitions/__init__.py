"""Which encyclopedias are there? DEFINITIONS is the only list: a new one is a new file and a line here."""

from collector.definitions.wikipedia import Wikipedia
from collector.definitions.wiktionary import Wiktionary
from collector.lookup import Encyclopedia

DEFINITIONS: tuple[Encyclopedia, ...] = (
    Wikipedia("en", "https://en.wikipedia.org"),
    Wikipedia("es", "https://es.wikipedia.org"),
    Wiktionary("https://en.wiktionary.org"),
)
