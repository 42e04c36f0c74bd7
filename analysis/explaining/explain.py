"""How does a thread or trend read in plain words?

Pure. An explanation is made of extracts, verbatim and with their post, and of a glossary; nothing is paraphrased, so
nothing can be made up.
"""

from collections.abc import Mapping, Sequence

from analysis.explaining.entries import glossary
from analysis.explaining.extracts import about, central, extract_of, latest, without_question
from analysis.lexicon.lexicon import Lexicon
from analysis.senses.choose import Choice
from analysis.talk.passages import Passage
from analysis.talk.question import question
from analysis.talk.summary import in_one_line
from analysis.talk.tree import ThreadNode
from analysis.text.sentences import body_start
from db.models import Explanation, Extract


def explanation_of(
    nodes: Sequence[ThreadNode],
    choices: Mapping[str, Sequence[Choice]],
    languages: Mapping[str, str],
    *,
    language: str,
    lexicon: Lexicon,
) -> Explanation:
    """The explanation of a thread, in `language`. `choices` and `languages` are by the posts' external ids."""
    root = nodes[0].post
    asked = question(nodes, languages) if len(nodes) > 1 or body_start(root) < len(root.text) else None
    told = [without_question(passage, asked) for passage in about(nodes, asked)]
    short = in_one_line(nodes) or central(nodes, [*told, *([asked] if asked else [])])

    def extract(passage: Passage | None) -> Extract | None:
        return extract_of(passage, choices[passage.post.external_id], language) if passage else None

    return Explanation(
        source=root.source,
        thread=root.thread,
        language=language,
        headline=extract(Passage(root, 0, len(root.title)))
        if root.title and root.text.startswith(root.title)
        else None,
        about=tuple(e for e in map(extract, told) if e),
        entries=tuple(glossary([c for node in nodes for c in choices[node.post.external_id]], language, lexicon)),
        question=extract(asked),
        in_one_line=extract(short),
        truncated=root.text.rstrip().endswith((":", ",", "...", "…")) and len(nodes) == 1,
        latest=tuple(e for e in map(extract, latest(nodes)) if e),
    )
