"""Every example in the README and in docs/ runs, and prints what the page says it prints.

``python`` blocks are doctests, one session a page. ``console`` blocks are commands after ``$`` with their
output; ``...`` stands for any lines. ``sh`` blocks are set-up or need a file of the reader's, and `.ci/run`
runs the two of the README that are marked as commands.
"""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^( *)```(\w+)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)


def blocks(page: Path, language: str) -> list[str]:
    return [body for _indent, found, body in BLOCK.findall(page.read_text("utf-8")) if found == language]


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


WITH_PYTHON = [page for page in PAGES if blocks(page, "python")]
WITH_CONSOLE = [page for page in PAGES if blocks(page, "console")]


@pytest.mark.parametrize("page", WITH_PYTHON, ids=named)
def test_python_examples(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = "\n".join(blocks(page, "python"))
    examples = doctest.DocTestParser().get_doctest(text, {}, named(page), str(page), 0)
    assert examples.examples
    report: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL)
    runner.run(examples, out=report.append)
    assert not runner.summarize(verbose=False).failed, "".join(report)


@pytest.mark.parametrize("page", WITH_CONSOLE, ids=named)
def test_console_examples(page: Path, tmp_path: Path) -> None:
    for block in blocks(page, "console"):
        for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, expected = step.partition("\n")
            program, *arguments = command.split()
            assert program == "dicomconstruct", command
            run = subprocess.run(
                [sys.executable, "-m", program, *arguments], cwd=tmp_path, capture_output=True, text=True
            )
            assert run.returncode == 0, f"{command}\n{run.stdout}{run.stderr}"
            checker = doctest.OutputChecker()
            flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
            assert checker.check_output(expected, run.stdout, flags), f"{command}\n{run.stdout}"


def test_the_ci_script_takes_its_commands_from_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    for name in re.findall(r"\$\(readme_command (\w+)\)", script):
        assert len(re.findall(rf"<!-- command: {name} -->\n```sh\npython3 -m venv .*\n```", readme)) == 1
    assert set(re.findall(r"<!-- command: (\w+) -->", readme)) == {"verify", "test"}


def test_links_between_pages_lead_somewhere() -> None:
    broken = [
        f"{named(page)}: {target}"
        for page in PAGES
        for target in re.findall(r"\]\(((?!https?:)[^)#]+)\)", page.read_text("utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []


IN_THE_REPOSITORY = re.compile(r"`((?:docs|specs|src|tests|tools)/[\w./-]+)`")
IN_A_ROOM = re.compile(r"`((?:dataset|fidelity|grammar|tree)/[\w/]+\.py|[a-z_]+\.py)`")


def test_files_that_pages_name_are_there() -> None:
    for page in [*PAGES, ROOT / "CONTRIBUTING.md"]:
        for name in IN_THE_REPOSITORY.findall(page.read_text("utf-8")):
            assert (ROOT / name).exists(), f"{named(page)}: {name}"
    page = ROOT / "docs" / "explanation" / "where-things-live.md"
    for name in IN_A_ROOM.findall(page.read_text("utf-8")):
        assert (ROOT / "src" / "dicomconstruct" / name).exists(), f"{named(page)}: {name}"
