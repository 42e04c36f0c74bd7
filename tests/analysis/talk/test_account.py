"""Is it told who says what, by the words of each language, and nothing of what carries nothing?"""

from collections.abc import Callable

import pytest

from analysis.talk.account import Account, account
from analysis.talk.addressees import addressees
from analysis.talk.chapters import is_cut_off
from analysis.talk.cues import WRITTEN, comparable, done, kinds
from analysis.talk.units import units
from db.models import Post

Make = Callable[..., Post]
STATEMENT = {
    "en": "Wooden bridges last a century when they are roofed and painted every spring.",
    "es": "Los puentes de madera duran un siglo si se techan y se pintan cada primavera.",
    "fr": "Les ponts en bois tiennent un siècle quand ils sont couverts et repeints chaque printemps.",
}
QUESTION = {
    "en": "Which wood should we take for a small bridge over the brook?",
    "es": "¿Qué madera usamos para un puente pequeño sobre el arroyo?",
    "fr": "Quel bois prendre pour un petit pont sur le ruisseau ?",
}


def told(post: Make, language: str, opening: str, *replies: str, title: str | None = None) -> Account:
    """The account of an opening post and of replies to it, each by another author."""
    posts = [post(opening, "1", author="opener", title=title)]
    posts += [post(text, str(n), parent="1") for n, text in enumerate(replies, 2)]
    return account(posts, {p.external_id: language for p in posts})


@pytest.mark.parametrize(
    ("language", "reply", "act"),
    [
        ("en", "I agree, ours has stood for ninety years with its roof.", "agrees"),
        ("en", "I disagree, the damp takes them within twenty years.", "disagrees"),
        ("en", "Actually, the roof keeps the beams dry and paint does little.", "corrects"),
        ("en", "How much does such a roof cost for a small village?", "asks"),
        ("en", "You should look into larch, which needs little paint at all.", "proposes"),
        ("en", "Larch lasts because its resin keeps the water out of the grain.", "explains"),
        ("en", "Our village has one from 1931 over the mill stream.", "adds"),
        ("es", "Estoy de acuerdo, el nuestro lleva noventa años con su tejado.", "agrees"),
        ("es", "No estoy de acuerdo, la humedad acaba con ellos en veinte años.", "disagrees"),
        ("es", "En realidad, el tejado protege las vigas y la pintura hace poco.", "corrects"),
        ("es", "¿Cuánto cuesta un tejado así para un pueblo pequeño?", "asks"),
        ("es", "Te recomiendo el alerce, que apenas pide pintura.", "proposes"),
        ("es", "El alerce dura porque su resina mantiene el agua fuera.", "explains"),
        ("es", "En mi pueblo hay uno de 1931 sobre el molino.", "adds"),
        ("fr", "Je suis d'accord, le nôtre tient depuis quatre-vingt-dix ans.", "agrees"),
        ("fr", "Pas d'accord, l'humidité les abîme en vingt ans.", "disagrees"),
        ("fr", "Combien coûte un tel toit pour un petit village ?", "asks"),
    ],
)
def test_what_a_reply_to_a_statement_does(post: Make, language: str, reply: str, act: str) -> None:
    [position] = told(post, language, STATEMENT[language], reply).positions
    assert (position.act, position.to, position.text) == (act, "1", reply)


@pytest.mark.parametrize(
    ("language", "reply"),
    [
        ("en", "Oak and larch, both from the hills behind the mill."),
        ("en", "No, not for such a short span in that valley."),
        ("es", "Roble y alerce, los dos de los montes del molino."),
        ("fr", "Chêne et mélèze, tous deux des collines du moulin."),
    ],
)
def test_who_responds_to_a_question_answers_whatever_the_words(post: Make, language: str, reply: str) -> None:
    [position] = told(post, language, QUESTION[language], reply).positions
    assert position.act == "answers"


def test_a_title_asks_for_answers_too(post: Make) -> None:
    found = told(post, "en", "We have two weeks.", "Oak from the hills behind the mill.", title="Which wood for it?")
    assert [position.act for position in found.positions] == ["answers"]


def test_who_has_answered_adds(post: Make) -> None:
    posts = [post(QUESTION["en"]), *(post(f"Oak from the hills, number {n} of them.", n, author="x") for n in "23")]
    found = account(posts, dict.fromkeys("123", "en"))
    assert [position.act for position in found.positions] == ["answers", "adds"]


