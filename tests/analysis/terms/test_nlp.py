"""The component `acronyms` works in anybody's pipeline."""

from pathlib import Path

import spacy


def test_component_sets_acronyms_and_spans_and_survives_the_disk(tmp_path: Path) -> None:
    nlp = spacy.blank("es")
    nlp.add_pipe("acronyms")
    nlp.to_disk(tmp_path / "pipeline")
    doc = spacy.load(tmp_path / "pipeline")("la inteligencia artificial (IA) crece")
    assert [(a.surface, a.long_form) for a in doc._.acronyms] == [("IA", "inteligencia artificial")]
    assert [span.text for span in doc.spans["acronyms"]] == ["IA"]


def test_the_language_can_be_given() -> None:
    nlp = spacy.blank("xx")
    nlp.add_pipe("acronyms", config={"language": "en"})
    assert nlp("THE CPU IS HOT")._.acronyms == []
    assert [a.surface for a in nlp("one CPU here")._.acronyms] == ["CPU"]
