"""Files that are written: permissions, links, what errors name, and what a writer that was killed leaves."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pydicom.data import get_testdata_file

from dicomconstruct import dcmread, dcmwrite, read_tree, write_tree
from dicomconstruct.atomic import write_file
from dicomconstruct.batches import expanded
from dicomconstruct.cli.app import app
from dicomconstruct.config import changed_options
from dicomconstruct.fileset import FileSet
from dicomconstruct.temporary_files import PROBED, TEMPORARY, clear_leftovers, is_temporary
from dicomconstruct.testing import example_files
from dicomconstruct.transcoding.files import DEFERRED

DATA = dict(example_files())["image-explicit-le"]
OLD = b"old" * 1000
IS_SUPERUSER = os.geteuid() == 0
NOBODY = 65534
OTHERS = (NOBODY, NOBODY) if IS_SUPERUSER else (os.getuid(), max(os.getgroups(), default=os.getgid()))
"""An owner and a group that a file may be given to here, others than those of a new file where possible."""


def save_as(path: Path) -> None:
    dcmread(DATA).save_as(path)


def save_tree(path: Path) -> None:
    write_tree(path, read_tree(DATA))


WRITERS = [save_as, save_tree]


def mode_of(path: str | os.PathLike[str]) -> int:
    return stat.S_IMODE(os.stat(path).st_mode)


def run(*arguments: str | os.PathLike[str]) -> int:
    return CliRunner().invoke(app, [os.fspath(one) for one in arguments]).exit_code


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


@pytest.fixture
def ordinary_user() -> Iterator[Path]:
    """A folder of a user without privileges; the superuser becomes such a user meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        if not IS_SUPERUSER:
            yield Path(folder)
            return
        os.chown(folder, NOBODY, NOBODY)
        os.seteuid(NOBODY)
        try:
            yield Path(folder)
        finally:
            os.seteuid(0)


# Permissions


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664), (0, 0o666)])
@pytest.mark.parametrize("write", WRITERS)
def test_a_new_file_has_the_permissions_that_the_umask_leaves(
    tmp_path: Path, write: Callable[[Path], None], mask: int, mode: int
) -> None:
    with umask(mask):
        write(tmp_path / "new.dcm")
        dcmread(DATA).save_as(tmp_path / "kept.dcm", overwrite=False)

    assert mode_of(tmp_path / "new.dcm") == mode_of(tmp_path / "kept.dcm") == mode


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "scan.dcm", "-o", "out/picture.png"],
        ["show", "scan.dcm", "-o", "out/picture.jpg"],
        ["export", "scan.dcm", "-o", "out"],
        ["export", "scan.dcm", "-o", "out", "--format", "npy"],
        ["generate", "out"],
    ],
    ids=" ".join,
)
def test_commands_honour_the_umask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    (tmp_path / "scan.dcm").write_bytes(DATA)
    (tmp_path / "out").mkdir()
    monkeypatch.chdir(tmp_path)
    with umask(0o077):
        assert run(*arguments) == 0

    written = list((tmp_path / "out").iterdir())
    assert written
    assert {mode_of(path) for path in written} == {0o600}


def test_a_file_set_honours_the_umask(tmp_path: Path) -> None:
    file_set = FileSet()
    file_set.add(str(get_testdata_file("CT_small.dcm")))
    with umask(0o077):
        file_set.write(tmp_path / "set")

    files = [path for path in (tmp_path / "set").rglob("*") if path.is_file()]
    assert len(files) == 2
    assert {mode_of(path) for path in files} == {0o600}


@pytest.mark.parametrize("mode", [0o644, 0o600, 0o664, 0o660, 0o755, 0o444])
@pytest.mark.parametrize("syntax", ["RLELossless", "ExplicitVRLittleEndian"])
def test_a_converted_file_has_mode_and_times_of_its_original(tmp_path: Path, syntax: str, mode: int) -> None:
    original, made = tmp_path / "scan.dcm", tmp_path / "new.dcm"
    original.write_bytes(DATA)
    original.chmod(mode)
    os.utime(original, (1_000_000_000, 1_000_000_001))
    with umask(0o027):
        assert run("convert", original, "--to", syntax, "-o", made) == 0

    assert mode_of(made) == mode
    assert os.stat(made).st_mtime == 1_000_000_001


