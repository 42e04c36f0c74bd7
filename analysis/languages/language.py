"""What is asked of a language, for reading its acronyms and choosing its extracts?"""

from dataclasses import dataclass, field

from analysis.languages.grammar import Grammar


@dataclass(frozen=True)
class Language:
    """Facts of one language. All words are lower case."""

    code: str
    models: tuple[str, ...]  # packages of its spaCy pipeline, the best first: the first that is installed is used
    joining: frozenset[str]  # words that an acronym leaves out of its long form: of, the, and
    articles: frozenset[str]
    conjunctions: frozenset[str]
    pronouns: frozenset[str]  # words that cannot follow an article, and are acronyms when they do: the US, the WHO
    stressed: frozenset[str]  # ordinary words that people put in capitals to stress them
    copulas: frozenset[str]  # "is" and "are"
    defining: tuple[str, ...]  # what stands between an acronym and the long form that it abbreviates
    abbreviating: tuple[str, ...]  # what stands before the acronym, after its long form, inside brackets or not
    before_verbs: frozenset[str]  # after these a word is a verb, where nouns and verbs look the same
    borrows: bool  # its acronyms often come from the long form in another language: UNICEF, OTAN
    doubled_plural: bool  # a plural doubles the letters of its acronym: EE. UU., RR. HH.
    grammar: Grammar = field(default_factory=Grammar)
    header: str = ""  # the first header cell of a glossary's table, without accents