@pytest.mark.parametrize(
    ("language", "reply"),
    [
        ("en", "Thank you so much for this!"),
        ("en", "I am a bot, and this action was performed automatically. Please contact the moderators of this group."),
        ("en", "Your submission has been removed. Please read the rules of this group before you post again."),
        ("en", "lol, sir this is a bridge club"),
        ("en", "https://bridges.example/larch"),
        ("en", "This one."),
        ("en", "> Wooden bridges last a century"),
        ("es", "¡Muchas gracias por esto!"),
        ("es", "Soy un bot y este mensaje es automático. Contacta con los moderadores si tienes dudas."),
        ("es", "jajaja, me muero con los puentes"),
        ("fr", "Merci beaucoup pour tout !"),
        ("fr", "Je suis un bot, ceci est un message automatique."),
    ],
)
def test_bots_thanks_jokes_links_and_scraps_carry_nothing(post: Make, language: str, reply: str) -> None:
    assert told(post, language, STATEMENT[language], reply).positions == ()


def test_a_post_responds_to_the_one_that_it_quotes_or_names(post: Make) -> None:
    posts = [
        post(STATEMENT["en"]),
        post("Larch needs little paint at all, whatever the builders say.", "2", parent="1", author="ida"),
        post("Stone arches need no paint at all and no roof.", "3", parent="1", author="joe"),
        post("> Larch needs little paint at all\n\nOurs was painted every single year.", "4", parent="1"),
        post("@Joe how long does building one take in the mountains?", "5", parent="1"),
        post("ida: that depends on where the tree has grown.", "6", parent="gone"),
        post("Ours is of chestnut and dates from the war.", "7", parent="gone"),
    ]
    found = addressees(posts, [units(p, "en") for p in posts])
    assert found == [None, "1", "1", "2", "3", "2", "1"]


def test_what_carries_a_post_is_no_greeting_no_heading_and_announces_nothing(post: Make) -> None:
    text = (
        "Hi everyone!\n\nMy two cents\n\nIt goes like this:\n\nLarch beams keep for a century without any paint. "
        + ("The rest of the story is long, and has little to do with wood or bridges at all. " * 6)
    )
    [position] = told(post, "en", STATEMENT["en"], text).positions
    assert position.text.startswith("Larch beams keep for a century")


def test_three_points_and_a_small_letter_end_no_sentence(post: Make) -> None:
    [position] = told(
        post, "en", STATEMENT["en"], "Larch is... not that bad for it at all. " + "More words on it. " * 9
    ).positions
    assert position.text.startswith("Larch is... not that bad for it at all.")


@pytest.mark.parametrize(
    ("opening", "replies", "question"),
    [
        ("We build. Which wood should we take? Thanks!", (), "Which wood should we take?"),
        (STATEMENT["en"], ("How much does such a roof cost?",), "How much does such a roof cost?"),
        ("I am looking for wood that lasts.", ("Larch from the hills lasts.",), "I am looking for wood that lasts."),
        (STATEMENT["en"], ("Painted every spring, what could go wrong?",), None),
        (STATEMENT["en"], ("Who cares about bridges in the first place?",), None),
        (STATEMENT["en"], ("Larch needs little paint at all.",), None),
    ],
)
def test_the_question_that_is_discussed(
    post: Make, opening: str, replies: tuple[str, ...], question: str | None
) -> None:
    found = told(post, "en", opening, *replies).question
    assert (found.text if found else None) == question


def test_the_question_below_that_is_answered_most(post: Make) -> None:
    posts = [
        post(STATEMENT["en"]),
        post("Who paints them every spring?", "2", parent="1"),
        post("How much does such a roof cost?", "3", parent="1"),
        post("About a tenth of the bridge.", "4", parent="3"),
    ]
    found = account(posts, {p.external_id: "en" for p in posts}).question
    assert found
    assert found.text == "How much does such a roof cost?"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "El problema de la pérdida: crece siempre.\nCon dos chips no pasa.",
            "El problema de la pérdida: crece siempre.",
        ),
        (
            "El problema de la pérdida: crece siempre. Con dos chips no pasa.\n\nOtra cosa es el precio de hoy.",
            "El problema de la pérdida: crece siempre. Con dos chips no pasa.",
        ),
        ("El problema de la pérdida: crece. " + "Y más " * 80 + "ahora.", "El problema de la pérdida: crece."),
    ],
)
def test_a_problem_is_told_to_the_end_of_its_paragraph(post: Make, text: str, expected: str) -> None:
    found = told(post, "es", text).question
    assert found
    assert found.text == expected


