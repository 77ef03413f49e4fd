"""The reference page of findings is the one that the table of rules gives."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from dicomconstruct.fidelity import RULES

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "findings.md"
GENERATOR = ROOT / "tools" / "gen_findings.py"


def generate(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, GENERATOR, *arguments], capture_output=True, text=True, check=False)


def test_page_is_fresh() -> None:
    done = generate("--check")
    assert (done.returncode, done.stdout) == (0, "")


def test_page_has_every_rule() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for rule in RULES.values():
        assert text.count(f"| `{rule.code}` | {rule.severity} | {rule.clause} | {rule.description} |") == 1


def test_stale_page_is_noticed_and_written_anew(tmp_path: Path) -> None:
    target = tmp_path / "findings.md"
    target.write_text("old", encoding="utf-8")
    assert generate("--check", "--target", str(target)).returncode == 1
    assert target.read_text(encoding="utf-8") == "old"
    assert generate("--target", str(target)).returncode == 0
    assert target.read_text(encoding="utf-8") == PAGE.read_text(encoding="utf-8")
