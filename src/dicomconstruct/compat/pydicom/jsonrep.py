"""Face of pydicom.jsonrep."""

from collections.abc import Callable
from typing import Any

from dicomconstruct.dataelem import DataElement
from dicomconstruct.dataelem.representations import FLOAT_VR as FLOAT_VR, INT_VR as INT_VR
from dicomconstruct.dataset import Dataset
from dicomconstruct.dataset.json_values import VALUE_KEYS

JSON_VALUE_KEYS = VALUE_KEYS


def convert_to_python_number(value: Any, vr: str) -> Any:
    """Values of a VR that holds numbers as `int` or `float`, and others as they are.

    Parameters
    ----------
    value
        One value, several of them, or None.
    vr
        Their VR.

    Raises ValueError for text that is no number.
    """
    number: Callable[[Any], Any] | None = int if vr in INT_VR else float if vr in FLOAT_VR else None
    if value is None or number is None:
        return value
    return [number(one) for one in value] if isinstance(value, list | tuple) else number(value)


class JsonDataElementConverter:
    """The value of a JSON model's element; parameters are those of `DataElement.from_json`."""

    def __init__(
        self,
        dataset_class: type[Any],
        tag: str,
        vr: str,
        value: Any,
        value_key: str | None,
        bulk_data_uri_handler: Callable[..., Any] | None = None,
    ) -> None:
        self.dataset_class, self.tag, self.vr = dataset_class, tag, vr
        self.value, self.value_key, self.bulk_data_element_handler = value, value_key, bulk_data_uri_handler

    def get_element_values(self) -> Any:
        """The value, or a list of values."""
        return self._value(self.vr, self.value, self.value_key)

    def get_regular_element_value(self, value: Any) -> Any:
        """The value that one entry of Value stands for, under another VR than SQ."""
        return self._value(self.vr, [value], JSON_VALUE_KEYS[0])

    def get_pn_element_value(self, value: str | dict[str, str]) -> str:
        """The name that one entry of Value stands for, its component groups joined."""
        return str(self._value("PN", [value], JSON_VALUE_KEYS[0]))

    def get_sequence_item(self, value: dict[str, Any] | None) -> Dataset:
        """The item that one entry of Value stands for."""
        item: Dataset = self._value("SQ", [value], JSON_VALUE_KEYS[0])[0]
        return item

    def _value(self, vr: str, value: Any, value_key: str | None) -> Any:
        handler = self.bulk_data_element_handler
        return DataElement.from_json(self.dataset_class, self.tag, vr, value, value_key, handler).value


__all__ = ["FLOAT_VR", "INT_VR", "JSON_VALUE_KEYS", "JsonDataElementConverter", "convert_to_python_number"]
