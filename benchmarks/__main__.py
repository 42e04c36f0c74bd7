"""Runs the benchmarks that are named, else all: `python -m benchmarks [NAME…]`; prints a Markdown table for each."""

import sys
from importlib import import_module

BENCHMARKS = ("commands", "hackernews", "digest", "acronyms", "senses", "prose", "stories", "day", "bursts", "accounts")


def main() -> int:
    """Exit 2 for a name that is none."""
    names = sys.argv[1:] or BENCHMARKS
    unknown = set(names) - set(BENCHMARKS)
    if unknown:
        print(f"there is no benchmark {', '.join(sorted(unknown))}; there are: {', '.join(BENCHMARKS)}")
        return 2
    for name in names:
        module = import_module(f"benchmarks.{name}")
        print(f"\n## {name}: {(module.__doc__ or '').splitlines()[0]}\n")
        print("| what | figure | must hold |\n|---|---|---|")
        for what, figure, bound in module.measure():
            print(f"| {what} | {figure} | {bound} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
