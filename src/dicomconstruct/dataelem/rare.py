"""Attributes that few elements set, so that the others need no place for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dicomconstruct.dataelem.element import DataElement


class Rare:
    """An attribute that few elements set; the others have what it was made with.

    Parameters
    ----------
    usual
        What it is where it was not set.
    """

    def __init__(self, usual: Any) -> None:
        self._usual = usual

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, element: DataElement | None, owner: type) -> Any:
        if element is None or element._rare is None:
            return self._usual
        return element._rare.get(self._name, self._usual)

    def __set__(self, element: DataElement, value: Any) -> None:
        element._rare = {**(element._rare or {}), self._name: value}
