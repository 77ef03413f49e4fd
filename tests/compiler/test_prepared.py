"""The standard's codec comes from a generated module: without construct, never stale, and what would be emitted."""

from __future__ import annotations

import copy
import inspect
import os
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest
from bytes_of import (
    EXPLICIT_BE,
    IMPLICIT_LE,
    JPEG,
    UNDEFINED,
    explicit,
    fragments,
    implicit,
    item,
    long,
    part10,
    sequence_end,
    undefined_item,
)
from real_files import FILES, named

from dicomconstruct import STANDARD
from dicomconstruct.codec import Codec
from dicomconstruct.compiler import Compiled, Prepared
from dicomconstruct.compiler.emission import Emission
from dicomconstruct.compiler.prepared import Deferred
from dicomconstruct.compiler.runtime import Shape
from dicomconstruct.engines.standard import CHECKSUM, SOURCES, StandardGrammar, checksum
from dicomconstruct.grammar import DicomFile
from dicomconstruct.tree import first_difference

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "dicomconstruct"
GENERATOR = ROOT / "tools" / "gen_codec.py"
EMITTED = Emission(DicomFile, "DicomFile")
NAME = explicit(0x00100010, "PN", b"Doe^John")
READ = """
import sys
import dicomconstruct as dc
for path in sys.argv[1:]:
    ds = dc.dcmread(path)
    print(ds.PatientName, len(ds))
compiled = dc.STANDARD.compiled.compiled
print(type(compiled).__name__)
print(*(name for name in ("construct", "numpy", "dicomconstruct.compiler.plan") if name in sys.modules))
"""


def run(code: str, *arguments: str, package: Path = PACKAGE) -> list[str]:
    command = [sys.executable, "-c", code, *arguments]
    environment = {**os.environ, "PYTHONPATH": str(package.parent)}
    return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout.splitlines()


def conformant(folder: Path) -> list[str]:
    """Files as the standard has them: every byte order and VR encoding, sequences, private elements, fragments."""
    name = implicit(0x00100010, b"Doe^John")
    private = (explicit(0x00090010, "LO", b"ME"), long(0x00091001, "OB", b"ab"))
    files = {
        "defined": part10(long(0x00081140, "SQ", item(NAME)), *private, NAME),
        "undefined": part10(
            long(0x00081140, "SQ", length=UNDEFINED), undefined_item(NAME), sequence_end(), *private, NAME
        ),
        "implicit": part10(
            implicit(0x00081140, item(name)),
            implicit(0x00090010, b"ME"),
            implicit(0x00091001, b"ab"),
            name,
            uid=IMPLICIT_LE,
        ),
        "big endian": part10(
            *(explicit(number, "LO", b"ME", order=">") for number in (0x00080070, 0x00090010, 0x00091001)),
            explicit(0x00100010, "PN", b"Doe^John", order=">"),
            uid=EXPLICIT_BE,
        ),
        "encapsulated": part10(*private, NAME, fragments(0x7FE00010, b"", b"\xff\xd8\xff\xd9"), uid=JPEG),
    }
    for file, data in files.items():
        (folder / file).write_bytes(data)
    return [str(folder / file) for file in files]


def test_a_conformant_file_is_read_without_construct(tmp_path: Path) -> None:
    paths = conformant(tmp_path)
    *read, kind, imported = run(READ, *paths)
    assert read == ["Doe^John 4"] * len(paths)
    assert kind == "Prepared"
    assert imported.split() == []


def test_an_odd_file_finds_its_rules_in_the_grammar(tmp_path: Path) -> None:
    odd = tmp_path / "odd"
    odd.write_bytes(part10(explicit(0x00080060, "??", b"OT"), NAME))
    (read, kind, imported) = run(READ, str(odd))
    assert (read, kind) == ("Doe^John 2", "Prepared")
    assert "construct" in imported.split()


