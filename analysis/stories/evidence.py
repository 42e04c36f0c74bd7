"""How much speaks for it that two tellings, in one language or two, are about the same event?

Pure. What both are about is evidence, the more the rarer it is: in nats, by how many texts would mention it anyhow (the
lists of wordfreq; Speer, 2022) and how many open stories do. An event has who, what and how much: words alone are a
topic, and a name alone is all that ever happens to its bearer. Other names and other versions speak against it.
"""

import math
from collections.abc import Collection, Iterable, Mapping

from analysis.stories.features import Feature, Trait

CORE = 2.0  # nats: a name or number that says as much must be shared
ALONE = 6.0  # nats: a name that hardly any list has, in both titles, needs nothing beside it
ENOUGH_EVIDENCE = 4.5  # nats: a name that hardly any list has, and one thing more
A_DAY = 3.0  # nats: as much again is needed for each day between two tellings
SAME_LINK = 30.0
OTHER_NAMES, OTHER_VERSION = 2.0, 15.0  # what speaks against it
ASKS = (0.0, 2.0, 30.0)  # nats: as much more is needed where one only asks or discusses; two that do are two
LEAST = 0.2  # of prominence in both: what both mention in passing is nothing

_USUAL = 3.0  # nats: what one text in twenty mentions is no evidence
_IMAGINED = 300.0  # stories, in which things are mentioned as usual
_MOST = {
    Trait.NAME: 7.0,
    Trait.NUMBER: 7.0,
    Trait.TERM: 3.0,
    Trait.WORD: 3.5,
}  # nats: no single one says more
_ALL = {
    Trait.NAME: 7.5,
    Trait.NUMBER: 8.0,
    Trait.TERM: 3.0,
    Trait.WORD: 8.0,
}  # nats: of one kind, however many
_FURTHER = {
    Trait.NAME: 0.5,
    Trait.NUMBER: 0.6,
    Trait.TERM: 0.5,
    Trait.WORD: 0.7,
}  # of its worth: each after the first


def weight(feature: Feature, others: int, stories: int) -> float:
    """How many nats it is worth that two tellings mention it, where so many other of the open stories do."""
    share = (others + _IMAGINED * feature.usual) / (stories + _IMAGINED)
    return min(_MOST[feature.kind], max(0.0, -math.log(share) - _USUAL))


def worth(weights: Mapping[Feature, float], *, whole: bool = False, bare: bool = True) -> float:
    """How many nats it is worth in all that two tellings share these; nothing where it is no event."""
    weights = _each_name_once(weights)
    by_kind: dict[Trait, list[float]] = {kind: [] for kind in Trait}
    core = 0.0
    for feature, nats in weights.items():
        if nats > 0:
            by_kind[feature.kind].append(nats)
        if feature.kind is Trait.NUMBER or (feature.kind is Trait.NAME and not feature.name.startswith("=")):
            core = max(core, nats)
    if (core < CORE and not whole) or (len(weights) < 2 and (core < ALONE or not bare)):
        return 0.0
    return sum(
        min(_ALL[kind], sum(nats * _FURTHER[kind] ** place for place, nats in enumerate(sorted(some, reverse=True))))
        for kind, some in by_kind.items()
    )


def _each_name_once(weights: Mapping[Feature, float]) -> Mapping[Feature, float]:
    """Without the words of a name of several: Tesla, Model, S and Tesla Model are one name, not four."""
    kept: dict[Feature, float] = {}
    said: set[str] = set()
    for feature in sorted(weights, key=lambda each: (" " not in each.name, -weights[each], each.name)):
        parts = set(feature.name.removeprefix("=").split())
        if feature.kind is Trait.TERM or said.isdisjoint(parts):
            kept[feature] = weights[feature]
            if " " in feature.name:
                said |= parts
    return kept


def against(
    one: Mapping[str, Feature],
    other: Mapping[str, Feature],
    versions: Iterable[tuple[Collection[str], Collection[str]]],
) -> float:
    """What speaks against two tellings that are about these: other names, or another version of a shared name."""
    mine, theirs = (
        {name for name, each in some.items() if each.kind is Trait.NAME and " " not in name} for some in (one, other)
    )
    doubt = OTHER_NAMES if mine and theirs and not (mine & other.keys() or theirs & one.keys()) else 0.0
    if any(not set(these) & set(those) for these, those in versions):
        doubt += OTHER_VERSION
    return doubt
