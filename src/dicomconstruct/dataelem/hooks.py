"""Hooks: functions of a program that find the VR of a raw element and decode its value.

A registered hook applies in its context (PEP 567) and to the data sets that are read there. Without registered
hooks, values are decoded without calling any.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from dicomconstruct import dictionary, grammar
from dicomconstruct.codec import STANDARD, Codec
from dicomconstruct.config import DEFAULTS, RAISE, options
from dicomconstruct.dataelem.decoding import LUT_DESCRIPTORS, USUAL, ValueSettings, decoder_of, lut_descriptor
from dicomconstruct.errors import BytesLengthException, DicomError
from dicomconstruct.grammar.kinds import SEPARATOR, Items, Kind, Numbers, Tags
from dicomconstruct.grammar.layouts import IMPLICIT_LE, ITEMS, VALUE, Layout
from dicomconstruct.grammar.primitives import UNDEFINED_LENGTH
from dicomconstruct.grammar.vrs import HeaderForm
from dicomconstruct.lazy import above
from dicomconstruct.tag import BaseTag
from dicomconstruct.tree import scope
from dicomconstruct.tree.scope import CHOICE, UNKNOWN
from dicomconstruct.validity import warn
from dicomconstruct.values.encodings import Encodings, character_sets_of

if TYPE_CHECKING:
    from dicomconstruct.dataelem.raw import RawDataElement


Hook = Callable[..., None]
"""``hook(raw, data, *, encoding, ds, **kwargs)`` puts its result into the dictionary `data`."""


def raw_element_vr(
    raw: RawDataElement,
    data: dict[str, Any],
    *,
    encoding: Encodings = None,  # noqa: ARG001
    ds: Any = None,
    **kwargs: Any,  # noqa: ARG001
) -> None:
    """Find the VR of a raw element: that of its header, else that of the dictionary (PS3.6, PS3.5 6.2.2).

    Parameters
    ----------
    raw
        The raw element.
    data
        Gets the VR under ``"VR"``.
    encoding, kwargs
        Ignored.
    ds
        The data set of the element, for its private creator.

    Raises
    ------
    KeyError
        For an unknown tag under `config.RAISE`.
    """
    vr = raw.VR
    if vr is None or vr == UNKNOWN or getattr(raw, "meant", None) is not None:
        vr = _vr_of(raw, BaseTag(raw.tag), ValueSettings.here(), ds)
    data["VR"] = vr


def _vr_of(raw: RawDataElement, tag: BaseTag, settings: ValueSettings, ds: Any) -> str:
    """The VR of a raw element without a VR in its header; a choice of VRs if the dictionary has one."""
    codec = codec_of(ds, raw)
    meant: str | None = getattr(raw, "meant", None)
    if meant is None and raw.VR == UNKNOWN and is_long(raw) and not tag.is_private:
        return UNKNOWN  # as pydicom does for long values that a program made under UN
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


def is_long(raw: RawDataElement) -> bool:
    """Whether the value of a raw element is too long for a 16-bit length field."""
    return raw.length != UNDEFINED_LENGTH and raw.length >= grammar.largest_length(HeaderForm.SHORT)


class Known(NamedTuple):
    """The VR that was found for an element, as a `dicomconstruct.tree.scope.Here`."""

    code: str | None

    def known_vr(self, tag: BaseTag) -> str | None:  # noqa: ARG002
        """That VR."""
        return self.code

    def is_signed(self) -> bool:
        """False: the decoder resolves a choice of VRs."""
        return False


def codec_of(ds: Any, raw: Any = None) -> Codec:
    """The codec of a raw element, else that of the data set, else `STANDARD`."""
    read_with: Codec | None = getattr(raw, "codec", None)
    codec: Codec = getattr(ds, "_codec", STANDARD)
    return codec if read_with is None else read_with


def unknown_tag(tag: BaseTag, mode: int) -> None:
    """Warn of an unknown element. KeyError under `config.RAISE`."""
    problem = f"VR lookup failed for the raw element with tag {tag}"
    if mode == RAISE:
        raise KeyError(problem)
    warn(f"{problem} - setting VR to 'UN'")


def _known_vr(tag: BaseTag, ds: Any, codec: Codec) -> str | None:
    choice = dictionary.vr_of(tag) if not tag.is_private else None
    if choice is not None and CHOICE in choice:
        return choice
    return codec.vr_of(tag, None if ds is None else ds._creator_of(tag))


def raw_element_value(
    raw: RawDataElement,
    data: dict[str, Any],
    *,
    encoding: Encodings = None,
    ds: Any = None,
    **kwargs: Any,  # noqa: ARG001
) -> None:
    """Decode the value of a raw element under the VR that was found.

    Parameters
    ----------
    raw
        The raw element; a value other than bytes is kept unchanged.
    data
        Has the VR under ``"VR"``; gets the value under ``"value"``. Under `config.convert_wrong_length_to_UN` it
        also gets UN for numbers of a wrong length.
    encoding
        The character sets of its text.
    ds
        The data set of the element, for its codec.
    kwargs
        Ignored.

    Raises
    ------
    MalformedValue
        When the bytes have no meaning under the VR.
    NotImplementedError
        For an unknown VR.
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