@pytest.mark.parametrize("arguments", [["--in-place"], ["-o", "new.dcm"]], ids=" ".join)
def test_what_is_converted_is_never_more_open_than_its_original(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    opened: list[int] = []

    def watched(path: Any, flags: int, *rest: Any, **options: Any) -> int:
        handle = really(path, flags, *rest, **options)
        if is_temporary(os.path.basename(path)):
            opened.append(stat.S_IMODE(os.fstat(handle).st_mode))
        return handle

    really = os.open
    (tmp_path / "scan.dcm").write_bytes(DATA)
    (tmp_path / "scan.dcm").chmod(0o600)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "open", watched)
    with umask(0):
        assert run("convert", "scan.dcm", "--to", "RLELossless", *arguments) == 0

    assert opened == [0o600]


def test_a_device_that_convert_writes_to_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "scan.dcm").write_bytes(DATA)
    (tmp_path / "scan.dcm").chmod(0o600)
    before = os.stat(os.devnull)

    assert run("convert", tmp_path / "scan.dcm", "--to", "RLELossless", "--overwrite", "-o", os.devnull) == 0
    after = os.stat(os.devnull)
    assert (after.st_mode, after.st_ino) == (before.st_mode, before.st_ino)


@pytest.mark.parametrize("mode", [0o644, 0o600, 0o664, 0o660, 0o755])
@pytest.mark.parametrize("write", WRITERS)
def test_a_file_that_is_replaced_keeps_its_mode(tmp_path: Path, write: Callable[[Path], None], mode: int) -> None:
    path = tmp_path / "old.dcm"
    path.write_bytes(OLD)
    path.chmod(mode)
    with umask(0o077):
        write(path)

    assert mode_of(path) == mode
    assert path.read_bytes() == DATA


def test_a_file_that_is_replaced_keeps_owner_and_group(tmp_path: Path) -> None:
    path = tmp_path / "old.dcm"
    path.write_bytes(OLD)
    os.chown(path, *OTHERS)
    save_as(path)

    assert (os.stat(path).st_uid, os.stat(path).st_gid) == OTHERS


def test_a_group_that_cannot_be_kept_leaves_another_one_no_more_than_everybody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(errno.EPERM, "not yours to give")

    path = tmp_path / "old.dcm"
    path.write_bytes(OLD)
    os.chown(path, *OTHERS)
    path.chmod(0o674)
    group = os.stat(path).st_gid
    monkeypatch.setattr(os, "fchown", refused)
    save_as(path)

    assert mode_of(path) == (0o674 if os.stat(path).st_gid == group else 0o644)


@pytest.mark.skipif(sys.platform != "linux", reason="the system has no extended attributes")
def test_a_file_that_is_replaced_keeps_its_extended_attributes(tmp_path: Path) -> None:
    path = tmp_path / "old.dcm"
    path.write_bytes(OLD)
    os.setxattr(path, "user.project", b"mammography")
    save_as(path)

    assert os.getxattr(path, "user.project") == b"mammography"


@pytest.mark.parametrize("write", WRITERS)
def test_a_read_only_file_is_refused_as_opening_it_is(ordinary_user: Path, write: Callable[[Path], None]) -> None:
    path = ordinary_user / "old.dcm"
    path.write_bytes(OLD)
    path.chmod(0o444)
    with pytest.raises(PermissionError) as opening:
        path.open("wb")
    with pytest.raises(PermissionError) as saving:
        write(path)

    assert (saving.value.errno, saving.value.filename) == (opening.value.errno, str(path))
    assert path.read_bytes() == OLD
    assert os.listdir(ordinary_user) == ["old.dcm"]


def test_a_folder_that_cannot_be_written_to_is_explained(ordinary_user: Path) -> None:
    path = ordinary_user / "old.dcm"
    path.write_bytes(OLD)
    ordinary_user.chmod(0o555)
    with pytest.raises(PermissionError) as found:
        save_as(path)

    assert found.value.filename == str(path)
    assert "its folder has to be writable" in found.value.__notes__[0]
    assert path.read_bytes() == OLD
    ordinary_user.chmod(0o755)


@pytest.mark.skipif(not IS_SUPERUSER, reason="only the superuser may write to read-only files")
def test_the_superuser_writes_to_a_read_only_file_as_opening_it_does(tmp_path: Path) -> None:
    path = tmp_path / "old.dcm"
    path.write_bytes(OLD)
    path.chmod(0o444)
    save_as(path)

    assert path.read_bytes() == DATA
    assert mode_of(path) == 0o444


# Links


@pytest.mark.parametrize("write", WRITERS)
def test_a_symbolic_link_is_followed(tmp_path: Path, write: Callable[[Path], None]) -> None:
    (tmp_path / "there").mkdir()
    target, link, first = tmp_path / "there" / "old.dcm", tmp_path / "there" / "link", tmp_path / "first"
    target.write_bytes(OLD)
    link.symlink_to("old.dcm")
    first.symlink_to(Path("there", "link"))
    write(first)

    assert first.is_symlink()
    assert link.is_symlink()
    assert target.read_bytes() == DATA
    assert sorted(os.listdir(tmp_path / "there")) == ["link", "old.dcm"]


