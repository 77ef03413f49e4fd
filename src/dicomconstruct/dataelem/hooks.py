"""Hooks: a program's own ways of finding the VR of a raw element, and of decoding its value.

What is registered holds in the context that registered it (PEP 567), and for the data sets that are read there.
Where nothing is registered, values are decoded without anybody asking for a hook.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from dicomconstruct import dictionary, grammar
from dicomconstruct.codec import STANDARD, Codec
from dicomconstruct.config import DEFAULTS, RAISE, options
from dicomconstruct.dataelem.decoding import LUT_DESCRIPTORS, USUAL, ValueSettings, decoder_of, lut_descriptor
from dicomconstruct.dataelem.encodings import Encoding, character_sets_of
from dicomconstruct.errors import BytesLengthException, DicomError
from dicomconstruct.grammar.kinds import SEPARATOR, Items, Kind, Numbers, Tags
from dicomconstruct.grammar.layouts import IMPLICIT_LE, ITEMS, VALUE, Layout
from dicomconstruct.grammar.primitives import UNDEFINED_LENGTH, ByteOrder
from dicomconstruct.grammar.vrs import HeaderForm
from dicomconstruct.lazy import above
from dicomconstruct.tag import BaseTag
from dicomconstruct.tree import scope
from dicomconstruct.tree.scope import CHOICE, UNKNOWN
from dicomconstruct.validity import warn


class RawElement(Protocol):
    """What a hook is told of an element: the fields of `RawDataElement`."""

    @property
    def tag(self) -> BaseTag: ...
    @property
    def VR(self) -> str | None: ...  # noqa: N802
    @property
    def length(self) -> int: ...
    @property
    def value(self) -> Any: ...
    @property
    def value_tell(self) -> int: ...
    @property
    def is_implicit_VR(self) -> bool: ...  # noqa: N802
    @property
    def is_little_endian(self) -> bool: ...


Hook = Callable[..., None]
"""``hook(raw, data, *, encoding, ds, **kwargs)`` puts what it finds into the dictionary `data`."""


def raw_element_vr(
    raw: RawElement,
    data: dict[str, Any],
    *,
    encoding: Encoding = None,  # noqa: ARG001
    ds: Any = None,
    **kwargs: Any,  # noqa: ARG001
) -> None:
    """Find the VR of a raw element: what its header says, else what the dictionary does (PS3.6, PS3.5 6.2.2).

    Parameters
    ----------
    raw
        The raw element.
    data
        Gets the VR under ``"VR"``.
    encoding, kwargs
        Not looked at.
    ds
        The data set of the element, which tells its private creator.

    Raises
    ------
    KeyError
        When nobody knows the tag and invalid values are to raise.
    """
    vr = raw.VR
    if vr is None or vr == UNKNOWN or getattr(raw, "meant", None) is not None:
        vr = _vr_of(raw, BaseTag(raw.tag), ValueSettings.here(), ds)
    data["VR"] = vr


def _vr_of(raw: RawElement, tag: BaseTag, settings: ValueSettings, ds: Any) -> str:
    """The VR of a raw element whose header does not say it; a choice of VRs where the dictionary has one."""
    codec = codec_of(ds, raw)
    meant: str | None = getattr(raw, "meant", None)
    if meant is None and raw.VR == UNKNOWN and is_long(raw) and not tag.is_private:
        return UNKNOWN  # pydicom leaves long values that a program made under UN as they are
    known = _known_vr(tag, ds, codec) if meant is None else meant
    if raw.VR is None and known is None and not tag.is_private:
        unknown_tag(tag, settings.mode)
    is_sequence = known in codec.vrs.holding_items
    may_be_known = settings.items_for_unknown if is_sequence else settings.known_for_unknown
    if raw.VR == UNKNOWN and not may_be_known:
        return UNKNOWN
    if known is not None and CHOICE in known:
        return known
    content, size = ITEMS if is_sequence else VALUE, len(raw.value or b"")
    return scope.vr_of(tag, raw.VR, content, size, codec.vrs, Known(known))


def is_long(raw: RawElement) -> bool:
    """Whether the value of a raw element is too long for a 16-bit length field."""
    return raw.length != UNDEFINED_LENGTH and raw.length >= grammar.largest_length(HeaderForm.SHORT)


class Known(NamedTuple):
    """The VR that was found for an element (`dicomconstruct.tree.scope.Here`)."""

    code: str | None

    def known_vr(self, tag: BaseTag) -> str | None:  # noqa: ARG002
        """That VR."""
        return self.code

    def is_signed(self) -> bool:
        """Nothing: a choice of VRs is settled where the value is decoded."""
        return False


def codec_of(ds: Any, raw: Any = None) -> Codec:
    """The codec that a raw element was read with, else that of a data set, else that of the standard."""
    read_with: Codec | None = getattr(raw, "codec", None)
    codec: Codec = getattr(ds, "_codec", STANDARD)
    return codec if read_with is None else read_with


def unknown_tag(tag: BaseTag, mode: int) -> None:
    """Warn of an element that nobody knows. KeyError where invalid values are to raise."""
    problem = f"VR lookup failed for the raw element with tag {tag}"
    if mode == RAISE:
        raise KeyError(problem)
    warn(f"{problem} - setting VR to 'UN'")


def _known_vr(tag: BaseTag, ds: Any, codec: Codec) -> str | None:
    choice = dictionary.vr_of(tag) if not tag.is_private else None
    if choice is not None and CHOICE in choice:
        return choice
    return codec.vr_of(tag, None if ds is None else ds._creator_of(tag))


def _layout_of(raw: RawElement) -> Layout:
    order = ByteOrder.LITTLE if raw.is_little_endian else ByteOrder.BIG
    return Layout(raw.is_implicit_VR, order)


def raw_element_value(
    raw: RawElement,
    data: dict[str, Any],
    *,
    encoding: Encoding = None,
    ds: Any = None,
    **kwargs: Any,  # noqa: ARG001
) -> None:
    """Decode the value of a raw element under the VR that was found.

    Parameters
    ----------
    raw
        The raw element; a value that is not bytes is kept as it is.
    data
        Has the VR under ``"VR"``; gets the value under ``"value"``, and UN for a VR whose numbers have a wrong
        length where `config.convert_wrong_length_to_UN` is set.
    encoding
        The character sets of its text.
    ds
        The data set of the element; the VRs are those of the codec that it was read with.
    kwargs
        Not looked at.

    Raises
    ------
    MalformedValue
        When the bytes have no meaning under the VR.
    NotImplementedError
        When the VR is none.
    """
    settings = ValueSettings.here()
    vr, codec = data["VR"], codec_of(ds, raw)
    try:
        data["value"] = convert_value(vr, raw, encoding, settings, codec)
    except BytesLengthException as error:
        problem = wrong_length(error, codec.vrs[vr].kind, vr, raw)
        if not settings.wrong_length_is_unknown:
            error.problem = f"{problem} To replace this error with a warning set config.convert_wrong_length_to_UN"
            raise
        warn(f"{problem} Setting VR to 'UN'.")
        data.update(VR=UNKNOWN, value=raw.value)


def wrong_length(error: BytesLengthException, kind: Kind, vr: str, raw: RawElement) -> str:
    """What is wrong with numbers whose bytes are too many or too few."""
    assert isinstance(kind, Numbers)
    size = 2 * kind.word_size if isinstance(kind, Tags) else kind.word_size
    return (
        f"{error.problem}. Instead received {raw.value!r} with length {len(raw.value)} and struct format "
        f"'{kind.typecode}' which corresponds to bytes per value of {size}. This occurred while trying to parse "
        f"{raw.tag} according to VR '{vr}'."
    )


def convert_value(
    vr: str,
    raw: RawElement,
    encoding: Encoding = None,
    settings: ValueSettings | None = None,
    codec: Codec = STANDARD,
) -> Any:
    """The value of a raw element under a VR.

    Parameters
    ----------
    vr
        The VR; under a choice of VRs the bytes are the value.
    raw
        The raw element.
    encoding
        The character sets of its text.
    settings
        The settings that hold; those of the context unless given.
    codec
        Its VR rows say what the bytes mean.

    Raises
    ------
    MalformedValue
        When the bytes have no meaning under the VR.
    NotImplementedError
        When the VR is none.
    """
    row = codec.vrs.get(vr)
    if row is None:
        if CHOICE in vr:
            return raw.value
        raise NotImplementedError(f"Unknown Value Representation '{vr}' in tag {raw.tag}")
    value = b"" if raw.value is None else raw.value
    if not isinstance(value, bytes | bytearray | memoryview):
        return value
    value = bytes(value)
    settings = ValueSettings.here() if settings is None else settings
    charsets = character_sets_of(encoding)
    layout = _layout_of(raw)
    if isinstance(row.kind, Items):
        layout = IMPLICIT_LE if raw.VR == UNKNOWN and not raw.is_implicit_VR else layout
        return above("sequences").sequence_of(value, layout, charsets, raw.value_tell, codec)
    decoder = decoder_of(row, scope.order_of(raw.VR, layout.order), settings)
    decoded = decoder.value(value, charsets)
    if type(decoded) is not list:
        return decoded
    return decoder.several(lut_descriptor(row.kind, decoded) if raw.tag in LUT_DESCRIPTORS else decoded)


def raw_element_value_retry(
    raw: RawElement,
    data: dict[str, Any],
    *,
    encoding: Encoding = None,
    ds: Any = None,
    target_VRs: Mapping[str, tuple[str, ...]] | None = None,  # noqa: N803
    **kwargs: Any,
) -> None:
    """Decode the value of a raw element, under another VR where it has no meaning under its own.

    Parameters
    ----------
    raw, data, encoding, ds, kwargs
        As for `raw_element_value`; the VR that was right is put into `data`.
    target_VRs
        The VRs to try in the place of others, by those others.

    Raises
    ------
    MalformedValue
        When the bytes have no meaning under any of the VRs.
    """
    vr = data["VR"]
    others = (target_VRs or {}).get(vr, ())
    if not others:
        raw_element_value(raw, data, encoding=encoding, ds=ds, **kwargs)
        return
    strict = ValueSettings.here()._replace(mode=RAISE)
    for other in (vr, *others):
        try:
            data["value"] = convert_value(other, raw, encoding, strict, codec_of(ds, raw))
        except DicomError:
            continue
        data["VR"] = other
        return
    raw_element_value(raw, data, encoding=encoding, ds=ds, **kwargs)


def raw_element_value_fix_separator(
    raw: Any,
    data: dict[str, Any],
    *,
    encoding: Encoding = None,
    ds: Any = None,
    separator: str | bytes = b",",
    target_VRs: tuple[str, ...] | None = None,  # noqa: N803
    **kwargs: Any,
) -> None:
    """Decode the value of a raw element whose values are separated by another character than a backslash.

    Parameters
    ----------
    raw, data, encoding, ds, kwargs
        As for `raw_element_value`, with the same errors.
    separator
        What stands in the place of the backslash (PS3.5 6.4).
    target_VRs
        The VRs of the elements that have it.
    """
    if data["VR"] in (target_VRs or ()) and raw.value:
        wrong = separator.encode("latin-1") if isinstance(separator, str) else separator
        raw = raw._replace(value=raw.value.replace(wrong, SEPARATOR))
    raw_element_value(raw, data, encoding=encoding, ds=ds, **kwargs)


class Registered(NamedTuple):
    """What is registered in a context."""

    vr: Hook = raw_element_vr
    value: Hook = raw_element_value
    kwargs: Mapping[str, Any] = MappingProxyType({})

    @property
    def is_usual(self) -> bool:
        """Whether the hooks are those that are there when nobody registered any."""
        return self.vr is raw_element_vr and self.value is raw_element_value


USUAL_HOOKS = Registered()
_registered: ContextVar[Registered] = ContextVar("dicomconstruct.hooks", default=USUAL_HOOKS)
registered = _registered.get
"""What is registered here and now."""

CALLBACKS = ("raw_element_vr", "raw_element_value")
"""The hooks that are functions."""
KEYWORDS = "raw_element_kwargs"


class Hooks:
    """The hooks of the context that asks, the one `hooks` of this module.

    Attributes
    ----------
    raw_element_vr, raw_element_value
        The functions that are called, in this order.
    raw_element_kwargs
        What they are called with besides.
    """

    @property
    def raw_element_vr(self) -> Hook:
        """What finds the VR of a raw element."""
        return registered().vr

    @raw_element_vr.setter
    def raw_element_vr(self, func: Hook) -> None:
        self.register_callback("raw_element_vr", func)

    @property
    def raw_element_value(self) -> Hook:
        """What decodes the value of a raw element."""
        return registered().value

    @raw_element_value.setter
    def raw_element_value(self, func: Hook) -> None:
        self.register_callback("raw_element_value", func)

    @property
    def raw_element_kwargs(self) -> Mapping[str, Any]:
        """What both are called with besides."""
        return registered().kwargs

    @raw_element_kwargs.setter
    def raw_element_kwargs(self, kwargs: Mapping[str, Any]) -> None:
        _registered.set(registered()._replace(kwargs=kwargs))

    def register_callback(self, hook: str, func: Hook) -> None:
        """Let a function be called in this context.

        Parameters
        ----------
        hook
            ``"raw_element_vr"`` or ``"raw_element_value"``.
        func
            A function as `raw_element_vr` and `raw_element_value` are; it takes the place of the one before.

        Raises
        ------
        TypeError
            When `func` cannot be called.
        ValueError
            When there is no such hook.
        """
        if not callable(func):
            raise TypeError("'func' must be a callable function")
        if hook not in CALLBACKS:
            raise ValueError(f"Unknown hook '{hook}'")
        held = registered()
        _registered.set(held._replace(vr=func) if hook == "raw_element_vr" else held._replace(value=func))

    def register_kwargs(self, hook: str, kwargs: dict[str, Any]) -> None:
        """Let the functions be called with keyword arguments besides.

        Parameters
        ----------
        hook
            ``"raw_element_kwargs"``.
        kwargs
            The arguments; the dictionary itself is kept.

        Raises
        ------
        TypeError
            When `kwargs` is no dictionary.
        ValueError
            When there is no such hook.
        """
        if not isinstance(kwargs, dict):
            raise TypeError(f"'kwargs' must be a dict, not '{type(kwargs).__name__}'")
        if hook != KEYWORDS:
            raise ValueError(f"Unknown hook '{hook}'")
        _registered.set(registered()._replace(kwargs=kwargs))


hooks = Hooks()

Callback = Callable[..., Any]


class ConversionPolicy(NamedTuple):
    """How the elements of a data set are converted: what held where it was read.

    Parameters
    ----------
    settings
        The settings that concern values.
    hooks
        What was registered.
    callback, callback_kwargs
        ``callback(raw, **callback_kwargs)`` gives the raw element that is converted in the place of `raw`; None
        for nobody to ask (`config.data_element_callback`).
    """

    settings: ValueSettings
    hooks: Registered
    callback: Callback | None = None
    callback_kwargs: Mapping[str, Any] | None = None

    @property
    def is_hooked(self) -> bool:
        """Whether somebody is asked about each element."""
        return self.callback is not None or not self.hooks.is_usual

    @classmethod
    def here(cls) -> ConversionPolicy:
        """What holds here and now."""
        held, hooked = options(), registered()
        if held is DEFAULTS and hooked is USUAL_HOOKS:
            return USUAL_POLICY
        callback, kwargs = held.data_element_callback, held.data_element_callback_kwargs
        return cls(ValueSettings.of(held), hooked, callback, kwargs)

    def raw(self, raw: Any) -> Any:
        """The raw element that is converted in the place of one."""
        return raw if self.callback is None else self.callback(raw, **(self.callback_kwargs or {}))

    def converted(self, raw: RawElement, encoding: Encoding, ds: Any) -> tuple[str, Any]:
        """The VR and the value that the hooks give for a raw element.

        Raises KeyError where one of them did not give its part, and what they raise.
        """
        data: dict[str, Any] = {}
        self.hooks.vr(raw, data, encoding=encoding, ds=ds, **self.hooks.kwargs)
        self.hooks.value(raw, data, encoding=encoding, ds=ds, **self.hooks.kwargs)
        return str(data["VR"]), data["value"]


USUAL_POLICY = ConversionPolicy(USUAL, USUAL_HOOKS)
