"""Does a long form read well beside its acronym, and in its place?"""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.languages import LANGUAGES
from analysis.text.agreement import Agreement, gender, plural
from db.languages import PAGE_LANGUAGES as WRITTEN
from db.models import Gloss

TPU = {"en": "tensor processing unit", "es": "unidad de procesamiento tensorial"}
EXPANSIONS = {
    "TPU": TPU,
    "LLM": {"en": "large language model", "es": "gran modelo de lenguaje"},
    "IA": {"en": "artificial intelligence", "es": "inteligencia artificial"},
    "ONG": {"en": "non-governmental organization", "es": "organización no gubernamental"},
    "CPD": {"en": "data processing center", "es": "centro de proceso de datos"},
    "OTP": {"en": "one-time password", "es": "contraseña de un solo uso"},
    "UI": {"en": "user interface", "es": "interfaz de usuario"},
    "SAI": {"en": "uninterruptible power supply", "es": "sistema de alimentación ininterrumpida"},
    "CVE": {"en": "Common Vulnerabilities and Exposures", "es": "vulnerabilidades y exposiciones comunes"},
    "GB": {"en": "gigabyte", "es": "gigabyte"},
    "ADP": {"en": "personal data area", "es": "área de datos personales"},
    "DP": {"en": "data parallelism", "es": "data parallelism"},
    "rally": {"en": "strong rise of prices", "es": "subida fuerte de precios"},
}


def gloss(text: str, term: str, language: str) -> Gloss:
    """The term where it first stands in the text, with an s or a possessive of its own."""
    found = re.search(rf"{term}s?(?:['’]s)?", text)
    assert found
    return Gloss(start=found.start(), end=found.end(), term=term, expansion=EXPANSIONS[term][language])


def replaced(text: str, term: str, language: str) -> str:
    start, end, words = Agreement(language).instead(text, gloss(text, term, language))
    return text[:start] + words + text[end:]


@pytest.mark.parametrize(
    ("text", "term", "language", "expected"),
    [
        ("Junto a los TPU de hoy", "TPU", "es", "Junto a las unidades de procesamiento tensorial de hoy"),
        ("Las TPU son caras", "TPU", "es", "Las unidades de procesamiento tensorial son caras"),
        ("Los TPU son caros", "TPU", "es", "Las unidades de procesamiento tensorial son caros"),
        ("el uso del TPU aquí", "TPU", "es", "el uso de la unidad de procesamiento tensorial aquí"),
        ("frente al TPU de ayer", "TPU", "es", "frente a la unidad de procesamiento tensorial de ayer"),
        ("un TPU por persona, dicen", "TPU", "es", "una unidad de procesamiento tensorial por persona, dicen"),
        ("a la CPD de la empresa", "CPD", "es", "al centro de proceso de datos de la empresa"),
        ("de las CPD de la empresa", "CPD", "es", "de los centros de proceso de datos de la empresa"),
        ("Hemos cambiado el SAI hoy", "SAI", "es", "Hemos cambiado el sistema de alimentación ininterrumpida hoy"),
        ("la CVE de esta semana", "CVE", "es", "las vulnerabilidades y exposiciones comunes de esta semana"),
        ("el ADP de la empresa", "ADP", "es", "el área de datos personales de la empresa"),
        ("la DP de los modelos", "DP", "es", "la data parallelism de los modelos"),
        ("IA para todos", "IA", "es", "Inteligencia artificial para todos"),
        ("¿Y la IA? IA para todos", "IA", "es", "¿Y la inteligencia artificial? IA para todos"),
        ("We use an LLM for the whole thing", "LLM", "en", "We use a large language model for the whole thing"),
        ("We sent a OTP to the people", "OTP", "en", "We sent a one-time password to the people"),
        ("It needs an UI for the people", "UI", "en", "It needs a user interface for the people"),
        ("It needs a SAI for the house", "SAI", "en", "It needs an uninterruptible power supply for the house"),
        ("The GPU is not the TPU's friend", "TPU", "en", "The GPU is not the tensor processing unit's friend"),
        ("All of the TPUs' fans", "TPU", "en", "All of the tensor processing units' fans"),
        ("TPUs are hot. TPUs", "TPU", "en", "Tensor processing units are hot. TPUs"),
        ("They are hot. TPUs are cold", "TPU", "en", "They are hot. Tensor processing units are cold"),
        ("people vs. TPUs in the house", "TPU", "en", "people vs. tensor processing units in the house"),
        ("Hablamos de la IA con la gente", "IA", "en", "Hablamos de la artificial intelligence con la gente"),
        ("Vamos a IA con la gente de aquí", "IA", "en", "Vamos a artificial intelligence con la gente de aquí"),
    ],
)  # fmt: skip
def test_what_takes_an_acronyms_place_agrees_with_the_sentence(
    text: str, term: str, language: str, expected: str
) -> None:
    assert replaced(text, term, language) == expected