def described(value: Any) -> Any:
    """A constant as something to compare: formats for `struct`, facts for shapes, names for functions."""
    if isinstance(value, Shape):
        facts = (value.token, value.size, value.opens, value.fields, value.measured, value.container)
        return (*facts, dict(value.known), dict(value.constants), described(value.unpack), value.body)
    if isinstance(value, dict):
        return {key: described(one) for key, one in value.items()}
    if type(getattr(value, "__self__", None)).__name__ == "Struct":
        return value.__self__.format, value.__name__
    return value


def test_it_has_the_text_that_is_emitted_now() -> None:
    assert isinstance(STANDARD.compiled.compiled, Prepared)
    assert STANDARD.compiled.compiled.source == EMITTED.text
    assert Codec().compiled.compiled.source == EMITTED.text


def test_its_constants_are_those_that_are_emitted_now() -> None:
    namespace = STANDARD.compiled.compiled.namespace
    deferred = []
    for name, value in EMITTED.constants.items():
        if name in EMITTED.tables:
            assert {key: one.__name__ for key, one in namespace[name].items()} == EMITTED.tables[name]
        elif isinstance(namespace[name], Deferred):
            deferred.append(name.rstrip("0123456789"))
            assert type(namespace[name].resolved()) is type(value)
        else:
            assert described(namespace[name]) == described(value), name
    assert set(deferred) == {"RULE_", "WRAPPED_", "NESTED_BY_"}


def test_its_shapes_know_the_constructs_of_their_tokens() -> None:
    levels = EMITTED.levels
    for key, level in levels.items():
        for alternative in level.alternatives:
            if alternative.token:
                expected = level.tokens[alternative.token]
                shapes = [
                    one
                    for one in STANDARD.compiled.compiled.shapes
                    if one.token == alternative.token and one.construct.resolved() is expected
                ]
                assert shapes, (key, alternative.token)


def test_it_has_the_tables_that_are_tied_now() -> None:
    prepared, fresh = STANDARD.compiled.compiled, Codec().compiled.compiled
    assert isinstance(fresh, Compiled)
    assert (prepared.memos, prepared.defaults, prepared.key) == (fresh.memos, fresh.defaults, fresh.key)
    names = {key: one.__name__ for key, one in fresh.namespace["READERS"].items()}
    assert {key: one.__name__ for key, one in prepared.namespace["READERS"].items()} == names
    writers = {token: one.__name__ for token, one in fresh.namespace["write_levels"]._writers.items()}
    assert {token: one.__name__ for token, one in prepared.namespace["write_levels"]._writers.items()} == writers
    assert list(prepared.namespace["LEVELS"].resolved()) == list(fresh.namespace["LEVELS"])


@pytest.mark.parametrize("path", FILES[::12], ids=named)
def test_it_reads_and_writes_what_fresh_code_does(path: Path) -> None:
    data, fresh = path.read_bytes(), Codec()
    tree = STANDARD.read_tree(data)
    assert first_difference(tree, fresh.read_tree(data)) == ""
    assert STANDARD.parse(data) == fresh.parse(data)
    assert STANDARD.rebuild(tree) == fresh.rebuild(tree)


def test_inspect_finds_its_functions() -> None:
    compiled = STANDARD.compiled.compiled
    own = [one for one in compiled.namespace.values() if inspect.isfunction(one) and one.__module__ == MODULE]
    assert own
    for one in own:
        assert isinstance(one, FunctionType)
        assert inspect.getsource(one) in compiled.source


MODULE = "dicomconstruct.engines.standard_generated"


def test_a_deferred_constant_is_not_looked_up_for_being_copied() -> None:
    asked: list[str] = []
    deferred = Deferred(lambda: asked.append("asked") or {"a": 1})
    copied = copy.copy(deferred)
    assert asked == []
    assert "a" in copied
    assert copied["a"] == 1
    assert list(deferred.items()) == [("a", 1)]
    assert asked == ["asked", "asked"]


def test_codecs_that_differ_in_limits_or_dictionary_share_it() -> None:
    for codec in (STANDARD.with_limits(max_depth=3), STANDARD.with_vr_of(lambda tag, creator: None)):  # noqa: ARG005
        assert codec.compiled is STANDARD.compiled
        assert codec.bound is not STANDARD.bound
    assert isinstance(STANDARD.with_vr(STANDARD.vrs["OB"]).compiled.compiled, Compiled)
    assert isinstance(STANDARD.with_encoding(STANDARD.syntaxes["1.2.840.10008.1.2"]).compiled.compiled, Compiled)


