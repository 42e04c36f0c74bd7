"""What do rankings and pages want to know that the sources declare, or the settings say instead?"""

from reports.words import Titles
from unjargon.settings import Settings


def weights(settings: Settings) -> dict[str, float]:
    """How much the ranks of each source of the settings count: those that are bought, nothing unless it is said."""
    from collector.sources import declaration

    def unsaid(name: str) -> float:
        declared = declaration(name)
        return 0.0 if declared and declared.is_promoted else 1.0

    own = settings.sources or ()
    return {each.name: unsaid(each.name) if each.weight is None else each.weight for each in own}


def titles(settings: Settings | None = None) -> Titles:
    """What people call each kind of source, and what the reader calls single ones."""
    from collector.sources import SOURCES

    kinds = [source.declared for source in SOURCES if source.declared.title]
    return Titles(
        kinds={each.kind: each.title for each in kinds},
        promoted=tuple(each.kind for each in kinds if each.is_promoted),
        own=own_titles(settings) if settings else {},
    )


def own_titles(settings: Settings) -> dict[str, str]:
    """What the reader calls single sources, by the names that the store has."""
    return {_stored(each.name): each.title for each in settings.sources or () if each.title}


def _stored(name: str) -> str:
    """The name as the store has it, of several that mean the same."""
    from collector.sources import source_named

    try:
        return source_named(name).name
    except ValueError:  # which is said where it is asked
        return name
