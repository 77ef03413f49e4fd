"""The command line: which rows, how often, and where the results go."""

from __future__ import annotations

import argparse
import fnmatch
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from benchmarks import peers, report
from benchmarks.rows import NAMES, Run, say
from benchmarks.scale import FULL, QUICK
from benchmarks.timing import Result


def arguments(given: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Compare dicomconstruct with its peers."
    )
    parser.add_argument("--quick", action="store_true", help="fewer and smaller files: does the benchmark run?")
    parser.add_argument("--rows", nargs="+", metavar="NAME", help=f"only these; patterns work: {', '.join(NAMES)}")
    parser.add_argument("--rounds", type=int, metavar="N", help="interleaved rounds of each row (7; quick: 3)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything that was measured")
    parser.add_argument("--table", type=Path, metavar="FILE", help="put the table between the markers of this page")
    chosen = parser.parse_args(given)
    for pattern in chosen.rows or ():
        if not fnmatch.filter(NAMES, pattern):
            parser.error(f"no row is called {pattern!r}; there are {', '.join(NAMES)}")
    if chosen.rounds is not None and chosen.rounds < 1:
        parser.error("there has to be one round at least")
    return chosen


def loaded() -> dict[str, peers.Peer]:
    """The libraries that are installed."""
    found = {}
    for name in peers.NAMES:
        try:
            found[name] = peers.load(name)
        except ImportError:
            say(f"{name} is not installed")
    return found


def main(given: list[str]) -> int:
    chosen = arguments(given)
    scale = QUICK if chosen.quick else FULL
    if chosen.rounds is not None:
        scale = replace(scale, rounds=chosen.rounds)
    wanted = [name for name in NAMES if any(fnmatch.fnmatch(name, pattern) for pattern in chosen.rows or ("*",))]
    libraries = loaded()
    versions = {name: peer.version for name, peer in libraries.items()}
    facts = report.machine(versions, scale.rounds, "quick" if chosen.quick else "full")
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        run = Run(libraries, scale, Path(folder))
        for place, name in enumerate(wanted, 1):
            say(f"{place}/{len(wanted)} {name}")
            results.append(run.row(name))
            say(report.console(results[-1:]))
            if chosen.json:
                chosen.json.write_text(report.as_json(results, facts), "utf-8")
    print(report.console(results))
    if chosen.table:
        report.write_table(chosen.table, results, facts)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
