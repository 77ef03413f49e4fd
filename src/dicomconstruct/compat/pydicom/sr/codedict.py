"""Face of pydicom.sr.codedict: its tables are made of the known concepts when they are asked for."""

from __future__ import annotations

from dicomconstruct.compat.pydicom._asked_for import asked_for
from dicomconstruct.sr import Code, Collection, Concepts, codes
from dicomconstruct.sr.tables import concepts

__all__ = ["Code", "Collection", "Concepts", "codes"]


def _concepts_by_scheme() -> dict[str, dict[str, dict[str, tuple[str, list[int]]]]]:
    """Scheme, keyword, code value: meaning and context groups."""
    found: dict[str, dict[str, dict[str, tuple[str, list[int]]]]] = {}
    for keyword, code, groups in concepts():
        of_keyword = found.setdefault(code.scheme_designator, {}).setdefault(keyword, {})
        of_keyword[code.value] = (code.meaning, [*of_keyword.get(code.value, ("", []))[1], *groups])
    return found


def _keywords_by_context_group() -> dict[int, dict[str, list[str]]]:
    """Context group, scheme: keywords."""
    found: dict[int, dict[str, list[str]]] = {}
    for keyword, code, groups in concepts():
        for number in groups:
            found.setdefault(number, {}).setdefault(code.scheme_designator, []).append(keyword)
    return found


__getattr__ = asked_for(__name__, {"CONCEPTS": _concepts_by_scheme, "CID_CONCEPTS": _keywords_by_context_group})
