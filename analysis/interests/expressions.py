"""Does a regular expression fit somewhere in a text, in time that grows with the text and no faster?

Pure. Python's `re` tries one way after another, and in `(a+)+b` or `\\w*\\w*\\w*!` there are more ways than there is
time. Here only whether some way fits is asked, so all ways are followed at once, one character after another (Thompson,
CACM 1968), and the sets of places that were met are kept for the next text. That needs no clock, which would give other
answers on other machines, and no expression is refused for its repetitions.

The syntax is that of `re` with IGNORECASE and MULTILINE, without what looks back or ahead (references, (?=...),
(?<=...)), names and flags.
"""

import re
import warnings
from collections import deque
from collections.abc import Callable
from functools import lru_cache
from itertools import chain
from typing import NamedTuple, TypeAlias

LONGEST_EXPRESSION = 200  # characters of an expression
_MOST_STATES = 300  # of an expression, with all its repetitions written out
_KEPT_SETS, _KEPT_STEPS = 1_000, 20_000  # that one expression remembers

_TOKEN = re.compile(
    r"(?P<open>\((?:\?:|(?!\?)))"
    r"|(?P<close>\))"
    r"|(?P<either>\|)"
    r"|(?P<times>(?:[*+?]|\{(?:\d+|\d*,\d*)\})\??)"  # the shortest way fits where the longest does
    r"|(?P<place>\^|\$|\\[bB])"
    r"|(?P<one>\.|\[\^?\]?(?:\\.|[^\]\\])*\]"
    r"|\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|[dDsSwWtn]|[^a-zA-Z\d])|[^\\()|*+?^$\[])",
    re.DOTALL,
)
_FOUND = -1
_EDGE, _SIGN, _LETTER = range(3)  # what stands beside a place: a line's end, a sign, what words are made of

_Holds: TypeAlias = Callable[[int, int], bool]
_PLACES: dict[str, _Holds] = {
    "^": lambda before, _: before == _EDGE,
    "$": lambda _, after: after == _EDGE,
    r"\b": lambda before, after: (before == _LETTER) != (after == _LETTER),
    r"\B": lambda before, after: (before == _LETTER) == (after == _LETTER),
}


class Expression:
    """An expression, ready for texts. Raises ValueError, which says what is wrong and what to write instead."""

    def __init__(self, pattern: str) -> None:
        self._program = _Program()
        self._start = self._program.link(_read(pattern), _Program.END)
        self._forget()

    def fits(self, text: str) -> bool:
        """Whether it fits somewhere in the text. Case makes no difference; ^ and $ are the ends of a line."""
        place = 0
        for character in chain(text, ("",)):
            then = self._steps[place].get(character)
            place = self._step(place, character) if then is None else then
            if place == _FOUND:
                return True
        return False

    def _forget(self) -> None:
        """Remembers no set of states but the first, which is that of a text's beginning."""
        self._sets = [(frozenset({self._start}), _EDGE)]
        self._numbers = {self._sets[0]: 0}
        self._steps: list[dict[str, int]] = [{}]
        self._kept = 0

    def _step(self, place: int, character: str) -> int:
        """The set of states to which a character leads; it may fit from each place on, so the start is always there."""
        states, before = self._sets[place]
        after = _side(character)
        reached = self._program.reached(states, before, after)
        if _Program.END in reached:
            self._steps[place][character] = _FOUND
            return _FOUND
        found = (self._program.after(reached, character) | {self._start}, after)
        if len(self._sets) >= _KEPT_SETS or self._kept >= _KEPT_STEPS:
            self._forget()
            return self._number(found)
        then = self._steps[place][character] = self._number(found)
        self._kept += 1
        return then

    def _number(self, found: tuple[frozenset[int], int]) -> int:
        number = self._numbers.setdefault(found, len(self._sets))
        if number == len(self._sets):
            self._sets.append(found)
            self._steps.append({})
        return number


# --- the states that an expression goes through ----------------------------------------------------------------------


class _One(NamedTuple):
    """A state that takes one character."""

    takes: re.Pattern[str]
    then: int


class _Gate(NamedTuple):
    """A state that takes none, and is passed where something holds."""

    holds: _Holds
    then: int


class _Fork(NamedTuple):
    """A state from which there are several ways."""

    ways: list[int]


