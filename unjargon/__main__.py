"""`python -m unjargon` is `unjargon`."""

from unjargon.cli import main

if __name__ == "__main__":
    main()
