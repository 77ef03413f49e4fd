"""Hints, signatures, messages, and the order of tags while elements are taken out."""

from __future__ import annotations

import io
import pydoc
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
from bytes_of import explicit, part10
from click.testing import CliRunner
from hypothesis import given, strategies as st

from dicomconstruct import STANDARD, VR, Dataset, FileDataset, dcmread, dcmwrite
from dicomconstruct.cli.app import app
from dicomconstruct.dataset import order
from dicomconstruct.dataset.file_as_read import FileAsRead
from dicomconstruct.errors import InvalidDicomError
from dicomconstruct.grammar.kinds import numbers
from dicomconstruct.pixels import coder, get_decoder
from dicomconstruct.tag import BaseTag
from dicomconstruct.uid import JPEG2000Lossless, JPEGExtended12Bit, JPEGXLLossless


@pytest.mark.parametrize(
    ("lacking", "hint"),
    [
        ({"gdcm": ("gdcm>=3.0.10",)}, "\"python-gdcm>=3.0.10\", or: pip install 'dicomconstruct[gdcm]'"),
        (
            {"gdcm": ("gdcm>=3.0.10",), "pylibjpeg": ("pylibjpeg>=2.0", "pylibjpeg-openjpeg>=2.0")},
            '"pylibjpeg-openjpeg>=2.0" "pylibjpeg>=2.0" "python-gdcm>=3.0.10", or: pip install '
            "'dicomconstruct[pixels]'",
        ),
        (
            {"imagecodecs": ("imagecodecs>=2025.3.30",)},
            "\"imagecodecs>=2025.3.30\", or: pip install 'dicomconstruct[imagecodecs]'",
        ),
        ({"mine": ("house>=1",)}, '"house>=1"'),
    ],
)
def test_what_to_install_are_names_that_pip_knows(
    lacking: dict[str, tuple[str, ...]], hint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoder = get_decoder(JPEG2000Lossless)
    for plugins, said in ((lacking, f"\nTo install: pip install {hint}"), ({"mine": ()}, "")):
        known = coder._Plugins({}, plugins)
        monkeypatch.setattr(decoder, "_known", lambda known=known: known)
        assert decoder.to_install == said


@pytest.mark.parametrize("syntax", [JPEG2000Lossless, JPEGExtended12Bit, JPEGXLLossless])
def test_every_plugin_that_lacks_something_says_what(syntax: str) -> None:
    decoder = get_decoder(syntax)
    assert bool(decoder.to_install) is any("requires" in line for line in decoder.missing_dependencies)


def test_a_codec_shows_itself_in_one_line() -> None:
    assert (
        repr(STANDARD)
        == f"<Codec of {len(STANDARD.vrs)} VRs and {len(STANDARD.syntaxes)} transfer syntaxes, compiled>"
    )
    assert repr(STANDARD.with_vr(VR("ZZ", value=numbers("H")))) != repr(STANDARD)
    for function in (dcmread, dcmwrite):
        head = pydoc.plain(pydoc.render_doc(function)).splitlines()[2]
        assert head.startswith(f"{function.__name__}(")
        assert head.endswith(f"-> {signature(function).return_annotation!r}")
        assert len(head) < 500


def test_convert_says_what_a_data_set_without_a_file_lacks(tmp_path: Path) -> None:
    bare = explicit(0x00080016, "UI", b"1.2.840.10008.5.1.4.1.1.7\0") + explicit(0x00100010, "PN", b"A^B ")
    (tmp_path / "bare.dcm").write_bytes(bare)
    (tmp_path / "notes.txt").write_text("Some notes, clearly not DICOM.")
    said = {}
    for name in ("bare.dcm", "notes.txt"):
        done = CliRunner().invoke(
            app, ["convert", str(tmp_path / name), "--to", "RLELossless", "-o", str(tmp_path / "o")]
        )
        assert done.exit_code == 1
        said[name] = done.stderr.partition(f"{name}: ")[2].strip()
    assert said["notes.txt"] == "is no DICOM file"
    assert said["bare.dcm"] == (
        "has no file meta information, so nothing tells its transfer syntax; dump shows what it holds"
    )


@pytest.mark.parametrize("name", ["keys", "popitem"])
def test_taking_elements_out_one_by_one_sorts_them_once(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sorted_tags: list[int] = []

    def in_order(tags: Any) -> list[BaseTag]:
        sorted_tags.append(len(tags))
        return sorted(tags, key=int)

    monkeypatch.setattr(order, "in_order", in_order)
    data_set = Dataset()
    for number in (5, 3, 9, 1, 7):
        data_set.add_new(0x20000000 + number, "LO", "x")
    met = []
    while len(data_set):
        tag = next(iter(data_set.keys())) if name == "keys" else data_set.popitem()[0]
        if name == "keys":
            del data_set[tag]
        met.append(int(tag) & 0xF)
    assert met == ([1, 3, 5, 7, 9] if name == "keys" else [7, 1, 9, 3, 5])
    assert sorted_tags == ([5] if name == "keys" else [])


@given(
    st.lists(st.tuples(st.sampled_from(["put", "del", "set", "pop", "first", "all", "shared"]), st.integers(0, 12)))
)
def test_tags_are_in_order_whatever_was_done(steps: list[tuple[str, int]]) -> None:
    data_set = Dataset()
    shared = FileDataset("x", data_set)
    keys, held = data_set.keys(), set()
    keywords = {number: 0x00280010 + number for number in (0, 1)}
    for what, number in steps:
        tag = keywords.get(number, 0x20000000 + number)
        if what in ("put", "shared"):
            (data_set if what == "put" else shared).add_new(tag, "US", 1)
            held.add(tag)
        elif what == "set" and number in keywords:
            setattr(data_set, "Rows" if number == 0 else "Columns", 1)
            held.add(tag)
        elif what == "del" and tag in data_set:
            del data_set[tag]
            held.discard(tag)
        elif what == "pop":
            data_set.pop(tag, None)
            held.discard(tag)
        elif what == "first":
            assert next(iter(data_set.keys()), None) == min(held, default=None)
        else:
            assert list(data_set.keys()) == list(reversed(list(reversed(data_set.keys())))) == sorted(held)
        assert list(keys) == sorted(held) == list(shared.keys())
        assert len(keys) == len(held)
        assert all(one in keys for one in held)


def test_elements_may_be_taken_out_while_one_goes_through_the_tags() -> None:
    data_set = dcmread(part10(explicit(0x00100010, "PN", b"A "), explicit(0x00100020, "LO", b"1 ")))
    for tag in data_set.keys():  # noqa: SIM118
        del data_set[tag]
    assert len(data_set) == 0
    assert repr(Dataset(PatientID="1").keys()) == "dict_keys([(0010,0020)])"
    assert Dataset(PatientID="1").keys() & {0x00100020} == {0x00100020}


def test_whole_numbers_are_looked_up_and_deleted_as_tags_are() -> None:
    data_set = Dataset(PatientID="1", PatientName="A")
    assert 0x00100020 in data_set
    assert 0x00100030 not in data_set
    del data_set[0x00100020]
    assert 0x00100020 not in data_set
    with pytest.raises(KeyError):
        del data_set[0x00100020]
    with pytest.warns(UserWarning, match="maximum value"):
        assert (1 << 32) not in data_set
    with pytest.warns(UserWarning, match="Invalid value"):
        assert -1 not in data_set


@pytest.mark.parametrize("how", ["path", "bytes", "file"])
def test_a_file_without_prefix_is_refused_before_it_is_read(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = b"Some text, as in the files that programs try on their way through a folder.\n" * 100
    (tmp_path / "notes.txt").write_bytes(data)
    monkeypatch.setattr(FileAsRead, "of", None)
    source = {"path": tmp_path / "notes.txt", "bytes": data, "file": io.BytesIO(data)}[how]
    with pytest.raises(InvalidDicomError, match="no DICM prefix") as caught:
        dcmread(source)
    assert (caught.value.offset, caught.value.expected) == (0, "DICM")
