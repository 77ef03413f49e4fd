"""Count the outcomes of pydicom's test suite on our package, and find the unexpected differences.

    compare.py RESULTS BASELINE [--not-scored FILE] [--kind public]

Exit status 1 where a test fails that `expected_differences.tsv` does not have.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

EXPECTED = Path(__file__).with_name("expected_differences.tsv")
VERDICTS = ("right", "to do", "tables")


class Expectation(NamedTuple):
    """A pattern of test names, what we say of them, and why."""

    pattern: str
    verdict: str
    reason: str

    def covers(self, test: str) -> bool:
        return fnmatchcase(test, self.pattern.replace("[", "[[]"))


def expectations(path: Path = EXPECTED) -> list[Expectation]:
    """The lines of a file of expectations. ValueError for an unknown verdict."""
    lines = [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    found = [Expectation(*line.split("\t")) for line in lines]
    for one in found:
        if one.verdict not in VERDICTS or not one.reason:
            raise ValueError(f"{path.name}: {one.pattern}: one of {', '.join(VERDICTS)}, and a reason")
    return found


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("results", type=Path)
    parser.add_argument("baseline", type=Path)
    parser.add_argument("--not-scored", type=Path, help="tests that say nothing, as a JSON object")
    parser.add_argument("--kind", default="public")
    options = parser.parse_args(arguments)
    ours = json.loads(options.results.read_text("utf-8"))["tests"]
    theirs = json.loads(options.baseline.read_text("utf-8"))["tests"]
    left_out = json.loads(options.not_scored.read_text("utf-8")) if options.not_scored else {}
    scored = [
        test
        for test, one in theirs.items()
        if one["outcome"] == "passed" and one["kind"] == options.kind and test not in left_out
    ]
    failing = [test for test in scored if ours.get(test, {}).get("outcome") != "passed"]
    known = expectations()
    verdicts: Counter[str] = Counter()
    unexpected = []
    for test in failing:
        found = next((one for one in known if one.covers(test)), None)
        if found is None:
            unexpected.append(test)
        else:
            verdicts[found.verdict] += 1
    passed = len(scored) - len(failing)
    print(f"{passed} of {len(scored)} {options.kind} tests pass ({passed / len(scored):.1%})")
    print(*(f"{verdict}: {count}" for verdict, count in sorted(verdicts.items())), sep="\n")
    idle = [one.pattern for one in known if not any(one.covers(test) for test in failing)]
    print(*(f"no longer needed: {pattern}" for pattern in idle), sep="\n", end="\n" if idle else "")
    print(*(f"not expected: {test}" for test in unexpected), sep="\n", end="\n" if unexpected else "")
    return 1 if unexpected else 0


if __name__ == "__main__":
    sys.exit(main())