class _Program:
    """The states; they are linked from the end to the start."""

    END = 0

    def __init__(self) -> None:
        self._states: list[_One | _Gate | _Fork] = [_Fork([])]

    def link(self, node: "_Node", then: int) -> int:
        """The state with which a part of the expression begins that `then` comes after."""
        if isinstance(node, _Character):
            return self._add(_One(re.compile(node.written, re.IGNORECASE), then))
        if isinstance(node, _Anchor):
            return self._add(_Gate(_PLACES[node.written], then))
        if isinstance(node, _Either):
            return self._add(_Fork([self.link(way, then) for way in node.ways]))
        if isinstance(node, _Times):
            return self._repeated(node, then)
        for part in reversed(node.parts):
            then = self.link(part, then)
        return then

    def _repeated(self, node: "_Times", then: int) -> int:
        if node.most is None:
            loop = _Fork([then])
            then = self._add(loop)
            loop.ways.append(self.link(node.part, then))
        else:
            end = then
            for _ in range(node.most - node.least):
                then = self._add(_Fork([self.link(node.part, then), end]))
        for _ in range(node.least):
            then = self.link(node.part, then)
        return then

    def _add(self, state: _One | _Gate | _Fork) -> int:
        if len(self._states) > _MOST_STATES:
            raise ValueError("is too large with its repetitions written out; repeat fewer times, or write + or *")
        self._states.append(state)
        return len(self._states) - 1

    def reached(self, states: frozenset[int], before: int, after: int) -> set[int]:
        """The states that are reached from these without a character, between two that are of these sorts."""
        reached, todo = set(states), list(states)
        while todo:
            state = self._states[todo.pop()]
            if isinstance(state, _One) or (isinstance(state, _Gate) and not state.holds(before, after)):
                continue
            new = {*(state.ways if isinstance(state, _Fork) else (state.then,))} - reached
            reached |= new
            todo += new
        return reached

    def after(self, states: set[int], character: str) -> frozenset[int]:
        """The states to which the character leads."""
        ones = (state for state in map(self._states.__getitem__, states) if isinstance(state, _One))
        return frozenset(one.then for one in ones if character and one.takes.match(character))


def _side(character: str) -> int:
    if character in {"", "\n"}:
        return _EDGE
    return _LETTER if character.isalnum() or character == "_" else _SIGN


# --- how an expression is read ---------------------------------------------------------------------------------------


class _Character(NamedTuple):
    """One character: a letter, a class."""

    written: str


class _Anchor(NamedTuple):
    """Where something must hold, without a character."""

    written: str


class _Parts(NamedTuple):
    """One after another."""

    parts: "list[_Node]"


class _Either(NamedTuple):
    """One of several."""

    ways: "list[_Node]"


class _Times(NamedTuple):
    """The same again, `least` to `most` times (None: without end)."""

    part: "_Node"
    least: int
    most: int | None


_Node: TypeAlias = _Character | _Anchor | _Parts | _Either | _Times


def _read(pattern: str) -> _Node:
    if len(pattern) > LONGEST_EXPRESSION:
        raise ValueError(f"has more than {LONGEST_EXPRESSION} characters; make two of it")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a class that newer versions of Python will read otherwise
            re.compile(pattern)
    except (re.error, Warning, OverflowError, RecursionError) as error:
        raise ValueError(f"cannot be read: {error}") from error
    return _either(deque(_tokens(pattern)))


def _tokens(pattern: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    end = 0
    while end < len(pattern):
        match = _TOKEN.match(pattern, end)
        if match is None:
            raise ValueError(
                f"has {pattern[end : end + 4]!r}, which looks back or ahead, or is not known; "
                r"write it with letters, classes, groups, | * + ? {2,5} ^ $ \b \d \s \w"
            )
        if match.lastgroup == "times" == (found[-1][0] if found else None):
            raise ValueError(f"has {match.group()!r} after a repetition; take it away, or put brackets before it")
        found.append((str(match.lastgroup), match.group()))
        end = match.end()
    return found


def _either(tokens: deque[tuple[str, str]]) -> _Node:
    """What stands up to the end of the group, which is taken too."""
    ways: list[list[_Node]] = [[]]
    while tokens:
        kind, written = tokens.popleft()
        if kind == "close":
            break
        if kind == "either":
            ways.append([])
        elif kind == "times":
            ways[-1].append(_times(ways[-1].pop(), written))
        else:
            ways[-1].append(_single(kind, written, tokens))
    return _Either([_Parts(way) for way in ways])


def _single(kind: str, written: str, tokens: deque[tuple[str, str]]) -> _Node:
    if kind == "open":
        return _either(tokens)
    return _Anchor(written) if kind == "place" else _Character(written)


def _times(part: _Node, written: str) -> _Times:
    sign = written[0]
    if sign != "{":
        return _Times(part, int(sign == "+"), 1 if sign == "?" else None)
    least, comma, most = written.strip("{}?").partition(",")
    return _Times(part, int(least or 0), int(most) if most else None if comma else int(least))


@lru_cache(maxsize=1 << 10)
def expression(pattern: str) -> Expression:
    """The expression, made once. Raises ValueError."""
    return Expression(pattern)
