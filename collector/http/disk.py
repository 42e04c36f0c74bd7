"""How is a file of the reader's own read: only a file, and none that is too large?"""

import os
from collections.abc import Callable
from pathlib import Path

from collector.errors import Refused, TooLarge, Unreachable

Disk = Callable[[Path, int], bytes]  # the file, and the most bytes of it; `own_file` is one


def own_file(path: Path, most: int) -> bytes:
    """What the file holds, which is at most `most` bytes. `~` is the reader's home.

    Raises Unreachable for a file that is not there, Refused for what may not be read or is no file, TooLarge.
    """
    try:
        found = path.expanduser()
        if found.exists() and not found.is_file():  # what is no file, such as a pipe, may never end
            raise Refused(f"{path.name} is no file; name one", url=f"file:{path}")
        with found.open("rb") as file:
            content, size = file.read(most + 1), os.fstat(file.fileno()).st_size
    except PermissionError as error:
        raise Refused(f"{path.name} may not be read; check its permissions", url=f"file:{path}") from error
    except (OSError, ValueError, RuntimeError) as error:  # the last for a home that there is not
        reason = getattr(error, "strerror", None) or error
        raise Unreachable(f"{path.name} cannot be read ({reason}); check the path", url=f"file:{path}") from error
    if len(content) > most:
        raise too_large(path.name, size, most)
    return content


def too_large(name: str, size: int, most: int) -> TooLarge:
    """The error for a file of more bytes than we read."""
    megabytes = f"{size // 1_000_000} MB, at most {most // 1_000_000} MB are read"
    return TooLarge(f"{name} has {megabytes}; split it", url=name)
