"""Repairs of raw elements before they are converted: wrong separators, values under a wrong VR.

A repair applies in the current context, and to the data sets that are read there, until
`config.reset_data_element_callback` or another repair.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from dicomconstruct import dictionary
from dicomconstruct.config import RAISE, set_options
from dicomconstruct.dataelem.decoding import ValueSettings
from dicomconstruct.dataelem.hooks import convert_value
from dicomconstruct.dataelem.raw import RawDataElement
from dicomconstruct.errors import DicomError
from dicomconstruct.grammar.kinds import PADDING, SEPARATOR
from dicomconstruct.grammar.vrs import VRS
from dicomconstruct.tree.scope import UNKNOWN


def fix_separator(
    invalid_separator: bytes,
    for_VRs: Collection[str] = ("DS", "IS"),  # noqa: N803
    process_unknown_VRs: bool = True,  # noqa: N803
) -> None:
    """Accept another character as the separator of values (PS3.5 6.4).

    Parameters
    ----------
    invalid_separator
        The separator in the file.
    for_VRs
        The VRs of the elements with this separator.
    process_unknown_VRs
        Whether to repair elements of unknown VR too.
    """
    kwargs = {
        "invalid_separator": invalid_separator,
        "for_VRs": frozenset(for_VRs),
        "process_unknown_VRs": process_unknown_VRs,
    }
    set_options(data_element_callback=fix_separator_callback, data_element_callback_kwargs=kwargs)


def fix_separator_callback(
    raw_elem: RawDataElement,
    *,
    invalid_separator: bytes,
    for_VRs: Collection[str],  # noqa: N803
    process_unknown_VRs: bool = True,  # noqa: N803
    **kwargs: Any,  # noqa: ARG001
) -> RawDataElement:
    """The raw element with backslashes between its values; parameters are those of `fix_separator`."""
    vr = _vr_of(raw_elem)
    has_it = process_unknown_VRs if vr is None else vr in for_VRs
    if not has_it or not raw_elem.value:
        return raw_elem
    values = raw_elem.value.rstrip(PADDING)
    padding = raw_elem.value[len(values) :]
    return raw_elem._replace(value=values.replace(invalid_separator, SEPARATOR) + padding)


def fix_mismatch(with_VRs: tuple[str, ...] = ("PN", "DS", "IS")) -> None:  # noqa: N803
    """Give elements whose value is malformed under their VR the first other VR that can decode it.

    Parameters
    ----------
    with_VRs
        The VRs to try, in this order.
    """
    kwargs = {"with_VRs": tuple(with_VRs)}
    set_options(data_element_callback=fix_mismatch_callback, data_element_callback_kwargs=kwargs)


def fix_mismatch_callback(
    raw_elem: RawDataElement,
    *,
    with_VRs: tuple[str, ...],  # noqa: N803
    **kwargs: Any,  # noqa: ARG001
) -> RawDataElement:
    """The raw element with the first VR that can decode its value; unchanged if no VR can."""
    vr = _vr_of(raw_elem)
    if vr is None or not raw_elem.value:
        return raw_elem
    for candidate in (vr, *with_VRs):
        if _is_value(candidate, raw_elem):
            return raw_elem if candidate == vr else raw_elem._replace(VR=candidate)
    return raw_elem


def _vr_of(raw: RawDataElement) -> str | None:
    """The VR of a raw element; None for an unknown one."""
    vr = dictionary.vr_of(raw.tag) if raw.VR is None else raw.VR
    return None if vr == UNKNOWN or vr not in VRS else vr


def _is_value(vr: str, raw: RawDataElement) -> bool:
    try:
        convert_value(vr, raw, None, ValueSettings.here()._replace(mode=RAISE))
    except DicomError:
        return False
    return True
