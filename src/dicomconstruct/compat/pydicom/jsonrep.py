"""Face of pydicom.jsonrep."""

from collections.abc import Callable
from typing import Any

from dicomconstruct.dataelem import DataElement

__all__ = ["JsonDataElementConverter"]


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
        self._model = (dataset_class, tag, vr, value, value_key, bulk_data_uri_handler)

    def get_element_values(self) -> Any:
        """The value, or a list of values."""
        return DataElement.from_json(*self._model).value
