"""What did the sources declare? In the order of SOURCES."""

from collector.source import Declaration


def declarations() -> tuple[Declaration, ...]:
    """Those of all sources; for what the sources themselves ask, once they are loaded."""
    from collector.sources import SOURCES  # noqa: PLC0415 - a saved file is a source, and may hold what any source gives

    return tuple(source.declared for source in SOURCES)
