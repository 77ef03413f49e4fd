"""Attributes that few elements set, stored in one dictionary instead of a slot each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dicomconstruct.dataelem.element import DataElement


class Rare:
    """An attribute that few elements set.

    Parameters
    ----------
    usual
        The default.
    ask
        ``ask(source, element)`` gives the value for an element that was read, until it is set; None for `usual`.
    """

    def __init__(self, usual: Any, ask: Callable[[Any, DataElement], Any] | None = None) -> None:
        self._usual = usual
        self._ask = ask

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, element: DataElement | None, owner: type) -> Any:
        if element is None:
            return self._usual
        rare, source = element._rare, element._source
        if rare is not None and self._name in rare:
            return rare[self._name]
        return self._usual if source is None or self._ask is None else self._ask(source, element)

    def __set__(self, element: DataElement, value: Any) -> None:
        element._rare = {**(element._rare or {}), self._name: value}
