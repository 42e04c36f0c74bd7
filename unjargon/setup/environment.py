"""How are commands typed in the environment that unjargon runs in?"""

import shlex
import shutil
import sys
import sysconfig
from importlib.metadata import PackageNotFoundError, requires
from importlib.util import find_spec
from pathlib import Path

from unjargon.errors import Unusable

ROOT = Path(__file__).resolve().parents[2]


def program() -> str:
    """`unjargon`, where the shell finds this one by its name; else its path."""
    script = shutil.which("unjargon", path=sysconfig.get_path("scripts"))
    if script is None:
        return shlex.join([sys.executable, "-m", "unjargon"])
    found = shutil.which("unjargon")
    # uv and pipx put a link to it where the shell looks
    return "unjargon" if found and Path(found).resolve() == Path(script).resolve() else shlex.quote(script)


def installer() -> list[str]:
    """The command that installs into this environment. Raises Unusable where there is none.

    Environments made by `python -m venv` have pip, those of uv have not, and those of pipx may have it or not.
    """
    if find_spec("pip"):
        return [sys.executable, "-m", "pip", "install"]
    if shutil.which("uv"):
        return ["uv", "pip", "install", "--python", sys.executable]
    if (Path(sys.prefix) / "pipx_metadata.json").is_file() and shutil.which("pipx"):
        return ["pipx", "runpip", Path(sys.prefix).name, "install"]
    raise Unusable(
        "nothing can be installed here: there is neither pip nor uv; "
        f"get one first: {shlex.join([sys.executable, '-m', 'ensurepip'])}"
    )


def requirements(extra: str) -> list[str]:
    """What an extra of ours asks for, as `name>=version`; nothing where unjargon is not installed as a package."""
    try:
        declared = requires("unjargon") or []
    except PackageNotFoundError:
        return []
    parts = [line.partition(";") for line in declared]
    return [wanted.strip() for wanted, _, marker in parts if marker.replace('"', "'").strip() == f"extra == '{extra}'"]