def wrong_length(error: BytesLengthException, kind: Kind, vr: str, raw: RawDataElement) -> str:
    """The message for binary numbers of a wrong length."""
    assert isinstance(kind, Numbers)
    size = 2 * kind.word_size if isinstance(kind, Tags) else kind.word_size
    return (
        f"{error.problem}. Instead received {raw.value!r} with length {len(raw.value or b'')} and struct format "
        f"'{kind.typecode}' which corresponds to bytes per value of {size}. This occurred while trying to parse "
        f"{raw.tag} according to VR '{vr}'."
    )


def convert_value(
    vr: str,
    raw: RawDataElement,
    encoding: Encodings = None,
    settings: ValueSettings | None = None,
    codec: Codec = STANDARD,
) -> Any:
    """The value of a raw element under a VR.

    Parameters
    ----------
    vr
        The VR; a choice of VRs gives the bytes.
    raw
        The raw element.
    encoding
        The character sets of its text.
    settings
        The settings; None for those of the current context.
    codec
        The codec with the VR rows.

    Raises
    ------
    MalformedValue
        When the bytes have no meaning under the VR.
    NotImplementedError
        For an unknown VR.
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
    layout = Layout.of(raw.is_implicit_VR, raw.is_little_endian)
    if isinstance(row.kind, Items):
        layout = IMPLICIT_LE if raw.VR == UNKNOWN and not raw.is_implicit_VR else layout
        return above("sequences").sequence_of(value, layout, charsets, raw.value_tell, codec)
    decoder = decoder_of(row, scope.order_of(raw.VR, layout.order), settings)
    decoded = decoder.value(value, charsets)
    if type(decoded) is not list:
        return decoded
    return decoder.several(lut_descriptor(row.kind, decoded) if raw.tag in LUT_DESCRIPTORS else decoded)


def raw_element_value_retry(
    raw: RawDataElement,
    data: dict[str, Any],
    *,
    encoding: Encodings = None,
    ds: Any = None,
    target_VRs: Mapping[str, tuple[str, ...]] | None = None,  # noqa: N803
    **kwargs: Any,
) -> None:
    """Decode the value of a raw element; if its VR fails, try other VRs.

    Parameters
    ----------
    raw, data, encoding, ds, kwargs
        As for `raw_element_value`; `data` gets the VR that worked.
    target_VRs
        The VRs to try, by the VR that failed.

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
    encoding: Encodings = None,
    ds: Any = None,
    separator: str | bytes = b",",
    target_VRs: tuple[str, ...] | None = None,  # noqa: N803
    **kwargs: Any,
) -> None:
    """Decode the value of a raw element with another separator than the backslash.

    Parameters
    ----------
    raw, data, encoding, ds, kwargs
        As for `raw_element_value`, with the same errors.
    separator
        The separator in the file (PS3.5 6.4).
    target_VRs
        The VRs of the elements with this separator.
    """
    if data["VR"] in (target_VRs or ()) and raw.value:
        wrong = separator.encode("latin-1") if isinstance(separator, str) else separator
        raw = raw._replace(value=raw.value.replace(wrong, SEPARATOR))
    raw_element_value(raw, data, encoding=encoding, ds=ds, **kwargs)


class Registered(NamedTuple):
    """The hooks of a context."""

    vr: Hook = raw_element_vr
    value: Hook = raw_element_value
    kwargs: Mapping[str, Any] = MappingProxyType({})

    @property
    def is_usual(self) -> bool:
        """Whether no other hooks are registered."""
        return self.vr is raw_element_vr and self.value is raw_element_value


USUAL_HOOKS = Registered()
_registered: ContextVar[Registered] = ContextVar("dicomconstruct.hooks", default=USUAL_HOOKS)
registered = _registered.get
"""The hooks of the current context."""

