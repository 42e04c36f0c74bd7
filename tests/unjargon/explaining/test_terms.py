"""Does `unjargon terms` keep its format, line by line?"""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.lexicon.lexicon import load_lexicon
from unjargon.explaining.batch import BadLine, BatchItem, given_item
from unjargon.explaining.terms import terms_line

Run = Callable[..., Any]
KEYS = "surface post start end kind expansion meaning category provenance confidence alternatives".split()


def jsonl(*items: object) -> bytes:
    return "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items).encode()


def answers(ran: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ran.out.splitlines()]


def surfaces(item: dict[str, Any]) -> list[str]:
    return [entry["surface"] for entry in item["terms"]]


def item(text: str = "GPU", **changes: object) -> dict[str, object]:
    return {"id": "1", "posts": [{"id": "p", "text": text}]} | changes


def test_one_answer_an_item_in_order_one_entry_a_mention(run: Run) -> None:
    ran = run("terms", given=jsonl(item("DP beats TP on a TPU", id="b"), item("nothing here", id="a"), item(id="c")))
    assert ran.status == 0
    assert ran.err == ""
    found = answers(ran)
    assert [(answer["id"], surfaces(answer)) for answer in found] == [
        ("b", ["DP", "TP", "TPU"]),
        ("a", []),
        ("c", ["GPU"]),
    ]
    assert list(found[0]) == ["id", "terms"]
    assert list(found[0]["terms"][0]) == KEYS
    assert found[0]["terms"][0] | {"meaning": "", "confidence": 0, "alternatives": []} == {
        "surface": "DP",
        "post": "p",
        "start": 0,
        "end": 2,
        "kind": "acronym",
        "expansion": "data parallelism",
        "meaning": "",
        "category": "parallelism",
        "provenance": "lexicon",
        "confidence": 0,
        "alternatives": [],
    }
    assert all(set(other) == {"expansion", "confidence"} for other in found[0]["terms"][0]["alternatives"])


def test_the_posts_of_an_item_are_one_context(run: Run) -> None:
    posts = [{"id": 1, "text": "We call it quirk-free batch scheduling (QFBS)."}, {"id": 2, "text": "I like QFBS."}]
    found = answers(run("terms", given=jsonl({"id": "x", "posts": posts}, item("And QFBS?"))))
    assert [(e["post"], e["expansion"], e["provenance"]) for e in found[0]["terms"]] == [
        (1, "quirk-free batch scheduling", "thread"),
        (2, "quirk-free batch scheduling", "thread"),
    ]
    assert [(e["expansion"], e["provenance"], e["meaning"]) for e in found[1]["terms"]] == [(None, None, None)]


@pytest.mark.parametrize(
    ("flags", "changes", "expansion"),
    [
        ((), {}, "unidad de procesamiento gráfico (graphics processing unit)"),
        ((), {"lang": "en"}, "graphics processing unit"),
        ((), {"lang": None}, "unidad de procesamiento gráfico (graphics processing unit)"),
        ((), {"lang": "tlh"}, "unidad de procesamiento gráfico (graphics processing unit)"),
        (("--lang", "es"), {"lang": "en"}, "unidad de procesamiento gráfico (graphics processing unit)"),
        (("--lang", "en"), {}, "graphics processing unit"),
    ],
)
def test_the_language_is_the_flags_else_the_items_else_the_detected(
    run: Run, flags: tuple[str, ...], changes: dict[str, object], expansion: str
) -> None:
    text = "El programa se ejecuta en la GPU porque así los cálculos terminan mucho antes que en la placa."
    [found] = answers(run("terms", *flags, given=jsonl(item(text, **changes))))
    assert [entry["expansion"] for entry in found["terms"]] == [expansion]


def test_the_title_is_read_with_the_posts_and_named_title(run: Run) -> None:
    [found] = answers(run("terms", given=jsonl(item("A TPU", title="A GPU"))))
    assert [(entry["surface"], entry["post"]) for entry in found["terms"]] == [("GPU", "title"), ("TPU", "p")]


def test_posts_with_one_id_are_all_read(run: Run) -> None:
    posts = [{"id": "title", "text": "GPU"}, {"id": "title", "text": "a TPU"}]
    [found] = answers(run("terms", given=jsonl({"id": 1, "title": "an NPU", "posts": posts})))
    assert [(e["surface"], e["start"]) for e in found["terms"]] == [("NPU", 3), ("GPU", 0), ("TPU", 2)]


def test_offsets_are_characters_of_the_text_as_given(run: Run) -> None:
    text = "e\u0301 😀\u2028\r\n\x00\u202e GPU, TPU"  # not in NFC, beyond the first plane, with controls
    [found] = answers(run("terms", given=json.dumps(item(text)).encode()))
    assert surfaces(found) == ["GPU", "TPU"]
    assert [text[entry["start"] : entry["end"]] for entry in found["terms"]] == ["GPU", "TPU"]


@pytest.mark.parametrize("key", [7, "7", -1, 10**60, "", " ", "ñ\n\u2028", "title"])
def test_ids_come_back_as_they_were_given(run: Run, key: object) -> None:
    ran = run("terms", given=jsonl({"id": key, "posts": [{"id": key, "text": "GPU"}]}))
    [found] = answers(ran)
    assert (found["id"], found["terms"][0]["post"]) == (key, key)
    assert ran.status == 0


