"""Character sets as the names of Python codecs, which is how programs hand them to hooks and converters."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from functools import cache, lru_cache

from dicomconstruct.values import CharacterSets
from dicomconstruct.values.character_sets_generated import CHARACTER_SETS

Encoding = CharacterSets | str | Sequence[str] | None
"""Character sets, or names of Python codecs; None for the default repertoire (PS3.5 6.1.1)."""


def character_sets_of(encoding: Encoding) -> CharacterSets:
    """The character sets that are meant (PS3.3 C.12.1.1.2). LookupError for a codec that no defined term has."""
    if isinstance(encoding, CharacterSets):
        return encoding
    if encoding is None:
        return _of_codecs(())
    return _of_codecs((encoding,) if isinstance(encoding, str) else tuple(encoding))


@lru_cache(maxsize=64)
def _of_codecs(names: tuple[str, ...]) -> CharacterSets:
    terms = []
    for name in names:
        codec = codecs.lookup(name).name
        term = _terms(is_extension=len(names) > 1).get(codec, _terms(is_extension=True).get(codec))
        if term is None:
            raise LookupError(f"no character set is read by the codec {name!r}")
        terms.append(term)
    return CharacterSets.of(terms)


@cache
def _terms(*, is_extension: bool) -> dict[str, str]:
    """The defined terms by codec, those with code extensions or those without."""
    terms: dict[str, str] = {}
    for term, (_, codec, _, _, extends, *_) in CHARACTER_SETS.items():
        if extends == is_extension:
            terms.setdefault(codecs.lookup(codec).name, term)
    return terms