CALLBACKS = {"raw_element_vr": "vr", "raw_element_value": "value"}
"""The hooks that are functions, and their fields in `Registered`."""
KEYWORDS = "raw_element_kwargs"


def _callback(name: str, doc: str) -> property:
    """A property that reads and registers a hook of the current context."""
    field = CALLBACKS[name]
    return property(
        lambda _: getattr(registered(), field), lambda hooks, func: hooks.register_callback(name, func), doc=doc
    )


class Hooks:
    """The hooks of the current context; `hooks` is the only instance.

    Attributes
    ----------
    raw_element_vr, raw_element_value
        The hooks, called in this order.
    raw_element_kwargs
        Further keyword arguments for both.
    """

    raw_element_vr = _callback("raw_element_vr", "The function that finds the VR of a raw element.")
    raw_element_value = _callback("raw_element_value", "The function that decodes the value of a raw element.")

    @property
    def raw_element_kwargs(self) -> Mapping[str, Any]:
        """Further keyword arguments for both hooks."""
        return registered().kwargs

    @raw_element_kwargs.setter
    def raw_element_kwargs(self, kwargs: Mapping[str, Any]) -> None:
        _registered.set(registered()._replace(kwargs=kwargs))

    def register_callback(self, hook: str, func: Hook) -> None:
        """Register a hook in the current context.

        Parameters
        ----------
        hook
            ``"raw_element_vr"`` or ``"raw_element_value"``.
        func
            The function, with the signature of `raw_element_vr`; it replaces the hook registered before.

        Raises
        ------
        TypeError
            When `func` cannot be called.
        ValueError
            For an unknown hook.
        """
        if not callable(func):
            raise TypeError("'func' must be a callable function")
        if hook not in CALLBACKS:
            raise ValueError(f"Unknown hook '{hook}'")
        changes: dict[str, Any] = {CALLBACKS[hook]: func}
        _registered.set(registered()._replace(**changes))

    def register_kwargs(self, hook: str, kwargs: dict[str, Any]) -> None:
        """Register further keyword arguments for the hooks.

        Parameters
        ----------
        hook
            ``"raw_element_kwargs"``.
        kwargs
            The arguments; the dictionary itself is kept.

        Raises
        ------
        TypeError
            When `kwargs` is not a dictionary.
        ValueError
            For an unknown hook.
        """
        if not isinstance(kwargs, dict):
            raise TypeError(f"'kwargs' must be a dict, not '{type(kwargs).__name__}'")
        if hook != KEYWORDS:
            raise ValueError(f"Unknown hook '{hook}'")
        _registered.set(registered()._replace(kwargs=kwargs))


hooks = Hooks()

Callback = Callable[..., Any]


class ConversionPolicy(NamedTuple):
    """The settings and hooks for the elements of a data set, taken from the context that read it.

    Parameters
    ----------
    settings
        The settings for values.
    hooks
        The registered hooks.
    callback, callback_kwargs
        ``callback(raw, **callback_kwargs)`` gives the raw element to convert instead of `raw`; None for no callback
        (`config.data_element_callback`).
    """

    settings: ValueSettings
    hooks: Registered
    callback: Callback | None = None
    callback_kwargs: Mapping[str, Any] | None = None

    @property
    def is_hooked(self) -> bool:
        """Whether a callback or a registered hook has to be called for each element."""
        return self.callback is not None or not self.hooks.is_usual

    @classmethod
    def here(cls) -> ConversionPolicy:
        """The policy of the current context."""
        held, hooked = options(), registered()
        if held is DEFAULTS and hooked is USUAL_HOOKS:
            return USUAL_POLICY
        callback, kwargs = held.data_element_callback, held.data_element_callback_kwargs
        return cls(ValueSettings.of(held), hooked, callback, kwargs)

    def raw(self, raw: Any) -> Any:
        """The raw element that the callback gives for this one."""
        return raw if self.callback is None else self.callback(raw, **(self.callback_kwargs or {}))

    def converted(self, raw: RawDataElement, encoding: Encodings, ds: Any) -> tuple[str, Any]:
        """The VR and the value that the hooks give for a raw element.

        Raises KeyError if a hook gave no VR or no value, and the errors of the hooks.
        """
        data: dict[str, Any] = {}
        self.hooks.vr(raw, data, encoding=encoding, ds=ds, **self.hooks.kwargs)
        self.hooks.value(raw, data, encoding=encoding, ds=ds, **self.hooks.kwargs)
        return str(data["VR"]), data["value"]


USUAL_POLICY = ConversionPolicy(USUAL, USUAL_HOOKS)
