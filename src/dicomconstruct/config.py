"""Default settings: the treatment of invalid values, and the types of values.

They are attributes of this module, as in ``config.use_DS_decimal = True``. A setting applies to the context that
set it (PEP 567): another thread or task has its own, and a data set keeps those in force when it was read.
Parameters of a call take precedence.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from contextvars import ContextVar
from functools import cache
from importlib.util import find_spec
from types import ModuleType
from typing import Any, NamedTuple

from dicomconstruct.contexts import changed
from dicomconstruct.lazy import above, where_else

IGNORE, WARN, RAISE = 0, 1, 2
"""Validation modes for values that the VR does not allow: no action, a warning, an error."""

logger = logging.getLogger("dicomconstruct")
if not logger.handlers:
    logger.addHandler(logging.NullHandler())


class Options(NamedTuple):
    """All settings of one context.

    Parameters
    ----------
    reading_validation_mode, writing_validation_mode
        `IGNORE`, `WARN` or `RAISE`, for values that are read, and for values that are assigned; None for the
        default of the context: `WARN`, or `RAISE` under `enforce_valid_values` and `use_future` respectively.
    infer_sq_for_un_vr
        Whether UN is read as a sequence where its value is items (PS3.5 6.2.2).
    buffered_read_size
        Bytes written at a time of a value that is a file.
    fsync
        Whether written files are synced to disk before they replace others.
    use_DS_decimal, use_DS_numpy, use_IS_numpy
        Whether decimal strings are `DSdecimal`, and lists of numeric strings arrays.
    allow_DS_float
        Whether a `DSdecimal` may be made of a float.
    datetime_conversion
        Whether dates and times are `DA`, `DT` and `TM` instead of text.
    enforce_valid_values
        Whether reading raises for invalid values.
    replace_un_with_known_vr
        Whether an element with VR UN gets the VR of the dictionary (PS3.5 6.2.2).
    assume_implicit_vr_switch
        Whether an element without a VR among elements with one is read as implicit VR.
    convert_wrong_length_to_UN
        Whether a binary number of a wrong length is read as bytes.
    use_none_as_empty_text_VR_value
        Whether empty text is None instead of "".
    show_file_meta
        Whether the text of a data set has its file meta information.
    INVALID_KEYWORD_BEHAVIOR, INVALID_KEY_BEHAVIOR
        ``"WARN"``, ``"RAISE"`` or ``"IGNORE"``: for an attribute spelt like a keyword, for a key that is no tag.
    APPLY_J2K_CORRECTIONS
        Whether the signedness in a JPEG 2000 stream overrides that of the data set.
    pixel_data_handlers
        The list of pydicom 2, without effect as in pydicom 3: the transfer syntax and ``decoding_plugin`` select
        the decoder.
    """

    reading_validation_mode: int | None = None
    writing_validation_mode: int | None = None
    infer_sq_for_un_vr: bool = True
    buffered_read_size: int = 8192
    fsync: bool = False
    use_DS_decimal: bool = False
    use_DS_numpy: bool = False
    use_IS_numpy: bool = False
    allow_DS_float: bool = False
    datetime_conversion: bool = False
    enforce_valid_values: bool = False
    replace_un_with_known_vr: bool = True
    assume_implicit_vr_switch: bool = True
    convert_wrong_length_to_UN: bool = False
    use_none_as_empty_text_VR_value: bool = False
    show_file_meta: bool = True
    debugging: bool = False
    INVALID_KEYWORD_BEHAVIOR: str = "WARN"
    INVALID_KEY_BEHAVIOR: str = "WARN"
    APPLY_J2K_CORRECTIONS: bool = True
    pixel_data_handlers: Sequence[Any] = ()
    data_element_callback: Callable[..., Any] | None = None
    data_element_callback_kwargs: dict[str, Any] | None = None
    use_future: bool = False

    @property
    def reading_mode(self) -> int:
        """The validation mode for values that are read."""
        if self.reading_validation_mode is not None:
            return self.reading_validation_mode
        return RAISE if self.enforce_valid_values else WARN

    @property
    def writing_mode(self) -> int:
        """The validation mode for assigned values."""
        if self.writing_validation_mode is not None:
            return self.writing_validation_mode
        return RAISE if self.use_future else WARN


DEFAULTS = Options()
_current: ContextVar[Options] = globals().get("_current") or ContextVar("dicomconstruct.config", default=DEFAULTS)
options = _current.get
"""The settings of the current context."""


def set_options(**changes: Any) -> None:
    """Change settings of the current context, by the names of `Options`."""
    _current.set(_current.get()._replace(**changes))


def changed_options(**changes: Any) -> AbstractContextManager[None]:
    """A context manager that changes settings."""
    return changed(_current, lambda held: held._replace(**changes))


def _setting(name: str, holds: str, doc: str) -> property:
    """A property that reads an attribute of `Options` and sets an option of the context."""
    return property(lambda _: getattr(options(), holds), lambda _, value: set_options(**{name: value}), doc=doc)


class Settings:
    """Validation and reading settings; `settings` is the only instance."""

    reading_validation_mode = _setting(
        "reading_validation_mode",
        "reading_mode",
        "The validation mode for values that are read: `WARN` by default.",
    )
    writing_validation_mode = _setting(
        "writing_validation_mode",
        "writing_mode",
        "The validation mode for assigned values: `WARN` by default.",
    )
    infer_sq_for_un_vr = _setting(
        "infer_sq_for_un_vr",
        "infer_sq_for_un_vr",
        "Whether UN is read as a sequence where its value is items (PS3.5 6.2.2).",
    )

    @property
    def buffered_read_size(self) -> int:
        """Bytes written at a time of a value that is a file; ValueError for less than one."""
        return options().buffered_read_size

    @buffered_read_size.setter
    def buffered_read_size(self, size: int) -> None:
        if size <= 0:
            raise ValueError(f"The read size must be greater than 0, not {size}")
        set_options(buffered_read_size=size)


settings = Settings()


def disable_value_validation() -> AbstractContextManager[None]:
    """A context manager without validation of values that are read or assigned."""
    return changed_options(reading_validation_mode=IGNORE, writing_validation_mode=IGNORE)


def strict_reading() -> AbstractContextManager[None]:
    """A context manager that raises for invalid values that are read."""
    return changed_options(reading_validation_mode=RAISE)


def DS_decimal(use_Decimal_boolean: bool = True) -> None:  # noqa: N802, N803
    """Read decimal strings as `DSdecimal`, or as `DSfloat` again. ValueError under `use_DS_numpy`."""
    if use_Decimal_boolean and options().use_DS_numpy:
        raise ValueError("Cannot use numpy arrays to read DS elements if DS_decimal is set")
    set_options(use_DS_decimal=use_Decimal_boolean)


def DS_numpy(use_numpy: bool = True) -> None:  # noqa: N802
    """Read lists of decimal strings as arrays, or as lists again. ValueError under `use_DS_decimal`."""
    if use_numpy and options().use_DS_decimal:
        raise ValueError("Cannot use numpy arrays to read DS elements if DS_decimal is set")
    set_options(use_DS_numpy=use_numpy)


def future_behavior(enable_future: bool = True) -> None:
    """Behave as the next major version: misspelt keywords and invalid values are errors."""
    behavior = "RAISE" if enable_future else "WARN"
    set_options(use_future=enable_future, INVALID_KEYWORD_BEHAVIOR=behavior)


def debug(debug_on: bool = True, default_handler: bool = True) -> None:
    """Log what is read and written, element by element.

    Parameters
    ----------
    debug_on
        Whether to log everything, or warnings only.
    default_handler
        Whether to log to the standard error stream too.
    """
    top = logger
    while top.parent is not None and top.parent is not logging.root:
        top = top.parent
    if default_handler:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(message)s"))
        top.addHandler(handler)
    top.setLevel(logging.DEBUG if debug_on else logging.WARNING)
    set_options(debugging=debug_on)


def reset_data_element_callback() -> None:
    """Remove the callback that changes raw elements before they are converted."""
    set_options(data_element_callback=None, data_element_callback_kwargs=None)


_OTHER_NAMES = {"_use_future": "use_future"}


@cache
def _usual_handlers() -> list[ModuleType]:
    """The default handlers of pydicom 2."""
    handlers: list[ModuleType] = above("pixel handlers").usual_handlers()
    return handlers


class _Config(ModuleType):
    """The class of this module, whose settings are those of the context."""

    @property
    def have_numpy(self) -> bool:
        """Whether numpy is installed; does not import it."""
        return find_spec("numpy") is not None

    def __getattr__(self, name: str) -> Any:
        option = _OTHER_NAMES.get(name, name)
        if option in Options._fields:
            value = getattr(options(), option)
            return _usual_handlers() if option == "pixel_data_handlers" and value == () else value
        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}{where_else(name, 'config')}")

    def __setattr__(self, name: str, value: Any) -> None:
        option = _OTHER_NAMES.get(name, name)
        if option in Options._fields:
            set_options(**{option: value})
        else:
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Config
if os.environ.get("PYDICOM_FUTURE", "").lower() in ("true", "yes", "on", "1"):
    future_behavior()
