"""Emitted source is text like any other: the same each time, with an address, and reviewed in diffs."""

from __future__ import annotations

import inspect
import linecache
import os
import struct
import subprocess
import sys
import traceback
from pathlib import Path
from types import FunctionType

import pytest
from construct import Bytes, Int8ub, Int16ub, Struct, this
from tlv import FILE, LEVELS

from dicomconstruct.compiler import Compiled, compile
from dicomconstruct.grammar import DicomFile
from dicomconstruct.grammar.combinators import Decision

ROOT = Path(__file__).resolve().parents[2]
GENERATOR = ROOT / "tools" / "gen_golden.py"
GOLDEN = ROOT / "tests" / "golden"
PRINT_SOURCE = """
import sys
sys.path.insert(0, sys.argv[1])
from tlv import FILE
from dicomconstruct.compiler import compile
from dicomconstruct.grammar import DicomFile
sys.stdout.write(compile(FILE, "tlv").source + compile(DicomFile, "DicomFile").source)
"""

NUMBERS = Struct("count" / Int8ub, "value" / Bytes(this.count), "end" / Int16ub)


def functions(compiled: Compiled) -> list[FunctionType]:
    """The functions that were emitted, in the order of the text."""
    found = [one for one in compiled.namespace.values() if inspect.isfunction(one)]
    own = [one for one in found if one.__code__.co_filename == compiled.filename]
    return sorted(own, key=lambda one: one.__code__.co_firstlineno)


def printed(seed: str) -> str:
    command = [sys.executable, "-c", PRINT_SOURCE, str(Path(__file__).parent)]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout


def test_the_same_grammar_gives_the_same_text_whatever_the_hash_seed() -> None:
    first, second = printed("1"), printed("4711")
    assert first == second
    assert first == compile(FILE, "tlv").source + compile(DicomFile, "DicomFile").source


def test_the_text_names_no_object_by_its_address() -> None:
    source = compile(DicomFile, "DicomFile").source
    assert " object at " not in source
    assert str(id(LEVELS)) not in compile(FILE, "tlv").source


@pytest.mark.parametrize("construct", [NUMBERS, FILE, DicomFile], ids=["numbers", "tlv", "DicomFile"])
def test_inspect_finds_every_emitted_function(construct: Struct) -> None:
    compiled = compile(construct, "inspected")
    emitted = functions(compiled)
    assert [one.__name__ for one in emitted] == [
        line.split("(")[0].removeprefix("def ") for line in compiled.source.splitlines() if line.startswith("def ")
    ]
    for one in emitted:
        assert inspect.getsource(one) in compiled.source
        assert inspect.getsource(one).startswith(f"def {one.__name__}(")
    assert inspect.getsourcelines(emitted[0])[1] == emitted[0].__code__.co_firstlineno


def test_linecache_has_the_text_and_keeps_it() -> None:
    compiled = compile(NUMBERS, "kept")
    linecache.checkcache()
    assert "".join(linecache.getlines(compiled.filename)) == compiled.source


def test_file_names_are_readable_and_unique() -> None:
    first, second, other = compile(NUMBERS, "a name"), compile(NUMBERS, "a name"), compile(NUMBERS, "another name")
    assert (first.filename, second.filename) == ("<dicomconstruct a name>", "<dicomconstruct a name 2>")
    assert other.filename == "<dicomconstruct another name>"
    assert first.source == second.source
    for one in (first, second, other):
        assert one.namespace["read"].__code__.co_filename == one.filename


def test_a_name_is_found_where_none_is_given() -> None:
    assert compile(NUMBERS).filename.startswith("<dicomconstruct Struct")
    assert compile("records" / NUMBERS).filename.startswith("<dicomconstruct records")


def failing(stream: object, context: object) -> object:  # noqa: ARG001
    raise LookupError("a rule that fails")


def test_a_traceback_shows_the_emitted_line() -> None:
    compiled = compile(Struct("a" / Int8ub, "b" / Decision(failing)), "failing")
    with pytest.raises(LookupError) as caught:
        compiled.parse(b"\1")
    frames = traceback.extract_tb(caught.value.__traceback__)
    (frame,) = [one for one in frames if one.filename == compiled.filename]
    assert frame.name == "read"
    assert frame.line is not None
    assert frame.line == compiled.source.splitlines()[(frame.lineno or 0) - 1].strip()
    assert ".asked(" in frame.line
    assert frame.line in "".join(traceback.format_exception(caught.value))


def test_short_input_shows_the_emitted_line_behind_the_interpreters_error() -> None:
    compiled = compile(NUMBERS, "short input")
    with pytest.raises(Exception, match="expected 2, found 1") as caught:
        compiled.parse(b"\1a\0")
    behind = caught.value.__context__
    while behind is not None and not isinstance(behind, struct.error):
        behind = behind.__context__
    assert behind is not None
    shown = "".join(traceback.format_tb(behind.__traceback__))
    assert f'File "{compiled.filename}"' in shown
    assert "unpack" in shown


def generate(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, GENERATOR, *arguments], capture_output=True, text=True, check=False)


def test_golden_files_are_fresh() -> None:
    done = generate("--check")
    assert (done.returncode, done.stdout) == (0, ""), "run tools/gen_golden.py and review the difference"


def test_stale_golden_files_are_noticed_and_written_anew(tmp_path: Path) -> None:
    name = "tlv.py.txt"
    (tmp_path / name).write_text((GOLDEN / name).read_text("utf-8").replace("pos", "position", 1), "utf-8")
    stale = generate("--check", "--target", str(tmp_path))
    assert stale.returncode == 1
    assert "stale: tlv.py.txt: 1 lines gone, 1 lines new" in stale.stdout
    assert "-def read_records(data, position, frame, reading):" in stale.stdout
    assert "+def read_records(data, pos, frame, reading):" in stale.stdout
    assert "position" in (tmp_path / "tlv.py.txt").read_text("utf-8")
    assert generate("--target", str(tmp_path)).returncode == 0
    assert (tmp_path / name).read_text("utf-8") == (GOLDEN / name).read_text("utf-8")
    assert generate("--check", "--target", str(tmp_path)).stdout == ""
