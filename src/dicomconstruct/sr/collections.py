"""Codes by keyword: those of a scheme, or those of a context group."""

from __future__ import annotations

import re
from collections.abc import Iterable, KeysView
from typing import Any

from dicomconstruct.sr.coding import Code
from dicomconstruct.sr.tables import concepts, context_groups, schemes

_GROUP = re.compile(r"CID(\d+)")
_MISSING = "the tables of PS3.16 are not part of this package, add_concepts() adds codes of your own"


class Collection:
    """The codes of one scheme or one context group, as attributes: ``codes.DCMUID.CTImageStorage``.

    Parameters
    ----------
    name
        The designator of a scheme, or ``CID`` and the number of a context group.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        group = _GROUP.fullmatch(name)
        self._group = int(group[1]) if group else None

    @property
    def name(self) -> str:
        """The designator, or ``CID`` and the number."""
        return self._name

    @property
    def scheme_designator(self) -> str:
        """The same as `name`."""
        return self._name

    @property
    def is_cid(self) -> bool:
        """Whether it is a context group."""
        return self._group is not None

    def _found(self) -> dict[str, dict[Code, None]]:
        """The different codes under each keyword."""
        found: dict[str, dict[Code, None]] = {}
        for keyword, code, groups in concepts():
            if self._group in groups if self.is_cid else code.scheme_designator == self.name:
                found.setdefault(keyword, {})[code] = None
        if not found:
            raise KeyError(f"No codes of {self.name!r} are known: {_MISSING}")
        return found

    def _only(self, keyword: str, found: dict[Code, None]) -> Code:
        designators = list(dict.fromkeys(code.scheme_designator for code in found))
        if len(designators) > 1:
            named = ", ".join(designators)
            raise RuntimeError(f"Multiple schemes found to contain the keyword '{keyword}' in {self.name}: {named}")
        if len(found) > 1:
            values = ", ".join(code.value for code in found)
            raise RuntimeError(f"Multiple codes found for keyword '{keyword}' in {self._title()}: {values}")
        return next(iter(found))

    def _title(self) -> str:
        return self.name if self.is_cid else f"scheme '{self.name}'"

    @property
    def concepts(self) -> dict[str, Code]:
        """The codes by keyword.

        Raises KeyError where no code of the collection is known, RuntimeError for a keyword of several codes.
        """
        return {keyword: self._only(keyword, found) for keyword, found in self._found().items()}

    def __getattr__(self, name: str) -> Code:
        if name.startswith("__"):
            raise AttributeError(name)
        try:
            found = self._found()
        except KeyError as error:
            raise AttributeError(error.args[0]) from None
        if name not in found:
            raise AttributeError(f"No matching code for keyword '{name}' in {self._title()}")
        return self._only(name, found[name])

    def __contains__(self, item: object) -> bool:
        """Whether it has a keyword, or a code, whatever its meaning."""
        if isinstance(item, Code):
            return any(item in found for found in self._found().values())
        return item in self._found()

    def dir(self, *filters: str) -> list[str]:
        """The keywords, sorted; only those that hold one of the texts, in any case of letters."""
        wanted = [text.lower() for text in filters]
        return sorted(word for word in self._found() if not wanted or any(text in word.lower() for text in wanted))

    def trait_names(self) -> list[str]:
        """The names of all attributes, keywords included; those of the class where no code is known."""
        try:
            return sorted({*super().__dir__(), *self._found()})
        except KeyError:
            return sorted(super().__dir__())

    def __dir__(self) -> list[str]:
        return self.trait_names()

    def __repr__(self) -> str:
        return "\n".join([self.name, *(f"{word} = {code!r}" for word, code in sorted(self.concepts.items()))])

    def __str__(self) -> str:
        """A table of keywords, codes and meanings; of a context group the schemes as well."""
        rows = [
            (word, code.value, *((code.scheme_designator,) if self.is_cid else ()), code.meaning)
            for word, code in sorted(self.concepts.items())
        ]
        head = ("Attribute", "Code", *(("Scheme",) if self.is_cid else ()), "Meaning")
        table = [head, tuple("-" * len(title) for title in head), *rows]
        widths = [max(map(len, column)) for column in zip(*table, strict=True)][:-1]
        lines = ["    ".join([*map(str.ljust, row[:-1], widths), row[-1]]) for row in table]
        return "\n".join([self.name if self.is_cid else f"Scheme: {self.name}", *lines]) + "\n"


class Concepts:
    """Collections as attributes: ``codes.DCMUID``, ``codes.CID2``.

    Parameters
    ----------
    collections
        The collections; None for those that have codes where somebody asks.
    """

    def __init__(self, collections: Iterable[Collection] | None = None) -> None:
        self._given = None if collections is None else {one.name: one for one in collections}

    def _collections(self) -> dict[str, Collection]:
        if self._given is not None:
            return self._given
        names = [*schemes(), *(f"CID{number}" for number in context_groups())]
        return {name: Collection(name) for name in names}

    @property
    def collections(self) -> KeysView[str]:
        """The names of all collections."""
        return self._collections().keys()

    def schemes(self) -> list[str]:
        """The designators of the schemes."""
        return [name for name, one in self._collections().items() if not one.is_cid]

    def CIDs(self) -> list[str]:  # noqa: N802
        """The names of the context groups."""
        return [name for name, one in self._collections().items() if one.is_cid]

    def __getattr__(self, name: str) -> Any:
        found = None if name.startswith("_") else self._collections().get(name)
        if found is None:
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}': {_MISSING}")
        return found

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._collections()})


codes = Concepts()
"""The collections that have codes where somebody asks."""
