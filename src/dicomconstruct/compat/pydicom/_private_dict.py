"""Face of pydicom._private_dict: the private elements that a program added, as a mapping that can be changed."""

from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

from dicomconstruct.dictionary.additions import additions, set_private_elements
from dicomconstruct.dictionary.entry import Entry

__all__ = ["private_dictionaries"]

Rows = Mapping[int, Entry]


class PrivateDictionaries(MutableMapping[str, Rows]):
    """The rows added in this context, by private creator; those of the dictionary itself are not among them."""

    def __getitem__(self, creator: str) -> Rows:
        return additions().private[creator]

    def __setitem__(self, creator: str, rows: Rows) -> None:
        set_private_elements({**additions().private, creator: rows})

    def __delitem__(self, creator: str) -> None:
        set_private_elements({known: rows for known, rows in additions().private.items() if known != creator})

    def __iter__(self) -> Iterator[str]:
        return iter(additions().private)

    def __len__(self) -> int:
        return len(additions().private)

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, Rows]:
        """What is added now, to be put back later."""
        return dict(self)


private_dictionaries = PrivateDictionaries()
