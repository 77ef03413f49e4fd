"""The pinned hashes: as the house before the redesign gave them, and the reviewed differences since.

`accounts.tsv` never changes. A difference that is meant has a row in `differences.tsv`: the input, the account, its
new hash, and the reason.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from dicomconstruct import STANDARD
from dicomconstruct.tree import first_difference
from pinned.accounts import ACCOUNTS, hash_of, hashed
from pinned.inputs import MUTANT, data_of, names

FOLDER = Path(__file__).parent
PINNED = FOLDER / "accounts.tsv"
DIFFERENCES = FOLDER / "differences.tsv"
MUTANTS = "mutants"
GROUP = 100
"""Mutants whose hashes are kept as one."""
SEEDS = 100_000


class Difference(NamedTuple):
    """What an account of an input says now, and where it did not say so before."""

    name: str
    account: str
    pinned: str
    now: str


def groups(first: int, last: int) -> list[str]:
    """The names of the groups of mutants by their first seeds."""
    return [f"{MUTANTS}/{start}" for start in range(first, last, GROUP)]


def members(name: str) -> list[str]:
    """The inputs that a name stands for: one, or the mutants of a group."""
    if not name.startswith(f"{MUTANTS}/"):
        return [name]
    start = int(name.removeprefix(f"{MUTANTS}/"))
    return [f"{MUTANT}/{seed}" for seed in range(start, start + GROUP)]


def hashes_of(name: str) -> dict[str, str]:
    """The hashes of an input or a group by account."""
    inputs = [data_of(one) for one in members(name)]
    if len(inputs) == 1:
        return {account: hash_of(account, inputs[0]) for account in ACCOUNTS}
    return {account: hashed("".join(hash_of(account, data) for data in inputs).encode()) for account in ACCOUNTS}


@cache
def pinned() -> dict[str, dict[str, str]]:
    """The hashes that are to be found, by name and account."""
    found = {}
    for line in PINNED.read_text("utf-8").splitlines()[1:]:
        name, *hashes = line.split("\t")
        found[name] = dict(zip(ACCOUNTS, hashes, strict=True))
    for line in DIFFERENCES.read_text("utf-8").splitlines()[1:]:
        name, account, now, _ = line.split("\t")
        found[name][account] = now
    return found


def differences(name: str) -> list[Difference]:
    """The accounts of an input or a group that are not as pinned."""
    now = hashes_of(name)
    return [
        Difference(name, account, before, now[account])
        for account, before in pinned()[name].items()
        if now[account] != before
    ]


def engines_differ(name: str) -> list[str]:
    """What the trees of the two engines differ in, their recovery rules included, for an input or a group."""
    found = []
    for one in members(name):
        data = data_of(one)
        trees = [STANDARD.read_tree(data, engine=engine) for engine in ("reference", "compiled")]
        difference = first_difference(*trees)
        if difference:
            found.append(f"{one}\t{difference}")
    return found


def all_names() -> list[str]:
    """Every input and every group of mutants."""
    return names() + groups(0, SEEDS)
