"""The benchmark's arithmetic and its tables, on made-up figures; nothing is timed here."""

from __future__ import annotations

import gc
import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
peers = importlib.import_module("benchmarks.peers")
report = importlib.import_module("benchmarks.report")
timing = importlib.import_module("benchmarks.timing")
sys.path.remove(str(ROOT))

FACTS = report.machine({"dicomconstruct": "0.2.0", "pydicom": "3.0.2"}, rounds=7, scale="full")


def samples(*rounds: tuple[float, ...]) -> object:
    return timing.Samples(rounds)


OURS = samples((1.0, 2.0), (1.0, 4.0), (1.0, 3.0))
"""Totals 3, 5, 4; the files' medians 1 and 3."""
THEIRS = samples((6.0, 6.0), (6.0, 4.0), (8.0, 8.0))
"""Totals 12, 10, 16; the files' medians 6 and 6."""


def result(**changed: object) -> object:
    figures = timing.compare({"dicomconstruct": OURS, "pydicom": THEIRS, "gdcm": OURS}, {"pydicom": 2.5, "gdcm": 2})
    told = {"name": "read", "work": "dcmread", "files": 2, "size": 10, "figures": figures}
    return timing.Result(**(told | changed))


def test_the_headline_is_of_totals_the_spread_of_rounds_and_files_speak_for_themselves() -> None:
    pydicom, gdcm = result().figures
    assert (pydicom.ours, pydicom.theirs) == (2.0, 6.0)
    assert pydicom.ratio == 3.0
    assert (pydicom.low, pydicom.high) == (2.0, 4.0)
    assert pydicom.by_file == 4.0
    assert pydicom.met is True
    assert (gdcm.ratio, gdcm.met) == (1.0, False)


def test_what_we_do_not_have_is_missing_and_the_others_are_told_all_the_same() -> None:
    (figure,) = timing.compare({"pydicom": THEIRS}, {"pydicom": 6.0})
    assert (figure.ours, figure.theirs, figure.ratio, figure.met) == (None, 6.0, None, None)
    assert report.verdict(figure) == "missing"


@pytest.mark.parametrize(
    ("ours", "target", "met"),
    [(0.9, 1.0, True), (1.0, 1.0, True), (1.1, 1.0, False), (None, 1.0, None), (1, None, None)],
)
def test_a_bound_is_held_by_ours_alone(ours: float | None, target: float | None, met: bool | None) -> None:
    assert timing.Figure("", "pydicom", "B", ours, 0.1, target=target, bound=True).met is met


@pytest.mark.parametrize("exponent", [0.0, 1.0, 2.0])
def test_slope_finds_the_exponent(exponent: float) -> None:
    sizes = [10, 100, 1_000, 10_000]
    assert timing.slope(sizes, [3.0 * size**exponent for size in sizes]) == pytest.approx(exponent)


def test_a_file_that_makes_most_of_the_time_is_pointed_out() -> None:
    ours, theirs = samples((1.0, 1.0, 1.0)), samples((2.0, 96.0, 2.0))
    told = timing.dominant({"dicomconstruct": ours, "gdcm": theirs}, ["a", "b", "c"])
    assert told == ["b alone is 96% of gdcm's time; without it the ratio is 2x"]


def test_rounds_are_interleaved_after_one_that_does_not_count() -> None:
    done: list[tuple[str, object]] = []
    operations = {
        name: peers.Operation(lambda given, name=name: done.append((name, given)), lambda given: given + 1)
        for name in ("ours", "theirs")
    }
    measured = timing.measure(operations, [10, 20], rounds=2)
    settled_and_timed = [11, 21] * 2
    assert done == [(name, given) for _ in range(3) for name in ("ours", "theirs") for given in settled_and_timed]
    assert {name: [len(files) for files in of_peer.rounds] for name, of_peer in measured.items()} == {
        "ours": [2, 2],
        "theirs": [2, 2],
    }


def test_the_collector_runs_within_a_timed_round_as_it_does_in_programs() -> None:
    seen: list[bool] = []
    timing.one_round(peers.Operation(lambda _: seen.append(gc.isenabled())), [None])
    assert seen == [True, True]


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.000494, "s", "494 µs"),
        (0.0123, "s", "12.3 ms"),
        (2.5, "s", "2.5 s"),
        (2e-9, "s", "0.002 µs"),
        (1_500_000, "B", "1.5 MB"),
        (0, "B", "0 B"),
        (1234.5, "instructions", "1234 instructions"),
        (1.041, "", "1.04"),
        (None, "s", "-"),
    ],
)
def test_quantities_are_told_to_three_digits(value: float | None, unit: str, text: str) -> None:
    assert report.quantity(value, unit) == text


def test_the_console_has_a_line_for_each_figure_and_the_notes_below() -> None:
    told = report.console([result(left_out={"gdcm": {"a.dcm": "crash", "b.dcm": "ValueError"}}, notes=["a note"])])
    heading, pydicom, gdcm, *notes = told.splitlines()
    assert heading.split()[:3] == ["work", "files", "ours"]
    assert pydicom.split() == ["dcmread", "2", "2", "s", "pydicom", "6", "s", "3x", "2..4", "4x", "2.5x", "yes"]
    assert gdcm.split()[-2:] == ["2x", "**no**"]
    assert notes == ["    a note", "    left out: gdcm fails on 2 (ValueError, crash)"]


def test_json_has_the_machine_and_every_figure_with_its_verdict() -> None:
    told = json.loads(report.as_json([result()], FACTS))
    assert told["machine"]["libraries"]["pydicom"] == "3.0.2"
    assert told["machine"]["processors"] >= 1
    (row,) = told["rows"]
    assert [(figure["against"], figure["ratio"], figure["met"]) for figure in row["figures"]] == [
        ("pydicom", 3.0, True),
        ("gdcm", 1.0, False),
    ]


def test_the_table_takes_its_place_between_the_markers_and_nothing_else(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text(f"# Performance\n\nBefore.\n\n{report.BEGIN}\nold\n{report.END}\n\nAfter.\n", "utf-8")
    report.write_table(page, [result()], FACTS)
    text = page.read_text("utf-8")
    assert text.startswith(f"# Performance\n\nBefore.\n\n{report.BEGIN}\n")
    assert text.endswith(f"\n{report.END}\n\nAfter.\n")
    assert "old" not in text
    assert "| dcmread | 2 | 2 s | pydicom | 6 s | 3x | 2..4 | 4x | 2.5x | yes |" in text.splitlines()
    report.write_table(page, [result()], FACTS)
    assert page.read_text("utf-8") == text


def test_a_page_without_markers_gets_them_at_its_end(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    report.write_table(page, [result()], FACTS)
    assert page.read_text("utf-8").startswith(report.BEGIN)
    assert report.with_table("Prose.\n", "new") == f"Prose.\n\n{report.BEGIN}\nnew\n{report.END}\n"


@pytest.mark.parametrize(
    "page",
    [f"{report.BEGIN}\n", f"{report.END}\n", f"{report.END}\n{report.BEGIN}\n"],
    ids=["open", "close", "swapped"],
)
def test_half_a_pair_of_markers_is_refused(page: str) -> None:
    with pytest.raises(ValueError, match="the page needs"):
        report.with_table(page, "new")


def test_importing_the_benchmark_imports_no_peer_that_may_be_absent() -> None:
    program = (
        "import sys; sys.modules.update(dicomsdl=None, gdcm=None, dicomconstruct=None); import benchmarks.__main__"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