@pytest.mark.parametrize(
    ("text", "term", "language", "expected"),
    [
        ("some TPUs", "TPU", "en", "tensor processing units"),
        ("the TPU", "TPU", "en", "tensor processing unit"),
        ("the TPU's", "TPU", "en", "tensor processing unit"),
        ("two TPU nodes", "TPU", "en", "tensor processing unit"),
        ("96 GB", "GB", "en", "gigabytes"),
        ("1 GB", "GB", "en", "gigabyte"),
        ("in 2026 GB", "GB", "en", "gigabyte"),
        ("on Windows 10 GB", "GB", "en", "gigabyte"),
        ("some TPUs", "TPU", "es", "unidades de procesamiento tensorial"),
        ("los TPU", "TPU", "es", "unidades de procesamiento tensorial"),
        ("(las nuevas TPU", "TPU", "es", "unidades de procesamiento tensorial"),
        ("16 TPU", "TPU", "es", "unidades de procesamiento tensorial"),
        ("el TPU", "TPU", "es", "unidad de procesamiento tensorial"),
        ("los rally", "rally", "es", "subida fuerte de precios"),
    ],
)
def test_a_gloss_is_plural_where_the_mention_is(text: str, term: str, language: str, expected: str) -> None:
    assert Agreement(language).beside(text, gloss(text, term, language)) == expected


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("request for comments", "requests for comments"),
        ("mixture of experts", "mixtures of experts"),
        ("central bank digital currency", "central bank digital currencies"),
        ("initial public offering", "initial public offerings"),
        ("access point", "access points"),
        ("central processing bus", "central processing buses"),
        ("meta-analysis", "meta-analyses"),
        ("total value locked", "total value locked"),
        ("monthly active users", "monthly active users"),
        ("in the money", "in the money"),
        ("extract, transform, load", "extract, transform, load"),
        ("know your customer", "know your customer"),
        ("how much a line can carry", "how much a line can carry"),
        ("artificial intelligence for IT operations", "artificial intelligences for IT operations"),
        ("gran modelo de lenguaje", "gran modelo de lenguaje"),
    ],
)
def test_english_plurals(one: str, many: str) -> None:
    assert plural(one, "en") == many


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("gran modelo de lenguaje", "grandes modelos de lenguaje"),
        ("red privada virtual", "redes privadas virtuales"),
        ("interfaz de programación de aplicaciones", "interfaces de programación de aplicaciones"),
        ("organización no gubernamental", "organizaciones no gubernamentales"),
        ("integración continua y entrega continua", "integraciones continuas y entregas continuas"),
        ("valoración totalmente diluida", "valoraciones totalmente diluidas"),
        ("máquina virtual de Ethereum", "máquinas virtuales de Ethereum"),
        ("token no fungible", "tokens no fungibles"),
        ("análisis de sentimiento", "análisis de sentimiento"),
        ("recursos humanos", "recursos humanos"),
        ("propuesta 7702 de mejora", "propuestas 7702 de mejora"),
        ("demasiado largo, no lo leí", "demasiado largo, no lo leí"),
        ("conozca a su cliente", "conozca a su cliente"),
        ("programa que roba contraseñas", "programa que roba contraseñas"),
        ("large language model", "large language model"),
    ],
)
def test_spanish_plurals(one: str, many: str) -> None:
    assert plural(one, "es") == many


@pytest.mark.parametrize(
    ("noun", "expected"),
    [
        *((noun, "f") for noun in "unidad gestión máquina red interfaz base síntesis plataforma memoria ley".split()),
        *((noun, "m") for noun in "modelo sistema lenguaje diagrama motor análisis día patrón control índice".split()),
        *((noun, None) for noun in "fabricante responsable marketing".split()),
    ],
)  # fmt: skip
def test_the_gender_of_a_spanish_noun(noun: str, expected: str | None) -> None:
    assert gender(noun, LANGUAGES["es"]) == expected


def test_a_language_without_rules_leaves_everything_as_it_is() -> None:
    text = "Los TPUs"
    mention = gloss(text, "TPU", "en")
    assert Agreement("xx").beside(text, mention) == TPU["en"]
    assert Agreement("xx").instead(text, mention) == (4, 8, TPU["en"])


@given(
    before=st.text("aelosdn .\n1(«", max_size=12) | st.text(max_size=8),
    surface=st.sampled_from(["TPU", "TPUs", "TPU's"]) | st.text(min_size=1, max_size=4),
    expansion=st.text(max_size=20) | st.sampled_from([TPU["en"], TPU["es"]]),
    code=st.sampled_from([*WRITTEN, "xx"]),
)
def test_any_text_keeps_what_stands_around(before: str, surface: str, expansion: str, code: str) -> None:
    text = f"{before}{surface} fin"
    mention = Gloss(start=len(before), end=len(before) + len(surface), term="TPU", expansion=expansion)
    start, end, _ = Agreement(code).instead(text, mention)
    assert 0 <= start <= mention.start
    assert end == mention.end
    assert " " not in text[start : mention.start].strip() or text[start : mention.start].strip().count(" ") == 1


def test_an_acronym_in_small_letters_is_no_plural_of_itself() -> None:
    said = Gloss(start=9, end=14, term="HTTPS", expansion="Hypertext Transfer Protocol Secure")
    assert Agreement("en").beside("asked by https only", said) == "Hypertext Transfer Protocol Secure"
