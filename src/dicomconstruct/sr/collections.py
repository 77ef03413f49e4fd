"""Codes by keyword: those of a scheme, or those of a context group."""

from __future__ import annotations

from collections.abc import Iterable, KeysView
from typing import Any

from dicomconstruct.sr.coding import Code
from dicomconstruct.sr.tables import Codes, codes_of, context_group_name, context_group_of, context_groups, schemes

_MISSING = "it is no scheme and no context group of PS3.16; add_concepts() adds codes of your own"


class Collection:
    """The codes of one scheme or one context group, as attributes: ``codes.DCMUID.CTImageStorage``.

    Parameters
    ----------
    name
        The designator of a scheme, or ``CID`` and the number of a context group.
    """

    def __init__(self, name: str) -> None:
        group = context_group_of(name)
        self._name = name if group is None else context_group_name(group)
        self._is_cid = group is not None

    @property
    def name(self) -> str:
        """The designator, or ``CID`` and the number."""
        return self._name

    scheme_designator = name

    @property
    def is_cid(self) -> bool:
        """Whether it is a context group."""
        return self._is_cid

    @property
    def has_codes(self) -> bool:
        """Whether any of its codes is known here."""
        return bool(codes_of(self.name))

    def _found(self) -> Codes:
        """The different codes under each keyword."""
        found = codes_of(self.name)
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
        """Whether it has a keyword, or a code equal to an object, whatever its meaning."""
        found = self._found()
        if isinstance(item, str):
            return item in found
        if isinstance(item, Code):
            return any(item in codes for codes in found.values())
        return any(code == item for codes in found.values() for code in codes)

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

    __dir__ = trait_names

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
        lines = ["   ".join([*map(str.ljust, row[:-1], widths), row[-1]]) for row in table]
        return "\n".join([self.name if self.is_cid else f"Scheme: {self.name}", *lines]) + "\n"


class Concepts:
    """Collections as attributes: ``codes.DCMUID``, ``codes.CID2``.

    Parameters
    ----------
    collections
        The collections; None for those with codes in the current context.
    """

    def __init__(self, collections: Iterable[Collection] | None = None) -> None:
        self._given = None if collections is None else {one.name: one for one in collections}

    def _collections(self) -> dict[str, Collection]:
        if self._given is not None:
            return self._given
        names = [*schemes(), *(context_group_name(number) for number in context_groups())]
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
        wanted = Collection(name)
        if not name.startswith("_"):
            if self._given is not None and wanted.name in self._given:
                return self._given[wanted.name]
            if self._given is None and wanted.has_codes:
                return wanted
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}': {_MISSING}")

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._collections()})


codes = Concepts()
"""The collections with codes in the current context."""
