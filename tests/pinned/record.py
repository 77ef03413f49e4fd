"""Compare every pinned account with what the house says now, or show one.

    python tests/pinned/record.py                     # all 100 000 mutants; exit status 1 where one differs
    python tests/pinned/record.py --engines           # the trees of both engines, recovery rules included
    python tests/pinned/record.py --see mutant/17     # every account of one input, as text
    python tests/pinned/record.py --see mutants/100   # which mutants of a group have which hashes

Run ``--see`` in a checkout of the commit before as well, and compare the two with diff.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from pinned.accounts import ACCOUNTS, hash_of, lines_of
from pinned.inputs import data_of
from pinned.pins import PINNED, all_names, differences, engines_differ, hashes_of, members


def see(name: str, account: str) -> Iterator[str]:
    """An account of an input; of a group, the hash of each of its mutants."""
    inputs = members(name)
    if len(inputs) == 1:
        yield from lines_of(account, data_of(name))
    else:
        yield from (f"{one} {account} {hash_of(account, data_of(one))}" for one in inputs)


def progress(done: int, total: int) -> None:
    """Say how far the run is, on a terminal's line of its own."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done} of {total}" + ("\n" if done == total else ""))


def main() -> int:
    """Run the command; the exit status is 1 where an account differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--see", metavar="NAME", help="show the accounts of one input or group")
    parser.add_argument("--account", choices=ACCOUNTS, help="only this account of it")
    parser.add_argument("--engines", action="store_true", help="compare the trees of the two engines instead")
    parser.add_argument("--write", action="store_true", help="write accounts.tsv anew")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    if options.see:
        for account in [options.account] if options.account else ACCOUNTS:
            print(f"# {account}")
            for line in see(options.see, account):
                print(line.encode("utf-8", "backslashreplace").decode("utf-8"))
        return 0
    names = all_names()
    with ProcessPoolExecutor(options.jobs) as pool:
        if options.write:
            rows = ["\t".join(("input", *ACCOUNTS))]
            for number, (name, hashes) in enumerate(zip(names, pool.map(hashes_of, names), strict=True), 1):
                rows.append("\t".join((name, *hashes.values())))
                progress(number, len(names))
            PINNED.write_text("\n".join(rows) + "\n", "utf-8")
            return 0
        found = 0
        compare = engines_differ if options.engines else differences
        for number, several in enumerate(pool.map(compare, names), 1):
            for one in several:
                found += 1
                print(one if isinstance(one, str) else "\t".join(one), flush=True)
            progress(number, len(names))
    compared = "inputs are read otherwise by the other engine" if options.engines else "accounts differ"
    print(f"{found} {compared}, of {len(names)} inputs and groups of mutants")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
