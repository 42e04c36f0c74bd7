"""Which encyclopedias are there? DEFINITIONS is the only list: a new one is a new file and a line here."""

from collector.wishes.encyclopedias.wikipedia import Wikipedia
from collector.wishes.encyclopedias.wiktionary import Wiktionary
from collector.wishes.lookup import Encyclopedia

DEFINITIONS: tuple[Encyclopedia, ...] = (
    Wikipedia("en", "https://en.wikipedia.org"),
    Wikipedia("es", "https://es.wikipedia.org"),
    Wiktionary("https://en.wiktionary.org"),
)
