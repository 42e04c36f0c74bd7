"""What does a source declare that exists in a test only?"""

from datetime import timedelta

from collector.source import Declaration


def made_up(kind: str) -> Declaration:
    """A source that is due every half hour."""
    return Declaration(
        kind=kind,
        title=kind.title(),
        form=kind,
        interval=timedelta(minutes=30),
        unchanged=timedelta(days=1),
        example=kind,
        described=(),
        template=(),
    )
