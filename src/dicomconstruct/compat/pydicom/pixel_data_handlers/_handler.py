"""The base of the modules of pydicom.pixel_data_handlers: each is a plugin under its older name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from dicomconstruct.dataset import Dataset
from dicomconstruct.pixels import pixel_array
from dicomconstruct.uid import UID

NUMPY = ("https://numpy.org/", "NumPy")


@dataclass(frozen=True)
class Handler:
    """A plugin, and the transfer syntaxes that it decodes.

    Attributes
    ----------
    plugin
        Its name among the decoding plugins; "" for none, where a transfer syntax needs none.
    syntaxes
        The transfer syntaxes that it knows.
    available
        Whether it can decode one of them here.
    """

    plugin: str
    syntaxes: Iterable[str]
    available: Callable[[str], bool]

    def names(self, name: str, **packages: tuple[str, str]) -> dict[str, Any]:
        """The names of a handler's module, with their values.

        Parameters
        ----------
        name
            The name of the handler in pydicom.
        **packages
            The address and the name of each package that it needs besides NumPy, by module.
        """
        return {
            "DEPENDENCIES": {"numpy": NUMPY, **packages},
            "HANDLER_NAME": name,
            "HAVE_NP": True,
            "SUPPORTED_TRANSFER_SYNTAXES": self.supported,
            "get_pixeldata": self.get_pixeldata,
            "is_available": self.is_available,
            "supports_transfer_syntax": self.supports_transfer_syntax,
        }

    @property
    def supported(self) -> list[UID]:
        """The transfer syntaxes that it knows."""
        return [UID(syntax) for syntax in self.syntaxes]

    def is_available(self) -> bool:
        """Whether its packages are installed."""
        return any(self.available(syntax) for syntax in self.syntaxes)

    def supports_transfer_syntax(self, transfer_syntax: str) -> bool:
        """Whether it decodes a transfer syntax."""
        return transfer_syntax in self.syntaxes

    def get_pixeldata(self, ds: Dataset, **options: Any) -> Any:
        """The pixels of a data set as a flat array, without a change of colour space.

        Raises NotImplementedError for a transfer syntax that is not among those it knows.
        """
        syntax = ds.file_meta.TransferSyntaxUID
        if not self.supports_transfer_syntax(syntax):
            raise NotImplementedError(f"The handler does not decode the transfer syntax '{UID(syntax).name}'")
        return pixel_array(ds, raw=True, decoding_plugin=self.plugin, **options).ravel()
