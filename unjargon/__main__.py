"""`python -m unjargon` is `unjargon`, and no `db.py` or `analysis/` of the folder that it is typed in counts.

`python -m` puts that folder before what is installed (unless it is given -P or -I); and our packages have common names.
"""

import sys
from pathlib import Path

if __name__ == "__main__":
    if not sys.flags.safe_path and Path(sys.path[0]) != Path(__file__).resolve().parents[1]:
        del sys.path[0]

    from unjargon.cli import main

    main()
