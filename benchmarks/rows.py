"""The rows: one for each line of the performance table in the design, and what each has to reach."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import generated, pixels, processes
from benchmarks.corpus import LACKING, SMALL, Probe, named, real_files
from benchmarks.peers import DICOMSDL, GDCM, NUMPY, OURS, PYDICOM, PYLIBJPEG, Peer
from benchmarks.scale import Scale
from benchmarks.timing import Figure, Result, compare, dominant, measure

REAL = "real"
SCRATCH = "scratch"
SCRATCH_RUNS = 20
"""Data sets that are built in a round."""
FEW_RUNS = 10
"""Times that work on one image is done in a round."""
OPEN_RUNS = 3
"""Times that a large file is opened in a round."""


@dataclass(frozen=True)
class Row:
    """One kind of work, on which files, against whom, and how many times faster it has to be."""

    name: str
    work: str
    operation: str
    targets: Mapping[str, float | None]
    corpus: str = REAL
    runs: int = 1


def large_rows() -> list[Row]:
    """Open, and open and walk all of, each of the large generated files."""
    rows = []
    for what in ("multi-frame", "report"):
        for lengths in ("undefined", "defined"):
            on = f"{what}, {lengths} lengths"
            corpus = f"{what} {lengths}"
            targets = {PYDICOM: 20.0, DICOMSDL: None, GDCM: None}
            rows += [
                Row(f"{what}-{lengths}-open", f"{on}: open", "read", targets, corpus, OPEN_RUNS),
                Row(
                    f"{what}-{lengths}-iterall",
                    f"{on}: open and iterall",
                    "read and decode",
                    {PYDICOM: 5.0},
                    corpus,
                ),
                Row(f"{what}-{lengths}-walk", f"{on}: open and walk", "read and walk", {PYDICOM: 5.0}, corpus),
            ]
    return rows


def pixel_rows() -> list[Row]:
    """Arrays, RLE Lossless both ways, one frame of many, and whole files from one transfer syntax to the other."""
    image, large, rle = pixels.IMAGE, pixels.LARGE_IMAGE, pixels.RLE_IMAGE
    arrays, plugins = {PYDICOM: 1.0, NUMPY: 0.8}, {PYDICOM: 1.0, PYLIBJPEG: None}
    rows = [
        Row("pixel-array", "native pixel_array", "pixel array", arrays, large, FEW_RUNS),
        Row("pixel-view", "native, view_only", "pixel view", {PYDICOM: 0.8, NUMPY: None}, large, FEW_RUNS),
        Row("read-pixels", "pixel_array of a path", "read pixel array", {PYDICOM: 2.0}, large, FEW_RUNS),
        Row("decode-rle", "RLE decode", "decode RLE", plugins, rle, FEW_RUNS),
        Row("encode-rle", "RLE encode", "encode RLE", plugins, image, FEW_RUNS),
        Row("compress", "dcmread, compress, dcmwrite", "compress", {PYDICOM: 2.0}, image, OPEN_RUNS),
        Row("decompress", "dcmread, decompress, dcmwrite", "decompress", {PYDICOM: 1.0}, rle, OPEN_RUNS),
    ]
    for corpus, what in pixels.FRAMES.items():
        name = f"one-frame-{corpus.split()[1]}"
        rows.append(Row(name, f"one frame of many, {what}", "read one frame", {PYDICOM: 1.0}, corpus, FEW_RUNS))
    return rows


TIMED: tuple[Row, ...] = (
    Row("read", "dcmread, whole file", "read", {PYDICOM: 6.0, DICOMSDL: 1.2, GDCM: 2.0}),
    Row("read-and-list", "dcmread, and list the tags", "read and list", {PYDICOM: 6.0, DICOMSDL: None}),
    Row(
        "read-up-to-pixels",
        "dcmread(stop_before_pixels=True)",
        "read up to pixels",
        {PYDICOM: 10.0, DICOMSDL: 1.0},
    ),
    Row("read-one-tag", "one tag by specific_tags", "read one tag", {PYDICOM: 10.0, DICOMSDL: 1.0}),
    Row("decode", "decode every value, nested too", "decode", {PYDICOM: 6.0}),
    Row("read-and-decode", "read and decode every value", "read and decode", {PYDICOM: 6.0}),
    Row("save", "save_as, untouched", "save", {PYDICOM: 20.0}),
    Row("write", "dcmwrite, untouched", "write", {PYDICOM: 20.0}),
    Row("edit", "assign every value, dcmwrite", "edit and write", {PYDICOM: 3.0}),
    Row("edit-decoded", "the same, values looked at before", "edit decoded and write", {PYDICOM: 3.0}),
    Row("build", "build a data set, dcmwrite", "build and write", {PYDICOM: 3.0}, SCRATCH, SCRATCH_RUNS),
    Row("write-built", "dcmwrite what was built", "write built", {PYDICOM: 3.0}, SCRATCH, SCRATCH_RUNS),
    Row("json", "to_json_dict", "to JSON", {PYDICOM: 4.0}),
    Row("text", "str(ds)", "to text", {PYDICOM: 4.0}),
    *large_rows(),
    *pixel_rows(),
)

ALONE: Mapping[str, Callable[[str, Probe, Scale, Path], Result]] = {
    "start-up": processes.start_up,
    "memory": processes.memory,
    "growth": processes.growth,
    "instructions": processes.instructions,
    "repeats": processes.repeats,
    "frame-bytes": pixels.frame_bytes,
}
"""The rows that run in processes of their own."""

NAMES: tuple[str, ...] = (*(row.name for row in TIMED), *ALONE)


@dataclass
class Run:
    """One run of the benchmark: its libraries, its scale, and what it has found out about the files."""

    peers: Mapping[str, Peer]
    scale: Scale
    folder: Path
    probe: Probe = field(default_factory=Probe)

    def row(self, name: str) -> Result:
        """Measure one row."""
        if name in ALONE:
            return ALONE[name](name, self.probe, self.scale, self.folder)
        return self.timed(next(row for row in TIMED if row.name == name))

    def timed(self, row: Row) -> Result:
        """Measure the libraries on the files that all of them manage."""
        result = Result(row.name, row.work)
        paths = self.paths(row.corpus)
        names = self.able(row, paths, result)
        kept = [path for path in paths if not any(named(path) in left for left in result.left_out.values())]
        result.files, result.size = len(kept), sum(path.stat().st_size for path in kept)
        if not kept or not names:
            result.figures = [Figure("", peer, "s", None, target=target) for peer, target in row.targets.items()]
            return result
        self.compare_counts(row, names, kept, result)
        operations = {name: self.peers[name].operations[row.operation] for name in names}
        samples = measure(operations, kept * row.runs, self.scale.rounds)
        result.figures = compare(samples, row.targets)
        if row.runs == 1:
            result.notes += dominant(samples, [named(path) for path in kept])
        result.raw = {
            "seconds by round": {name: of_peer.totals for name, of_peer in samples.items()},
            "seconds by file": {
                name: dict(zip(map(named, kept), of_peer.medians, strict=False))
                for name, of_peer in samples.items()
            },
        }
        return result

    def paths(self, corpus: str) -> Sequence[Path]:
        if corpus == REAL:
            return real_files(self.scale.every)
        if corpus == SCRATCH:
            return [SMALL]
        if corpus in pixels.CORPORA:
            return [pixels.made(corpus, self.scale.frames, self.folder)]
        return [generated.large(corpus, self.scale.items, self.folder)]

    def able(self, row: Row, paths: Sequence[Path], result: Result) -> list[str]:
        """The libraries that manage at least one of the files; what the others of these fail on is left out."""
        names = []
        for name in (OURS, *row.targets):
            failures = self.probe.failures(name, row.operation, paths)
            if len(failures) == len(paths):
                kinds = sorted(set(failures.values()))
                lacking = LACKING.issuperset(kinds)
                result.notes.append(f"{name}: {'missing' if lacking else 'fails on all'} ({', '.join(kinds)})")
                continue
            names.append(name)
            if failures:
                result.left_out[name] = {named(path): failure for path, failure in failures.items()}
        return names

    def compare_counts(self, row: Row, names: Sequence[str], paths: Sequence[Path], result: Result) -> None:
        """Note the files of which we look at another number of elements than pydicom does."""
        if not {OURS, PYDICOM} <= set(names):
            return
        other = []
        for path in paths:
            ours, theirs = (self.probe.count(name, row.operation, path) for name in (OURS, PYDICOM))
            if ours != theirs:
                other.append(f"{named(path)} ({ours} against {theirs})")
        if other:
            result.notes.append(f"another number of elements than {PYDICOM} finds: {', '.join(other)}")


def say(text: str) -> None:
    """Tell the person who waits."""
    print(text, file=sys.stderr, flush=True)
