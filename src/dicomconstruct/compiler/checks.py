"""What a level and its alternatives have to be before code is emitted for them; GrammarErrors say what is wrong."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from construct import Construct, Renamed, Struct

from dicomconstruct.errors import GrammarError
from dicomconstruct.grammar.alternatives import CLOSE, Alternative, Begins, Ending, Followed, Is, Values, fields_of
from dicomconstruct.grammar.combinators import Level

HINT = "see docs/compiler.md: what can be compiled"
NEEDED = ("offset", "body", "value_offset")
"""The fields of every token."""


def check_level(level: Level, name: str) -> None:
    """Refuse a level whose tokens or end cannot be read. Raises GrammarError, with the level or token as path."""
    for token, construct in level.tokens.items():
        missing = [field for field in NEEDED if field not in _names_of(construct)]
        if missing:
            raise GrammarError(f"a token is a Struct with a field {missing[0]}", path=f"{name}.{token}", hint=HINT)
    for token in sorted(level.closing - level.tokens.keys()):
        raise GrammarError("a token that the level does not have closes it", path=f"{name}.{token}")
    ending: Ending = level.ending
    for values in (ending.before, ending.not_before or frozenset(), ending.never_before):
        _check_sizes(values, f"{name}.end")


def check_alternative(
    alternative: Alternative, fields: set[str], level: Level, levels: Mapping[Hashable, Level], path: str
) -> None:
    """Refuse an alternative that names what its header, its level or the structure lacks.

    Parameters
    ----------
    alternative
        The alternative.
    fields
        The names of its header's fields.
    level, levels
        Where it stands.
    path
        What errors call it.
    """
    if alternative.token != CLOSE and alternative.token not in level.tokens:
        raise GrammarError("an alternative to a token that the level does not have", path=path)
    if alternative.token != CLOSE and "body" not in alternative.known:
        raise GrammarError("the body of the token is not known", path=path, hint=HINT)
    for test in alternative.tests:
        if isinstance(test, Begins):
            _check_sizes(test.starts, path)
            if test.key not in levels:
                raise GrammarError(f"a test by a level that the structure does not have: {test.key}", path=path)
        elif isinstance(test, Followed):
            _check_sizes(test.values, path)
    for name in sorted({name for test in alternative.tests for name in fields_of(test)} - fields):
        raise GrammarError(f"a test of a field that the header does not have: {name}", path=path, hint=HINT)
    if alternative.length is not None and alternative.token != CLOSE and alternative.length not in fields:
        raise GrammarError(f"the length is no field of the header: {alternative.length}", path=path, hint=HINT)
    fan = alternative.fan
    if fan is not None and not any(isinstance(one, Is) and one.fields == (fan,) for one in alternative.tests):
        raise GrammarError(
            f"an alternative that fans out says what values its field has: {fan}", path=path, hint=HINT
        )


def _names_of(construct: Construct) -> set[str | None]:
    while isinstance(construct, Renamed):
        construct = construct.subcon
    return {one.name for one in construct.subcons} if isinstance(construct, Struct) else set()


def _check_sizes(values: Values, path: str) -> None:
    if len({len(value) for value in values}) > 1:
        raise GrammarError("bytes that are looked for at one place are of one size", path=path, hint=HINT)