@pytest.mark.parametrize(
    "given",
    [
        {"id": 1, "posts": [], "score": 10**400, "user": {"a": [None]}},
        {"id": 1, "title": None, "lang": None, "posts": [{"id": 1, "text": None, "score": 1e300}]},
        {"id": 1, "title": "", "posts": [{"id": 1, "text": ""}]},
    ],
    ids=["unknown keys", "nulls", "empty"],
)
def test_what_says_nothing_is_answered_with_nothing(run: Run, given: object) -> None:
    assert run("terms", given=jsonl(given)) == (0, '{"id": 1, "terms": []}\n', "")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"not JSON", "Invalid JSON"),
        (b"{", "Invalid JSON"),
        (b'{"id": 1, "posts": []} {}', "Invalid JSON"),
        (b"[]", "Input should be an object"),
        (b'"GPU"', "Input should be an object"),
        (b"null", "Input should be an object"),
        (b"{}", "id: Field required"),
        (b'{"id": 1}', "posts: Field required"),
        (b'{"id": 1, "posts": null}', "posts: Input should be a valid array"),
        (b'{"id": null, "posts": []}', "id: an id is a string or a whole number"),
        (b'{"id": true, "posts": []}', "id: an id is a string or a whole number"),
        (b'{"id": 1.5, "posts": []}', "id: an id is a string or a whole number"),
        (b'{"id": 1, "posts": ["GPU"]}', "posts.0: Input should be an object"),
        (b'{"id": 1, "posts": [{"id": 1, "text": 5}]}', "posts.0.text: Input should be a valid string"),
        (b'{"id": 1, "posts": [{"id": 1, "text": "\\ud800"}]}', "Invalid JSON"),
        (b'{"id": "\xff", "posts": []}', "Invalid JSON"),
        (b"[" * 100_000, "Invalid JSON: recursion limit exceeded"),
        (b'{"id": ' + b"9" * 10_000 + b', "posts": []}', "Invalid JSON: number out of range"),
        ('{"id": 1, "posts": []}'.encode("utf-16"), "Invalid JSON"),
    ],
    ids=range(19),
)
def test_a_bad_line_is_named_and_skipped_and_the_rest_is_done(run: Run, line: bytes, said: str) -> None:
    ran = run("terms", given=jsonl(item(id="before")) + b"\n" + line + b"\n" + jsonl(item(id="after")))
    assert ran.status == 1
    assert [answer["id"] for answer in answers(ran)] == ["before", "after"]
    assert ran.err.startswith("line 3 is skipped: ")
    assert said in ran.err
    assert ran.err.count("\n") == 1


def test_blank_lines_a_mark_before_the_first_line_and_no_end_of_the_last_do_no_harm(run: Run) -> None:
    given = b"\xef\xbb\xbf" + jsonl(item(id=1)) + b"\r\n  \n" + jsonl(item(id=2)).rstrip()
    ran = run("terms", given=given)
    assert (ran.status, [answer["id"] for answer in answers(ran)]) == (0, [1, 2])


def test_nothing_gives_nothing(run: Run) -> None:
    assert run("terms") == (0, "", "")


def test_the_store_is_read_only_if_it_is_named(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("define", "GPU", "great purple unicorn", "--meaning", "An animal.", "--db", "own.db").status == 0
    monkeypatch.setenv("UNJARGON_DB", "own.db")
    (here / "unjargon.toml").write_text('store = "own.db"')
    given = jsonl(item("A GPU is needed for this."))
    [[without], [within]] = (
        [a["terms"] for a in answers(run("terms", *f, given=given))] for f in ((), ("--db", "own.db"))
    )
    assert without[0]["expansion"] == "graphics processing unit"
    assert (within[0]["expansion"], within[0]["provenance"]) == ("great purple unicorn", "reader")
    assert within[0]["meaning"] == "An animal."


def test_a_store_that_is_named_and_not_there_is_not_made(run: Run, here: Path) -> None:
    ran = run("terms", "--db", "nowhere.db", given=jsonl(item()))
    assert (ran.status, ran.out) == (1, "")
    assert "There is no store at nowhere.db" in ran.err
    assert not (here / "nowhere.db").exists()


def test_an_encoding_that_cannot_hold_the_text_still_gives_json(run: Run) -> None:
    ran = run("terms", given=jsonl(item("GPU", id="ñ 😀")), encoding="ascii")
    assert answers(ran)[0]["id"] == "ñ 😀"


texts = st.text(st.sampled_from("GPUTDAI abe.,()[]$1\n😀é\u0301\u202e|*`<&"), max_size=60)


@settings(max_examples=60)
@given(st.lists(texts, max_size=3), st.none() | texts)
def test_every_mention_slices_back_to_itself(posts: list[str], title: str | None) -> None:
    found = {"id": 1, "title": title, "posts": [{"id": n, "text": text} for n, text in enumerate(posts)]}
    answered = json.loads(terms_line(given_item(json.dumps(found).encode(), BatchItem), load_lexicon()))
    for entry in answered["terms"]:
        text = title if entry["post"] == "title" else posts[entry["post"]]
        assert text is not None
        assert text[entry["start"] : entry["end"]] == entry["surface"]
        assert entry["kind"] in ("acronym", "jargon", "ticker", "name")
        assert (entry["confidence"] is None) == (entry["provenance"] is None)


@given(st.binary(max_size=60))
def test_any_bytes_are_an_item_or_a_bad_line(line: bytes) -> None:
    with suppress(BadLine):
        assert isinstance(given_item(line, BatchItem), BatchItem)