@pytest.mark.parametrize("write", WRITERS)
def test_other_hard_links_keep_the_old_content(tmp_path: Path, write: Callable[[Path], None]) -> None:
    path, other = tmp_path / "old.dcm", tmp_path / "backup.dcm"
    path.write_bytes(OLD)
    os.link(path, other)
    write(path)

    assert path.read_bytes() == DATA
    assert other.read_bytes() == OLD


def test_a_dangling_link_is_written_through_as_opening_it_does(tmp_path: Path) -> None:
    link, target = tmp_path / "link", tmp_path / "target.dcm"
    link.symlink_to("target.dcm")
    save_as(link)

    assert link.is_symlink()
    assert target.read_bytes() == DATA


def test_a_dangling_link_is_a_file_that_is_there(tmp_path: Path) -> None:
    link, target = tmp_path / "link", tmp_path / "target.dcm"
    link.symlink_to("target.dcm")
    with pytest.raises(FileExistsError) as found:
        dcmwrite(link, dcmread(DATA), overwrite=False)
    with pytest.raises(FileExistsError):
        write_file(link, [DATA], overwrite=False)

    assert found.value.filename == str(link)
    assert not target.exists()


def test_a_file_that_appears_meanwhile_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "new.dcm"

    def pieces() -> Iterator[bytes]:
        yield DATA[:100]
        path.write_bytes(OLD)
        yield DATA[100:]

    with pytest.raises(FileExistsError) as found:
        write_file(path, pieces(), overwrite=False)

    assert found.value.filename == str(path)
    assert path.read_bytes() == OLD
    assert os.listdir(tmp_path) == ["new.dcm"]


@pytest.mark.parametrize("appears", [False, True])
def test_the_same_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, appears: bool) -> None:
    """FAT and some network file systems have none."""

    def refused(*_: object, **__: object) -> None:
        if appears:
            path.write_bytes(OLD)
        raise PermissionError(errno.EPERM, "Operation not permitted")

    path = tmp_path / "new.dcm"
    monkeypatch.setattr(os, "link", refused)
    if appears:
        with pytest.raises(FileExistsError):
            write_file(path, [DATA], overwrite=False)
    else:
        write_file(path, [DATA], overwrite=False)

    assert path.read_bytes() == (OLD if appears else DATA)
    assert os.listdir(tmp_path) == ["new.dcm"]


