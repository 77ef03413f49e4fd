"""Work shared among processes: results in order, the blame for a death on the right item, nothing left behind."""

from __future__ import annotations

import multiprocessing.util
import os
import signal
import threading
import time
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Any

import pytest

from dicomconstruct.batches import in_order


def doubled(number: int) -> int:
    return 2 * number


def later_first(number: int) -> int:
    """Takes the longer the earlier the item is."""
    time.sleep(0.02 * (4 - number % 4))
    return number


def fails(number: int) -> int:
    if number == 3:
        raise ValueError("three")
    return number


def gives_what_does_not_travel(number: int) -> Any:
    return (lambda: number) if number == 1 else number


def raises_what_does_not_travel(number: int) -> int:
    error = ValueError("no")
    error.args = (lambda: number,)
    raise error


def dies(number: int) -> int:
    if number in (2, 5):
        os._exit(9)
    return number


def dies_once(item: tuple[int, Path]) -> int:
    number, mark = item
    if number == 2 and not mark.exists():
        mark.touch()
        os._exit(9)
    return number


def named(_: int) -> int:
    return os.getpid()


def waits(item: tuple[str, Path]) -> str:
    what, folder = item
    if what == "wait":
        (folder / str(os.getpid())).touch()
        time.sleep(3600)
    return what


def lost(item: Any) -> Any:
    return f"lost {item}"


@pytest.mark.parametrize("jobs", [1, 2, 5])
@pytest.mark.parametrize("count", [0, 1, 23])
def test_results_are_in_order(jobs: int, count: int) -> None:
    assert list(in_order(doubled, range(count), jobs, lost)) == [2 * number for number in range(count)]


def test_results_that_come_early_wait_for_those_before_them() -> None:
    assert list(in_order(later_first, range(12), 3, lost)) == list(range(12))


def test_no_more_processes_than_jobs_or_items() -> None:
    assert len(set(in_order(named, range(30), 2, lost))) <= 2
    assert len(set(in_order(named, range(1), 8, lost))) == 1


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_work_raises_is_raised_in_its_turn(jobs: int) -> None:
    results = in_order(fails, range(8), jobs, lost)

    assert [next(results) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ValueError, match="three"):
        next(results)


def test_what_does_not_travel_is_raised_too() -> None:
    results = in_order(gives_what_does_not_travel, range(3), 2, lost)
    assert next(results) == 0
    with pytest.raises(Exception, match="lambda"):
        next(results)
    with pytest.raises(RuntimeError, match="ValueError: "):
        next(in_order(raises_what_does_not_travel, range(1), 2, lost))


def test_an_item_is_lost_with_its_process_and_no_other() -> None:
    assert list(in_order(dies, range(8), 2, lost)) == [0, 1, "lost 2", 3, 4, "lost 5", 6, 7]


def test_an_item_is_tried_again_before_it_is_given_up(tmp_path: Path) -> None:
    items = [(number, tmp_path / "mark") for number in range(6)]

    assert list(in_order(dies_once, items, 2, lost)) == list(range(6))


def test_items_are_taken_as_they_are_needed() -> None:
    taken: list[int] = []

    def coming() -> Any:
        for number in range(1000):
            taken.append(number)
            yield number

    results = in_order(doubled, coming(), 2, lost)
    assert next(results) == 0
    assert len(taken) <= 2 * 4
    results.close()


@pytest.mark.parametrize("way", ["closed", "interrupted"])
def test_processes_end_with_the_work(tmp_path: Path, way: str) -> None:
    """Also those that are in the middle of an item."""
    items = [("go", tmp_path), ("wait", tmp_path), ("wait", tmp_path)]
    results = in_order(waits, items, 2, lost)
    assert next(results) == "go"
    if way == "interrupted":
        interrupting = threading.Thread(target=interrupt_when, args=(tmp_path,))
        with pytest.raises(KeyboardInterrupt):
            next(started_before(interrupting, results))
        interrupting.join()
        results.close()
    else:
        while not list(tmp_path.iterdir()):
            time.sleep(0.01)
        results.close()

    assert multiprocessing.active_children() == []


def started_before(thread: threading.Thread, results: Any) -> Any:
    """Results of which the first is asked for when a thread has been started."""
    thread.start()
    yield from results


def interrupt_when(folder: Path) -> None:
    """Interrupt the main thread when a process is in the middle of an item."""
    while not list(folder.iterdir()):
        time.sleep(0.01)
    os.kill(os.getpid(), signal.SIGINT)


def test_processes_hear_no_interrupt_of_the_terminal() -> None:
    results = in_order(interrupts_itself, range(6), 2, lost)

    assert list(results) == list(range(6))


def interrupts_itself(number: int) -> int:
    os.kill(os.getpid(), signal.SIGINT)
    return number


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="Windows sends no signal to a thread")
def test_an_interrupt_waits_until_a_process_is_told_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Another thread hears it, as those of NumPy do, while this one has it blocked."""
    done = threading.Event()
    hearing = threading.Thread(target=done.wait)
    hearing.start()
    spawn, started = multiprocessing.util.spawnv_passfds, []
    heard, hears = os.pipe()
    os.set_blocking(hears, False)
    before = signal.set_wakeup_fd(hears)

    def spawn_and_interrupt(*given: Any) -> int:
        pid = spawn(*given)
        signal.pthread_kill(hearing.ident or 0, signal.SIGINT)
        os.read(heard, 1)
        started.append(pid)
        return pid

    resource_tracker.ensure_running()
    monkeypatch.setattr(multiprocessing.util, "spawnv_passfds", spawn_and_interrupt)
    with pytest.raises(KeyboardInterrupt):
        list(in_order(doubled, range(4), 2, lost))
    signal.set_wakeup_fd(before)
    done.set()
    hearing.join()
    for process in multiprocessing.active_children():
        process.join()
    assert len(started) == 1
    assert capfd.readouterr().err == ""
