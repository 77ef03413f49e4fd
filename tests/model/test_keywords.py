"""The stub that editors complete keywords from lists those of the dictionary, with the types that values have."""

from __future__ import annotations

import ast
from pathlib import Path

import dicomconstruct.dataset
from dicomconstruct.dataelem import description_of, tag_of_keyword
from dicomconstruct.dataset import Dataset
from dicomconstruct.dictionary.tables import table

STUB = Path(dicomconstruct.dataset.__file__).with_name("keywords_generated.pyi")


def stubs() -> dict[str, str]:
    classes = [node for node in ast.parse(STUB.read_text("utf-8")).body if isinstance(node, ast.ClassDef)]
    body = next(node.body for node in classes if node.name == "Keywords")
    return {
        node.target.id: ast.unparse(node.annotation)
        for node in body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }


def has_a_value(keyword: str) -> bool:
    tag = tag_of_keyword(keyword)
    return tag is not None and description_of(tag).vr not in ("", "NONE")


def test_all_keywords_that_have_one_tag() -> None:
    keywords = {row[4] for row in table("elements") if row[4]}
    known = {word for word in keywords if has_a_value(word)}
    assert set(stubs()) == known
    assert len(known) > 5000


def test_types_are_those_of_values() -> None:
    data_set = Dataset()
    data_set.PatientName = "A^B"
    data_set.Rows = 5
    data_set.PixelSpacing = [1, 2]
    data_set.SOPInstanceUID = "1.2"
    data_set.BeamSequence = []
    data_set.OffendingElement = 0x00100010
    data_set.SeriesNumber = 1
    data_set.PixelData = b""
    named = {
        word: said.replace("Name", "PersonName").replace("Identifier", "UID") for word, said in stubs().items()
    }
    for keyword in data_set.dir():
        value = data_set[keyword].value
        assert f"Value[{type(value).__name__}" in named[keyword] or named[keyword].startswith("Value[MultiValue")
    assert named["RedPaletteColorLookupTableDescriptor"] == "Value[list[int] | MultiValue[int]]"
    assert named["DiffusionGradientOrientation"] == "Value[list[float] | MultiValue[float]]"
    assert named["PixelSpacing"] == "Value[MultiValue[DSfloat]]"
    assert named["OffendingElement"] == "Value[MultiValue[BaseTag] | Any]"
    assert named["SmallestImagePixelValue"] == "Value[int]"