def test_of_many_writers_of_one_new_file_one_succeeds(tmp_path: Path) -> None:
    path = tmp_path / "new.dcm"
    start = threading.Barrier(8)
    won: list[bytes] = []

    def write(content: bytes) -> None:
        start.wait()
        with suppress(FileExistsError):
            write_file(path, [content], overwrite=False)
            won.append(content)

    threads = [threading.Thread(target=write, args=(bytes([number]) * 100_000,)) for number in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert [path.read_bytes()] == won
    assert os.listdir(tmp_path) == ["new.dcm"]


# What errors name


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(OLD)
    (tmp_path / "link-to-itself").symlink_to("link-to-itself")
    (tmp_path / "link-to-missing").symlink_to(Path("missing", "target"))
    (tmp_path / "link-to-folder").symlink_to("folder")
    monkeypatch.chdir(tmp_path)
    return tmp_path


PATHS = [
    "missing/new.dcm",
    "folder/missing/new.dcm",
    "file/new.dcm",
    "folder",
    "link-to-folder",
    "link-to-itself",
    "link-to-missing",
    "new/",
    "file/",
    "",
    ".",
    "missing/.",
    "missing/..",
    "n" * 256,
    "folder/" + "n" * 256,
    "p/" * 2100 + "new.dcm",
    "\0",
    "/dev/null/x",
]


GIVEN = [kind(path) for kind in (str, os.fsencode) for path in PATHS]
GIVEN += [Path(path) for path in PATHS if str(Path(path)) == path]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("given", GIVEN, ids=lambda given: repr(given)[:40])
def test_what_opening_a_path_raises_is_raised(given: Any) -> None:
    """The same error, and the path as it was given: no temporary name, no resolved link."""
    with pytest.raises((OSError, ValueError)) as opening, open(given, "wb"):
        pass
    with pytest.raises((OSError, ValueError)) as writing:
        write_file(given, [DATA])

    assert type(writing.value) is type(opening.value)
    if isinstance(opening.value, OSError):
        assert str(writing.value) == str(opening.value)
        assert writing.value.filename == os.fspath(given)
        assert writing.value.__cause__ is None
        assert writing.value.__suppress_context__


def test_a_missing_folder_is_named_as_it_was_given(here: Path) -> None:
    for write in WRITERS:
        with pytest.raises(FileNotFoundError, match=r"directory: 'missing/new\.dcm'$"):
            write("missing/new.dcm")
    assert not (here / "missing").exists()


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("name", ["n" * 255, "é" * 127, "folder/" + "n" * 255])
def test_a_name_may_be_as_long_as_names_can_be(name: str) -> None:
    write_file(name, [DATA])
    write_file(name, [DATA, DATA])

    assert Path(name).read_bytes() == DATA + DATA


def test_a_path_may_be_as_long_as_paths_can_be(tmp_path: Path) -> None:
    """A temporary name beside the target would make it too long."""
    longest = os.pathconf(tmp_path, "PC_PATH_MAX") - 1
    folder = tmp_path
    while len(str(folder)) + 102 < longest - 2:
        folder /= "f" * 100
    folder /= "f" * (longest - 3 - len(str(folder)))
    folder.mkdir(parents=True)
    path = folder / "x"
    assert len(str(path)) == longest
    write_file(path, [DATA])

    assert os.listdir(folder) == ["x"]
    assert path.read_bytes() == DATA


def test_what_the_bytes_to_be_written_raise_comes_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "old.dcm"
    path.write_bytes(OLD)

    def pieces() -> Iterator[bytes]:
        yield DATA
        raise FileNotFoundError(errno.ENOENT, "gone", "source.dcm")

    with pytest.raises(FileNotFoundError) as found:
        write_file(path, pieces())

    assert found.value.filename == "source.dcm"
    assert path.read_bytes() == OLD
    assert os.listdir(tmp_path) == ["old.dcm"]


# Pipes, devices, descriptors


def test_pipes_and_devices_are_written_to_as_they_are(tmp_path: Path) -> None:
    save_as(Path(os.devnull))
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    save_as(pipe)
    reader.join()

    assert read == [DATA]
    assert stat.S_ISFIFO(os.stat(pipe).st_mode)
    assert os.listdir(tmp_path) == ["pipe"]


@pytest.mark.parametrize("path", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_the_descriptors_of_a_process_are_written_to_as_they_are(tmp_path: Path, path: str) -> None:
    """Whether they lead to a pipe, a file, or a file without a name."""
    if not os.path.exists(path):
        pytest.skip("the system has no such name")
    program = f"import sys; from dicomconstruct.atomic import write_file; write_file({path!r}, [b'whole'])"
    piped = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, check=True)
    with (tmp_path / "out").open("w+b") as named, tempfile.TemporaryFile() as nameless:
        for file in (named, nameless):
            subprocess.run([sys.executable, "-c", program], stdout=file, check=True)
            file.seek(0)
            assert file.read() == b"whole"

    assert piped.stdout == b"whole"
    assert os.listdir(tmp_path) == ["out"]


# On the disk


def save_deferred(path: Path, target: Path) -> None:
    dcmread(path, defer_size=1000).save_as(target)


def convert_to_itself(path: Path, target: Path) -> None:
    assert run("convert", path, "--to", "ImplicitVRLittleEndian", "-o", target, "--overwrite") == 0


@pytest.mark.parametrize("write", [save_deferred, convert_to_itself])
def test_a_descriptor_of_the_file_that_is_read_is_written_to(tmp_path: Path, write: Callable[..., None]) -> None:
    """It is emptied when it is opened, so all that comes from it is read before."""
    path = tmp_path / "scan.dcm"
    data_set = dcmread(DATA)
    data_set.add_new(0x00091001, "OB", bytes(range(256)) * (DEFERRED >> 7))
    data_set.save_as(path)
    with path.open("r+b") as file:
        write(path, Path(f"/proc/self/fd/{file.fileno()}"))

    written = dcmread(path)
    assert written[0x00091001].value == data_set[0x00091001].value
    assert written.PixelData == data_set.PixelData


@pytest.mark.parametrize("overwrite", [True, False])
def test_fsync_comes_before_the_move_and_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, overwrite: bool
) -> None:
    steps: list[str] = []

    def synced(handle: int) -> None:
        steps.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else f"{os.fstat(handle).st_size} bytes")

    def noted(step: str, function: Callable[..., None]) -> Callable[..., None]:
        return lambda *args, **options: (steps.append(step), function(*args, **options))[1]

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", noted("moved", os.replace))
    monkeypatch.setattr(os, "link", noted("moved", os.link))
    data_set = dcmread(DATA)
    data_set.save_as(tmp_path / "a.dcm", overwrite=overwrite)
    assert steps == ["moved"]
    data_set.save_as(tmp_path / "b.dcm", overwrite=overwrite, fsync=True)
    assert steps[1:] == [f"{len(DATA)} bytes", "moved", "folder"]
    with changed_options(fsync=True):
        data_set.save_as(tmp_path / "c.dcm", overwrite=overwrite)
    assert steps[4:] == [f"{len(DATA)} bytes", "moved", "folder"]


