"""Do the printed pages read as they should, and stay whole whatever the records hold?

The pages beside this file were read by a person. To change them: print them anew, read them, save them.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.languages import HEADERS
from analysis.text.surface import fold
from db.languages import LANGUAGES
from db.models import (
    Alternative,
    Entry,
    Explanation,
    Extract,
    Gloss,
    Kind,
    Outcome,
    Post,
    Provenance,
    Sighting,
    State,
    Story,
    clean_text,
)
from reports.answers import stale
from reports.day import Day
from reports.explanation import explanation_page
from reports.formats import FORMATS
from reports.formats.markdown import FAILURES_IN_LINE
from reports.glossing import Manner, Uninflected
from reports.order import Interest
from reports.page import ExplanationPage, ReportPage, Rising, Section, SeenOn, with_entries
from reports.words import FOLDER, STRINGS, words

PAGES = Path(__file__).parent / "pages"
DAY = date(2026, 11, 24)
RENDER: dict[str, Callable[[ReportPage], str]] = {each.name: each.render for each in FORMATS}


FIRST, NEVER = (Manner(acronyms, Uninflected()) for acronyms in ("first", "never"))


def explain(records: Any, language: str, *, pasted: bool) -> ReportPage:
    """The coin as a trend and the discussion as a thread, pasted or from their sources."""
    chosen = [e for e in records.explained if e.language == language and e.thread in ("floof", "901")]
    if not pasted:
        return explanation_page(
            [e for e in chosen if e.source == "hackernews"], records.posts_of([("hackernews", "901")]), language
        )
    moved = [e.model_copy(update={"source": "file"}) for e in chosen]
    return explanation_page(moved, {}, language, trends=[("file", "floof")])


def pages(records: Any, language: str) -> dict[str, ReportPage]:
    return {
        "digest": records.page(DAY, language),
        "sample": records.page(DAY, language, sample=True),
        "pasted": explain(records, language, pasted=True),
        "thread": explain(records, language, pasted=False),
        "never": records.page(DAY, language, manner=NEVER),
        "interests": records.page(DAY, language, interests=interests(records)),
    }


def interests(records: Any) -> dict[str, Interest]:
    """The coin is a favourite, the discussion is neither in nor out by a rule, the rest is kept out."""
    said = {"s-floof": Interest(rule="/air`?drop|<b>/", boost=2), "s-901": Interest()}
    return {story.id: said.get(story.id, Interest(is_in=False)) for story in records.told}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["digest", "pasted", "thread", "never", "interests"])
def test_the_page_reads_as_the_one_that_was_read(records: Any, name: str, language: str) -> None:
    expected = (PAGES / f"{name}-{language}.md").read_text(encoding="utf-8")
    assert RENDER["md"](pages(records, language)[name]) == expected


# --- every format ---


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", RENDER)
def test_a_format_prints_every_kind_of_page(records: Any, name: str, language: str) -> None:
    for page in pages(records, language).values():
        printed = RENDER[name](page)
        assert printed == RENDER[name](page)
        assert printed == printed.strip() + "\n"
        assert "simplicity" in printed
        printed.encode()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", RENDER)
def test_a_format_prints_a_day_without_anything(records: Any, name: str, language: str) -> None:
    page = records.page(date(2020, 1, 1), language)
    assert RENDER[name](page).strip()
    assert RENDER[name](explanation_page([], {}, language)).strip()


# --- sources that did not answer ---


def failing(records: Any, states: Sequence[State]) -> Any:
    """The records of a day on which so many sources answered in these ways, and one well."""
    at = datetime(2026, 11, 24, 6, tzinfo=UTC)
    failed = [
        Outcome(
            source=f"feed:https://blog{n:02}.example/rss",
            at=at,
            state=state,
            message=f"https://blog{n:02}.example/rss said a|b; look again",
            retry_at=at + timedelta(hours=3) if state is State.WAIT else None,
        )
        for n, state in enumerate(states)
    ]
    return replace(records, asked=[*failed, Outcome(source="hackernews", at=at, state=State.OK)])


FAILURES = [state for state in State if not state.answered]


@pytest.mark.parametrize(
    ("language", "header", "rows"),
    [
        (
            "en",
            (
                "1 of 8 sources answered (1 asked to wait, 2 refused, 1 gave no answer, 1 had a server that failed, "
                "2 gave answers that could not be read; they are listed at the end of the page)"
            ),
            [
                "## Sources that did not answer",
                "",
                "| source | outcome | what happened |",
                "|---|---|---|",
                r"| `blog00.example` | asked to wait until 09:00 | `https://blog00.example/rss said a\|b` |",
                r"| `blog01.example` | refused | `https://blog01.example/rss said a\|b` |",
                r"| `blog04.example` | refused | `https://blog04.example/rss said a\|b` |",
            ],
        ),
        (
            "es",
            (
                "respondieron 1 de 8 fuentes (1 pidió esperar, 2 no lo permitieron, 1 no respondió, "
                "en 1 falló el servidor, 2 dieron respuestas que no se pudieron leer; "
                "la lista está al final de la página)"
            ),
            [
                "## Fuentes que no respondieron",
                "",
                "| fuente | resultado | qué pasó |",
                "|---|---|---|",
                r"| `blog00.example` | pidió esperar hasta las 09:00 h | `https://blog00.example/rss said a\|b` |",
                r"| `blog01.example` | no lo permitió | `https://blog01.example/rss said a\|b` |",
                r"| `blog04.example` | no lo permitió | `https://blog04.example/rss said a\|b` |",
            ],
        ),
    ],
)
def test_many_failures_are_counted_above_and_listed_below(
    records: Any, language: str, header: str, rows: list[str]
) -> None:
    states = [State.WAIT, State.REFUSED, State.DAMAGED, State.FAILED, State.REFUSED, State.DAMAGED, State.UNREACHABLE]
    lines = RENDER["md"](failing(records, states).page(DAY, language)).split("\n")
    assert header in lines[2]
    assert lines[lines.index(rows[0]) :][: len(rows)] == rows
    assert sum("said a" in line for line in lines) == len(states)


@pytest.mark.parametrize("language", LANGUAGES)
def test_few_failures_stand_in_the_line_above_alone(records: Any, language: str) -> None:
    states = FAILURES[:FAILURES_IN_LINE]
    printed = RENDER["md"](failing(records, states).page(DAY, language))
    assert printed.split("\n")[2].count(".example`") == len(states)
    assert words(language).say("failures_title") not in printed


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("state", FAILURES)
def test_every_way_to_fail_can_be_counted(state: State, number: int, language: str) -> None:
    assert str(number) in words(language).count(state.name.lower(), number)


# --- interests ---


@pytest.mark.parametrize("name", RENDER)
def test_interests_that_say_nothing_change_nothing(records: Any, name: str) -> None:
    nothing = {story.id: Interest() for story in records.told}
    page = records.page(DAY, "en", interests=nothing)
    assert RENDER[name](page) == RENDER[name](pages(records, "en")["digest"])


@pytest.mark.parametrize(
    ("language", "headings", "said", "header"),
    [
        ("en", ["Favourites", "Popular"], "in by your rule", "2 stories kept out by your rules"),
        ("es", ["Favoritas", "Populares"], "por su regla", "2 historias que sus reglas dejan fuera"),
    ],
)
def test_favourites_have_a_section_and_their_rule(
    records: Any, language: str, headings: list[str], said: str, header: str
) -> None:
    printed = RENDER["md"](pages(records, language)["interests"])
    found = re.findall(r"^## (.*)", printed, re.MULTILINE)
    assert [found[0], found[2]] == headings
    assert [heading[:3] for heading in (found[1], found[3])] == ["1. ", "2. "]
    assert printed.count(said) == 1
    assert f" · {said} `/air'?drop|<b>/`\n" in printed  # code holds no backtick
    assert header in printed.splitlines()[2]


@pytest.mark.parametrize(("language", "said"), [("en", "your rules let nothing in"), ("es", "no dejan pasar nada")])
def test_a_day_of_which_nothing_is_wanted_says_so(records: Any, language: str, said: str) -> None:
    out = {story.id: Interest(is_in=False) for story in records.told}
    printed = RENDER["md"](records.page(DAY, language, interests=out))
    assert said in printed
    assert "## " not in printed


# --- Markdown ---


@pytest.mark.parametrize(("language", "said"), [("en", "> **Sample data.**"), ("es", "> **Datos de muestra.**")])
def test_sample_data_says_so_above_and_below(records: Any, language: str, said: str) -> None:
    lines = RENDER["md"](pages(records, language)["sample"]).strip().split("\n")
    assert lines[2].startswith(said)
    assert lines[-1].startswith(said)
    assert said not in RENDER["md"](pages(records, language)["digest"])


def capitals(text: str) -> list[str]:
    """What looks like an acronym outside code and link targets."""
    return re.findall(r"\w*[A-Z]\w?[A-Z]\w*", re.sub(r"`[^`]*`|\]\([^)]*\)", "", text))


def test_the_words_of_the_frame_hold_no_acronym() -> None:
    for strings in (STRINGS, *FOLDER.glob("*.toml")):
        assert capitals("\n".join(re.findall(r'"([^"]*)"', strings.read_text(encoding="utf-8")))) == []
    for template in STRINGS.parent.glob("*.j2"):
        assert capitals(template.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_acronym_of_a_page_has_a_bracket_or_is_unknown_and_has_a_row(records: Any, language: str) -> None:
    for page in (page for page in pages(records, language).values() if page.acronyms == "first"):
        printed = RENDER["md"](page)
        for term in set(capitals(printed)):
            row = re.search(rf"^\| {term} \| (.*?) \|", printed, re.MULTILINE)
            assert row, term
            undecided = row[1] == words(language).say("unknown") or " o " in row[1] or " or " in row[1]
            first = re.search(rf"\b{term}\b.*", printed)
            assert undecided or (first and first[0].startswith(f"{term} [{row[1]}]"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_without_acronyms_has_them_only_in_quotations_and_tables(records: Any, language: str) -> None:
    printed = RENDER["md"](pages(records, language)["never"])
    kept = [line for line in printed.splitlines() if not line.startswith(("| ", "> "))]
    # undecided, and unknown: there is nothing to say in their place
    assert set(capitals("\n".join(kept))) == {"CP", "ZLQ"}
    assert words(language).say("legend_never") in printed
    label = words(language).say("without_acronyms", text="").strip()
    written_out = [line for line in printed.splitlines() if line.startswith(label)]
    assert len(written_out) == 2  # of the thread's quotations, one has nothing to write out
    for line in written_out:
        assert "[" not in line
        assert set(capitals(line)) <= {"ZLQ"}
    assert words(language).say("legend_never") not in RENDER["md"](pages(records, language)["digest"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_words(language: str) -> None:
    one, other = words("en"), words(language)
    for name in ("words", "one", "many", "countries", "fields"):
        assert list(getattr(one, name)) == list(getattr(other, name))
    for key in one.words:
        places = [set(re.findall(r"\{(\w+)\}", each.words[key])) for each in (one, other)]
        assert places[0] == places[1], key
    assert (len(other.weekdays), len(other.months)) == (7, 12)


def test_the_languages_are_those_that_have_a_file() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_glossary_begins_with_what_a_check_looks_for(language: str) -> None:
    assert fold(words(language).say("term")) in HEADERS


@pytest.mark.parametrize("language", LANGUAGES)
def test_categories_with_enough_rows_have_tables_of_their_own(records: Any, language: str) -> None:
    page = explain(records, language, pasted=True)
    assert isinstance(page, ExplanationPage)
    (thread,) = page.threads
    tables = (Section("Chips", thread.entries[:1]), Section(None, thread.entries[1:]))
    printed = RENDER["md"](replace(page, threads=(replace(thread, sections=tables),)))
    other = words(language).say("other_terms")
    assert printed.index("*Chips*\n\n| ") < printed.index("| TPU |") < printed.index(f"*{other}*\n\n| ")
    assert f"*{other}*" not in RENDER["md"](page)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://es.wikipedia.org/wiki/X", "Wikipedia"),
        ("https://en.wiktionary.org/wiki/X", "Wiktionary"),
        ("https://wikipedia.example/X", "encyclopedia"),
        ("https://wikipedia.org.evil.example/X", "encyclopedia"),
        ("https://[broken", "encyclopedia"),
        (None, "encyclopedia"),
    ],
)
def test_an_encyclopedia_has_its_name_and_licence(records: Any, url: str | None, name: str) -> None:
    row = Entry(term="ABC", kind=Kind.ACRONYM, expansion="a b c", provenance=Provenance.ENCYCLOPEDIA, evidence_url=url)
    page = pages(records, "en")["digest"]
    printed = RENDER["md"](with_entries(page, [row]))
    assert re.search(rf"^\| ABC \| a b c \| — \| \[?{name}\b", printed, re.MULTILINE)
    licence = words("en").say("licence")
    assert f"under the licence [{licence}](https://creativecommons.org/licenses/by-sa/4.0/)" in printed
    assert licence not in RENDER["md"](page)


@pytest.mark.parametrize(("language", "expected"), [("en", "(in English, a b c)"), ("es", "(en inglés, a b c)")])
def test_the_words_that_gave_an_acronym_its_letters_stand_beside_the_others(
    records: Any, language: str, expected: str
) -> None:
    row = Entry(term="ABC", kind=Kind.ACRONYM, expansion="x y", original="a b c", provenance=Provenance.LEXICON)
    printed = RENDER["md"](with_entries(pages(records, language)["digest"], [row]))
    assert f"| ABC | x y {expected} | — |" in printed


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "stale: Google Trends (Spain) since 20 November, `a*b.example` since 3 November"),
        (
            "es",
            "sin novedades: Google Trends (España) desde el 20 de noviembre, `a*b.example` desde el 3 de noviembre",
        ),
    ],
)
def test_stale_sources_stand_behind_those_that_did_not_answer(records: Any, language: str, expected: str) -> None:
    day = Day(DAY, UTC, words(language))
    old = {"google-trends:ES": 20, "feed:https://a*b.example/rss": 3}
    found = [stale(source, datetime(2026, 11, number, tzinfo=UTC), day) for source, number in old.items()]
    fresh, page = (records.page(DAY, language, stale=each) for each in ([], found))
    printed = {form: render(page) for form, render in RENDER.items()}
    assert RENDER["md"](fresh).replace(")\n", f") · {expected}\n", 1) == printed["md"]
    assert [each["source"]["key"] for each in json.loads(printed["json"])["stale"]] == list(old)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("hackernews", ("Hacker News", "", "")),
        ("mastodon:social.example", ("Mastodon", "social.example", "")),
        ("mastodon:http://192.168.1.5:3000", ("Mastodon", "192.168.1.5:3000", "")),
        ("google-trends:MX", ("Google Trends", "", "México")),
        ("google-trends:ZZ", ("Google Trends", "ZZ", "")),
        ("feed:https://blog.example/feed.xml", ("", "blog.example", "")),
        ("feed:http://[broken", ("", "http://[broken", "")),
        ("article:blog.example", ("Página web", "blog.example", "")),
        ("file", ("Texto pegado", "", "")),
        ("file:/home/ana/enlaces.txt", ("Archivo", "enlaces.txt", "")),
        ("carrier-pigeon:7", ("", "carrier-pigeon:7", "")),
        ("names", ("", "names", "")),
    ],
)
def test_a_source_is_called_what_readers_call_it(key: str, expected: tuple[str, str, str]) -> None:
    named = words("es").source(key)
    assert (named.name, named.place, named.country) == expected


MARKS = (
    "# > - * _ ` ``` ~~~ | \\ [x](http://evil.example) ![x](y) <script> </b> <!-- &lt; [x]: $a$ www.evil.example a@b.c "
    "{{ 7*7 }} {% raw %} {n} DP \u202e \u200b --- 1. |---| http://evil.example/|`"
)
SPACES = ["\n", "\n\n", " ", "    ", "\r", "\u2028"]
HOSTILE = st.lists(st.sampled_from([*MARKS.split(), *SPACES]) | st.text(max_size=4), max_size=10).map(
    lambda parts: f"w{''.join(parts)}w"
)


def hostile_page(text: str, language: str, shelf: type, manner: Manner = FIRST, *, failures: int = 1) -> ReportPage:
    """A digest of one thread and a line below it, in which everything that comes from outside is `text`."""
    noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
    source = f"feed:{clean_text(text)}"
    gloss = Gloss(start=0, end=1, term="w", expansion=text)
    said = Extract(
        source=source,
        post="t",
        start=0,
        end=len(text),
        text=text,
        author=text,
        url="https://x.example/",
        glosses=(gloss,),
    )
    other = said.model_copy(update={"start": 1000, "end": 1001, "text": f"w. {text}"})
    guesses = tuple(Alternative(expansion=text, confidence=0.1) for _ in range(3))
    common = {"kind": Kind.ACRONYM, "category": text}
    rows = (
        Entry(
            term=text,
            expansion=text,
            meaning=text,
            provenance=Provenance.THREAD,
            evidence_url="https://x.example/",
            **common,
        ),
        Entry(term=f"w{text}", alternatives=guesses, **common),
        Entry(term="w", expansion=text, **common),
    )
    explained = Explanation(
        source=source,
        thread="t",
        language=language,
        headline=said,
        about=(other,),
        entries=rows,
        question=other,
    )
    before = noon - timedelta(days=1)
    posts = [Post(source=source, external_id=each, thread="t", text=text, collected_at=noon) for each in ("t", "u")]
    posts += [Post(source=source, external_id=each, thread=each, text=text, collected_at=before) for each in "gh"]
    members = {**dict.fromkeys(map(str, range(31)), "t"), "going": "g", "updated": "ht"}
    told = [
        Story(id=name, title=text, members=tuple((source, each) for each in keys), first_seen=noon, last_seen=noon)
        for name, keys in members.items()
    ]
    seen = [Sighting(source=source, trend="g", rank=rank, seen_at=at) for rank, at in ((3, before), (2, noon))]
    old = explained.model_copy(
        update={"thread": "g", "headline": said.model_copy(update={"post": "g"}), "about": (), "question": None}
    )
    asked = [Outcome(source=f"mastodon:{text}{n}", at=noon, state=State.DAMAGED, message=text) for n in range(failures)]
    place = SeenOn(words(language).source(source), None, "https://x.example/")
    return shelf(told, posts, seen, [explained, old], asked).page(
        DAY,
        language,
        manner=manner,
        rising=[Rising(rows[0], is_new, 3, (place,)) for is_new in (True, False)],
    )


@cache
def harmless_shape(language: str, github: Any, shelf: type, manner: Manner) -> list[str]:
    shape: list[str] = github.shape(RENDER["md"](hostile_page("wow", language, shelf, manner)))
    return shape


@pytest.mark.parametrize("manner", [FIRST, NEVER], ids=lambda manner: manner.acronyms)
@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=50)
@given(text=HOSTILE)
def test_nothing_from_outside_changes_a_page(
    text: str, language: str, manner: Manner, github: Any, shelf: type
) -> None:
    printed = RENDER["md"](hostile_page(text, language, shelf, manner))
    assert github.shape(printed) == harmless_shape(language, github, shelf, manner)
    targets = {token.attrs["href"] for token in github.tokens(printed) if token.type == "link_open"}
    assert targets == {"https://x.example/"}


@settings(max_examples=50)
@given(text=HOSTILE)
def test_nothing_from_outside_changes_the_table_of_failures(text: str, github: Any, shelf: type) -> None:
    printed, harmless = (
        github.shape(RENDER["md"](hostile_page(each, "en", shelf, failures=FAILURES_IN_LINE + 1)))
        for each in (text, "wow")
    )
    assert printed == harmless


@settings(max_examples=50)
@given(text=HOSTILE)
def test_the_other_format_holds_the_text_itself(text: str, shelf: type) -> None:
    printed = json.loads(RENDER["json"](hostile_page(text, "en", shelf)))
    assert printed["items"][0]["title"]["text"] == text


# --- JSON ---


def keys(value: object, path: str = "") -> set[str]:
    if isinstance(value, dict):
        return {f"{path}{key}" for key in value}.union(*(keys(each, f"{path}{key}.") for key, each in value.items()))
    if isinstance(value, list):
        return set().union(*(keys(each, path) for each in value))
    return set()


@pytest.mark.parametrize("name", ["digest", "pasted", "never", "interests"])
def test_every_key_is_documented(records: Any, name: str) -> None:
    documented = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")
    found = json.loads(RENDER["json"](pages(records, "en")[name]))
    assert {key for key in keys(found) if f"`{key.rpartition('.')[2]}`" not in documented} == set()


def test_extracts_carry_their_offsets_and_posts(records: Any) -> None:
    item = json.loads(RENDER["json"](records.page(DAY, "en")))["items"][0]
    assert item["first_seen"] == "2026-11-24T06:00:00Z"
    texts = {post.external_id: post.text for post in records.posts}
    for extract in [item["title"], *item["description"], item["question"], item["in_one_line"]]:
        assert texts[extract["post"]][extract["start"] : extract["end"]] == extract["text"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["digest", "pasted"])
def test_more_rows_stand_at_the_end_and_are_counted(records: Any, name: str, language: str) -> None:
    page = pages(records, language)[name]
    row = Entry(term="ABC", kind=Kind.ACRONYM, expansion="a b c", provenance=Provenance.LEXICON)
    more = with_entries(page, [row, Entry(term="DEF", kind=Kind.ACRONYM)])
    assert (more.counts.explained, more.counts.unknown) == (page.counts.explained + 1, page.counts.unknown + 1)
    printed = RENDER["md"](more)
    assert printed.index(f"## {words(language).say('more_title')}") < printed.index("| ABC | a b c | — |")
    assert with_entries(page, []) == page
