"""Do the printed pages read as they should?

The pages beside this file were read by a person. To change them: print them anew, read them, save them.
"""

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from db.languages import PAGE_LANGUAGES
from db.models import (
    Entry,
    Kind,
    Provenance,
)
from reports.explanation import explanation_page
from reports.formats import FORMATS
from reports.glossing import Manner, Uninflected
from reports.order import Interest
from reports.page import ReportPage, Room, with_entries
from reports.words import LANGUAGE_FILES, STRINGS, page_words

PAGES = Path(__file__).parent / "pages"
DAY = date(2026, 11, 24)
RENDER: dict[str, Callable[[ReportPage], str]] = {each.name: each.render for each in FORMATS}


FIRST, NEVER = (Manner(acronyms, Uninflected()) for acronyms in ("first", "never"))


def explain(records: Any, language: str, *, pasted: bool) -> ReportPage:
    """The coin as a trend and the discussion as a thread, pasted or from their sources."""
    chosen = [e for e in records.explained if e.language == language and e.thread in ("floof", "901")]
    if not pasted:
        return explanation_page(
            [e for e in chosen if e.source == "hackernews"],
            records.posts_of([("hackernews", "901")]),
            language,
            titles=records.titles,
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


@pytest.mark.parametrize("language", PAGE_LANGUAGES)
@pytest.mark.parametrize("name", ["digest", "pasted", "thread", "never", "interests"])
def test_the_page_reads_as_the_one_that_was_read(records: Any, name: str, language: str) -> None:
    expected = (PAGES / f"{name}-{language}.md").read_text(encoding="utf-8")
    assert RENDER["md"](pages(records, language)[name]) == expected


# --- every format ---


@pytest.mark.parametrize("language", PAGE_LANGUAGES)
@pytest.mark.parametrize("name", RENDER)
def test_a_format_prints_every_kind_of_page(records: Any, name: str, language: str) -> None:
    for page in pages(records, language).values():
        printed = RENDER[name](page)
        assert printed == RENDER[name](page)
        assert printed == printed.strip() + "\n"
        assert "simplicity" in printed
        printed.encode()


@pytest.mark.parametrize("language", PAGE_LANGUAGES)
@pytest.mark.parametrize("name", RENDER)
def test_a_format_prints_a_day_without_anything(records: Any, name: str, language: str) -> None:
    page = records.page(date(2020, 1, 1), language)
    assert RENDER[name](page).strip()
    assert RENDER[name](explanation_page([], {}, language)).strip()


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
    found = re.findall(r"^##+ (.*)", printed, re.MULTILINE)
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
    for strings in (STRINGS, *LANGUAGE_FILES.glob("*.toml")):
        assert capitals("\n".join(re.findall(r'"([^"]*)"', strings.read_text(encoding="utf-8")))) == []
    for template in STRINGS.parent.glob("*.j2"):
        assert capitals(template.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("language", PAGE_LANGUAGES)
def test_each_acronym_of_a_page_has_a_bracket_or_is_unknown_and_has_a_row(records: Any, language: str) -> None:
    for page in (page for page in pages(records, language).values() if page.acronyms == "first"):
        printed = RENDER["md"](page)
        for term in set(capitals(printed)):
            row = re.search(rf"^\| {term} \| (.*?) \|", printed, re.MULTILINE)
            assert row, term
            undecided = row[1] == page_words(language).say("unknown") or " o " in row[1] or " or " in row[1]
            first = re.search(rf"\b{term}\b.*", printed)
            assert undecided or (first and first[0].startswith(f"{term} [{row[1]}]"))


@pytest.mark.parametrize("language", PAGE_LANGUAGES)
def test_a_page_without_acronyms_has_them_only_in_quotations_and_tables(records: Any, language: str) -> None:
    printed = RENDER["md"](pages(records, language)["never"])
    kept = [line for line in printed.splitlines() if not re.match(r"\s*(\| |> |- |\*\*)", line)]
    # undecided: there is nothing to say in its place; a Spanish page leaves an English headline in English
    assert set(capitals("\n".join(kept))) == ({"CP"} if language == "en" else {"CP", "DP", "TPU"})
    assert page_words(language).say("legend_never") in printed
    label = page_words(language).say("without_acronyms", text="").strip()
    written_out = [line.partition(label)[2] for line in printed.splitlines() if label in line]
    assert len(written_out) == (3 if language == "en" else 0)  # of six quotations; never in two languages at once
    for line in written_out:
        assert "[" not in line
        assert set(capitals(line)) <= {"ZLQ"}
    assert page_words(language).say("legend_never") not in RENDER["md"](pages(records, language)["digest"])


@pytest.mark.parametrize("language", PAGE_LANGUAGES)
def test_categories_with_enough_rows_have_tables_of_their_own(records: Any, language: str) -> None:
    page = explain(records, language, pasted=True)
    chips = [Entry(term=term, kind=Kind.ACRONYM, expansion="x", category="Chips") for term in ("ABC", "DEF", "GHI")]
    printed = RENDER["md"](with_entries(page, chips))
    other = page_words(language).say("other_terms")
    assert printed.index("*Chips*\n\n| ") < printed.index("| ABC |") < printed.index(f"*{other}*\n\n| ")
    assert printed.index(f"*{other}*\n\n| ") < printed.index("| TPU |")
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
    licence = page_words("en").say("licence")
    assert f"under the licence [{licence}](https://creativecommons.org/licenses/by-sa/4.0/)" in printed
    assert licence not in RENDER["md"](page)


@pytest.mark.parametrize(("language", "expected"), [("en", "(in English, a b c)"), ("es", "(en inglés, a b c)")])
def test_the_words_that_gave_an_acronym_its_letters_stand_beside_the_others(
    records: Any, language: str, expected: str
) -> None:
    row = Entry(term="ABC", kind=Kind.ACRONYM, expansion="x y", original="a b c", provenance=Provenance.LEXICON)
    printed = RENDER["md"](with_entries(pages(records, language)["digest"], [row]))
    assert f"| ABC | x y {expected} | — |" in printed


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
    for extract in (
        quote["extract"] for quote in [item["title"], *item["description"], item["outcome"], item["in_one_line"]]
    ):
        assert texts[extract["post"]][extract["start"] : extract["end"]] == extract["text"]


@pytest.mark.parametrize("language", PAGE_LANGUAGES)
@pytest.mark.parametrize("name", ["digest", "pasted"])
def test_more_rows_stand_at_the_end_and_are_counted(records: Any, name: str, language: str) -> None:
    page = pages(records, language)[name]
    row = Entry(term="ABC", kind=Kind.ACRONYM, expansion="a b c", provenance=Provenance.LEXICON)
    more = with_entries(page, [row, Entry(term="DEF", kind=Kind.ACRONYM)])
    assert (more.counts.explained, more.counts.unknown) == (page.counts.explained + 1, page.counts.unknown + 1)
    printed = RENDER["md"](more)
    assert printed.index("| TPU |") < printed.index("| ABC | a b c | — |") < printed.index("| DEF |")
    assert with_entries(page, []) == page


def test_more_rows_change_no_count_of_stories(records: Any) -> None:
    page = records.page(DAY, "en", room=Room(1, 0))
    more = with_entries(page, [Entry(term="DEF", kind=Kind.ACRONYM)])
    assert page.unlisted
    assert (more.counts.stories, more.counts.threads) == (page.counts.stories, page.counts.threads)