def test_convert_and_write_tree_have_fsync_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    write_tree(tmp_path / "scan.dcm", read_tree(DATA), fsync=True)
    assert len(synced) == 2
    assert run("convert", tmp_path / "scan.dcm", "--to", "RLELossless", "--in-place", "--fsync") == 0
    assert len(synced) == 4


# What a killed writer leaves


def leftover(folder: Path, number: int) -> Path:
    path = folder / TEMPORARY.format(number)
    path.write_bytes(DATA[:200])
    return path


@pytest.mark.parametrize("numbers", [[0], [1], [0, 1, 2, 3, 4], [PROBED], [3, PROBED + 3]], ids=str)
def test_the_next_writer_removes_what_killed_ones_left(tmp_path: Path, numbers: list[int]) -> None:
    for number in numbers:
        leftover(tmp_path, number)
    save_as(tmp_path / "new.dcm")

    assert os.listdir(tmp_path) == ["new.dcm"]


def test_commands_remove_what_they_had_to_kill(tmp_path: Path) -> None:
    leftover(tmp_path, 0)
    leftover(tmp_path, 4)
    clear_leftovers(str(tmp_path))

    assert os.listdir(tmp_path) == []


def test_what_is_being_written_stays(tmp_path: Path) -> None:
    living = leftover(tmp_path, 0)
    with living.open("r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        save_as(tmp_path / "new.dcm")
        clear_leftovers(str(tmp_path))
        assert sorted(os.listdir(tmp_path)) == [living.name, "new.dcm"]
    save_as(tmp_path / "new.dcm")

    assert os.listdir(tmp_path) == ["new.dcm"]


def test_what_is_no_file_or_another_users_stays(tmp_path: Path) -> None:
    (tmp_path / TEMPORARY.format(0)).mkdir()
    (tmp_path / TEMPORARY.format(1)).symlink_to("precious")
    (tmp_path / "precious").write_bytes(OLD)
    before = sorted(os.listdir(tmp_path))
    save_as(tmp_path / "new.dcm")

    assert sorted(os.listdir(tmp_path)) == sorted([*before, "new.dcm"])
    assert (tmp_path / "precious").read_bytes() == OLD


def test_a_read_only_leftover_is_removed_too(ordinary_user: Path) -> None:
    leftover(ordinary_user, 0).chmod(0o444)
    save_as(ordinary_user / "new.dcm")

    assert os.listdir(ordinary_user) == ["new.dcm"]


def test_writers_in_one_folder_do_not_remove_each_others_files(tmp_path: Path) -> None:
    failures: list[BaseException] = []

    def write(number: int) -> None:
        try:
            for count in range(30):
                content = [bytes([number]) * 5000] * (count + 1)
                write_file(tmp_path / f"{number}.dcm", content)
                write_file(tmp_path / "shared.dcm", content)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert failures == []
    assert sorted(os.listdir(tmp_path)) == sorted([*(f"{number}.dcm" for number in range(8)), "shared.dcm"])
    assert len(set((tmp_path / "shared.dcm").read_bytes())) == 1


def test_a_temporary_file_is_taken_for_dicom_by_no_scan(tmp_path: Path) -> None:
    name = leftover(tmp_path, 12).name
    (tmp_path / "scan.dcm").write_bytes(DATA)

    assert is_temporary(name)
    assert [Path(one.path).name for one in expanded([tmp_path])] == ["scan.dcm"]
    assert [Path(one.path).name for one in expanded([str(tmp_path / "*")])] == ["scan.dcm"]
    assert [Path(one.path).name for one in expanded([str(tmp_path / "**")])] == ["scan.dcm"]
    assert [path.name for path in tmp_path.glob("*.dcm")] == ["scan.dcm"]
    assert run("check", tmp_path / "scan.dcm") == 0
    for other in ("scan.dcm", ".dicomconstruct-x.tmp", ".dicomconstruct-1.tmp.dcm", "a.dicomconstruct-1.tmp"):
        assert not is_temporary(other)
