"""Processes that a program on `dicomconstruct.compat` starts have the same pydicom, however they are started."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dicomconstruct import compat

OURS = "dicomconstruct.compat.pydicom"
PROGRAM = """
import multiprocessing, subprocess, sys
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
import pydicom

def said(_):
    import pydicom, pydicom.uid
    from pydicom.pixels.utils import pixel_dtype
    return f"{pydicom.__name__} {pydicom.uid.__name__} {pixel_dtype.__module__} {version('pydicom')}"

if __name__ == "__main__":
    method = sys.argv[1]
    print(said(0), flush=True)
    if method == "subprocess":
        code = "import pydicom.uid, importlib.metadata as m; print(pydicom.__name__, m.version('pydicom'))"
        subprocess.run([sys.executable, "-c", code], check=True)
    else:
        context = multiprocessing.get_context(method)
        with context.Pool(1) as pool:
            print(*pool.map(said, [1]))
        with ProcessPoolExecutor(1, mp_context=context) as pool:
            print(*pool.map(said, [1]))
"""


def run(program: Path, *arguments: str, through: tuple[str, ...] = ("-m", "dicomconstruct.compat")) -> list[str]:
    command = [sys.executable, *through, str(program), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize("method", ["spawn", "forkserver", "fork"])
def test_processes_of_multiprocessing_inherit_it(method: str, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    here, *children = run(program, method)
    assert here.startswith(f"{OURS} {OURS}.uid dicomconstruct.pixels")
    assert here.endswith(" 3.0.2")
    assert children == [here, here]


def test_processes_of_subprocess_inherit_it(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    assert run(program, "subprocess")[1] == f"{OURS} 3.0.2"


def test_a_process_that_calls_install_hands_it_on(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(f"import dicomconstruct.compat\ndicomconstruct.compat.install()\n{PROGRAM}")
    assert run(program, "spawn", through=())[1].startswith(OURS)


UNINSTALL = """
import os, subprocess, sys
import dicomconstruct.compat as compat
os.environ.pop("PYTHONPATH", None)
if len(sys.argv) > 1:
    os.environ["PYTHONPATH"] = sys.argv[1]
before = list(sys.path)
compat.install(legacy=True)
compat.install()
import pydicom
assert sys.path[0] == before[0]
assert os.environ["PYTHONPATH"].split(os.pathsep)[:2] == [compat.OLD_SHIM, compat.SHIM]
compat.uninstall()
compat.uninstall()
assert sys.path == before
assert os.environ.get("PYTHONPATH") == (sys.argv[1] if len(sys.argv) > 1 else None)
from dicomconstruct import Dataset
assert not hasattr(Dataset, "AddNew") and not hasattr(pydicom, "read_file")
code = "import pydicom; print(pydicom.__name__)"
print(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout, end="")
"""


@pytest.mark.parametrize("path", [(), ("/nowhere",)])
def test_uninstall_leaves_nothing_to_inherit(path: tuple[str, ...], tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(UNINSTALL)
    assert run(program, *path, through=()) == ["pydicom"]


def test_an_interpreter_without_this_package_warns_and_takes_its_own(tmp_path: Path) -> None:
    (tmp_path / "pydicom.py").write_text("name = 'theirs'")
    code = f"""
import sys
sys.path[:] = [{compat.SHIM!r}, {str(tmp_path)!r}, *(one for one in sys.path if "dicomconstruct" not in one)]

class Without:
    def find_spec(self, name, *_):
        if name.startswith("dicomconstruct"):
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Without())
import pydicom
print(pydicom.name)
"""
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "theirs\n"
    assert "RuntimeWarning" in done.stderr
    assert "has no dicomconstruct: taking the pydicom that it has" in done.stderr


def test_the_runner_runs_code() -> None:
    code = "import sys, pydicom; print(pydicom.__name__, sys.argv, __name__)"
    command = [sys.executable, "-m", "dicomconstruct.compat", "-c", code, "a", "-b"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == f"{OURS} ['-c', 'a', '-b'] __main__\n"
    failing = subprocess.run([*command[:3], "-c", "raise SystemExit(5)"], check=False)
    assert failing.returncode == 5


def test_the_release_that_is_said_to_be_installed_is_that_of_the_api() -> None:
    shims = [folder.name for folder in Path(compat.SHIM).glob("*.dist-info")]
    assert shims == [f"pydicom-{compat.import_module(OURS).__version__}.dist-info"]