@pytest.mark.parametrize(
    ("language", "author", "last", "is_one"),
    [
        ("en", "opener", "It worked, the larch beams from the hills fit.", True),
        ("es", "opener", "Al final usamos el alerce de los montes.", True),
        ("fr", "opener", "Finalement nous avons pris le mélèze des collines.", True),
        ("en", "opener", "We have not been to the hills so far this year.", False),
        ("en", "somebody", "It worked, the larch beams from the hills fit.", False),
        ("en", "opener", "It worked, but how long will the larch last?", False),
    ],
)
def test_the_outcome_is_the_last_word_of_who_asked(
    post: Make, language: str, author: str, last: str, is_one: bool
) -> None:
    posts = [
        post(QUESTION[language], author="opener"),
        post("Larch, larch, larch and larch.", "2", parent="1"),
        post(last, "3", parent="2", author=author),
    ]
    found = account(posts, dict.fromkeys("123", language)).outcome
    assert (found.text if found else None) == (last if is_one else None)


def test_a_monologue_is_told_by_its_sections(post: Make) -> None:
    posts = [post(f"Section {n} says that larch number {n} lasts.", str(n), author="one") for n in range(1, 10)]
    found = account(posts, {p.external_id: "en" for p in posts})
    assert [passage.post.external_id for passage in found.about] == list("1234567")
    assert found.positions == ()


def test_a_long_thread_is_told_in_fewer_words_than_it_has(post: Make) -> None:
    reply = (
        "Larch {} lasts longer than oak in the rain. It grows slowly up there. The mill has both. We cut them in May. "
        * 3
    )
    found = told(post, "en", STATEMENT["en"], *(reply.format(*[n] * 3) for n in range(20)))
    words = sum(len(position.text.split()) for position in found.positions)
    assert len(found.positions) == 20
    assert words < 0.55 * 20 * len(reply.split())


def test_no_posts_have_no_account() -> None:
    assert account([], {}) == Account()


def test_every_language_has_the_same_kinds_of_cues_as_they_are_compared() -> None:
    assert {"en", "es", "fr"} <= set(WRITTEN)
    for language in WRITTEN:
        assert set(kinds(language)) == set(kinds("en"))
        for kind, written in kinds(language).items():
            for phrase in (phrase for phrases in written.values() for phrase in phrases):
                assert phrase == phrase.lower().strip(), (language, kind)
                assert comparable(phrase) in phrase, (language, kind, phrase)


@pytest.mark.parametrize(
    ("said", "opening"),
    [("No, it is wet.", True), ("No problem at all.", False), ("Nothing is wet.", False), ("Oh no, it is wet.", False)],
)
def test_cues_are_whole_words_and_clauses(said: str, opening: bool) -> None:
    assert ("disagrees" in done(comparable(said), "en").opening) == opening


def test_a_text_is_told_by_its_headings_the_points_of_its_lists_and_its_longest_sections(post: Make) -> None:
    text = (
        "Wooden bridges\n\nA report on what lasts.\n\nWhat they are made of:\n1) Larch: it keeps the water out\n"
        "2) Oak: it is hard and heavy\n\nWho pays for them\nThe villages along the brook pay for the wood. Thanks!\n"
    )
    found = account([post(text, title="Wooden bridges")], {"1": "en"})
    assert [(c.heading.text if c.heading else None, [p.text for p in c.said]) for c in found.chapters] == [
        (None, ["A report on what lasts."]),
        ("What they are made of:", ["Larch: it keeps the water out", "Oak: it is hard and heavy"]),
        ("Who pays for them", ["The villages along the brook pay for the wood. Thanks!"]),
    ]


def test_a_long_text_is_told_in_half_of_its_words_and_seven_sections(post: Make) -> None:
    text = "\n\n".join(
        f"Heading number {n}\n\n{'Larch lasts longer than oak does in the rain. ' * 9}" for n in range(30)
    )
    found = account([post(text)], {"1": "en"}).chapters
    assert len(found) == 7
    assert sum(len(passage.text.split()) for chapter in found for passage in chapter.said) * 2 <= len(text.split())


@pytest.mark.parametrize(
    ("text", "is_cut"),
    [
        ("It gets hard because:", True),
        ("First, second,", True),
        ("It ends her…", True),
        ("Well...", False),
        ("", False),
    ],
)
def test_where_a_text_is_cut_off(post: Make, text: str, is_cut: bool) -> None:
    assert is_cut_off(post(text)) == is_cut
