"""Which encyclopedias are there? DEFINITIONS is the only list: a new one is a new file and a line here."""

from collector.wishes.encyclopedias.wikipedia import WikipediaEdition
from collector.wishes.encyclopedias.wiktionary import Wiktionary
from collector.wishes.lookup import Encyclopedia

DEFINITIONS: tuple[Encyclopedia, ...] = (
    WikipediaEdition("en", "https://en.wikipedia.org"),
    WikipediaEdition("es", "https://es.wikipedia.org"),
    Wiktionary("https://en.wiktionary.org"),
)