def test_it_is_fresh() -> None:
    assert checksum(SOURCES) == CHECKSUM, "run tools/gen_codec.py and review the difference"
    done = subprocess.run([sys.executable, GENERATOR, "--check"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), "run tools/gen_codec.py and review the difference"


def test_every_source_of_the_grammar_and_the_compiler_decides() -> None:
    files = [file for folder in ("grammar", "compiler") for file in (PACKAGE / folder).rglob("*.py")]
    assert {PACKAGE / source for source in SOURCES} == set(files)


def test_it_is_written_anew_where_it_is_stale(tmp_path: Path) -> None:
    for name in ("standard_generated.py", "standard_sources_generated.py"):
        text = (PACKAGE / "engines" / name).read_text("utf-8")
        edited = text.replace("CHECKSUM = 0x", "CHECKSUM = 0xF").replace("pos + 8", "pos + 9", 1)
        (tmp_path / name).write_text(edited, "utf-8")
    command = [sys.executable, GENERATOR, "--target", str(tmp_path)]
    stale = subprocess.run([*command, "--check"], capture_output=True, text=True, check=False)
    assert stale.returncode == 1
    assert "stale: standard_generated.py: 1 lines gone, 1 lines new" in stale.stdout
    assert "stale: standard_sources_generated.py: 1 lines gone, 1 lines new" in stale.stdout
    subprocess.run(command, capture_output=True, check=True)
    for name in ("standard_generated.py", "standard_sources_generated.py"):
        assert (tmp_path / name).read_text("utf-8") == (PACKAGE / "engines" / name).read_text("utf-8")


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the package, to be edited."""
    return Path(
        shutil.copytree(PACKAGE, tmp_path / "src" / "dicomconstruct", ignore=shutil.ignore_patterns("__pycache__"))
    )


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_an_edited_comment_is_compiled_afresh_to_the_same(copied: Path, tmp_path: Path) -> None:
    paths = conformant(tmp_path)
    before = run(READ, *paths, package=copied)
    edit(copied / "grammar" / "headers.py", "RESERVED = ", "# An edit.\nRESERVED = ")
    after = run(READ, *paths, package=copied)
    assert (before[:-2], before[-2]) == (after[:-2], "Prepared")
    assert after[-2] == "Compiled"
    assert "construct" in after[-1].split()


def test_an_edited_row_of_the_grammar_is_followed_at_once(copied: Path, tmp_path: Path) -> None:
    wide = tmp_path / "wide"
    wide.write_bytes(part10(long(0x00091001, "US", b"\1\0"), NAME))
    code = f"{READ}print((0x0009, 0x1001) in ds and ds[0x0009, 0x1001].value)"
    *_, kind, _, value = run(code, str(wide), package=copied)
    assert kind == "Prepared"
    assert value != "1"
    edit(copied / "grammar" / "vrs.py", 'VR("US", "Unsigned Short", SHORT', 'VR("US", "Unsigned Short", LONG')
    *_, kind, _, value = run(code, str(wide), package=copied)
    assert (kind, value) == ("Compiled", "1")


def test_a_renamed_part_of_the_grammar_does_no_harm(copied: Path, tmp_path: Path) -> None:
    edit(copied / "grammar" / "keys.py", "element_key", "tag_of_key")
    *read, kind, _ = run(READ, *conformant(tmp_path), package=copied)
    assert (read, kind) == (["Doe^John 4"] * len(read), "Compiled")


def test_without_sources_the_module_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    class NoSources:
        def get_data(self, path: str) -> bytes:
            raise FileNotFoundError(path)

    monkeypatch.setattr(import_module("dicomconstruct"), "__loader__", NoSources())
    assert checksum(SOURCES) is None
    assert isinstance(StandardGrammar().compiled.compiled, Prepared)
