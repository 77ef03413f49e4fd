"""The progress of a command on standard error: a bar on a terminal, or a line for each step on request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from dicomconstruct.explore.values import escaped

BAR_FROM = 20
"""The number of steps from which on a progress bar is shown."""


progress_option = click.option(
    "--progress/--no-progress",
    "wanted",
    default=None,
    help="Show progress on standard error. [default: on a terminal, for many steps]",
)
"""None unless it is given."""


class Advance:
    """The progress of a command, and a way to print lines beside it.

    Parameters
    ----------
    bar
        The bar, which is shown for many steps; None for no bar.
    total
        The number of steps, as far as it is known.
    least
        Steps from which on the bar is shown.
    lines
        Whether each step prints a line instead.
    """

    def __init__(self, bar: Progress | None, total: int, least: int, *, lines: bool) -> None:
        self._bar, self._least, self._lines = bar, least, lines
        self._task = None if bar is None else bar.add_task("", total=total)
        self._total, self._done = total, 0
        self._shown = False
        self.more(0)

    def more(self, steps: int) -> None:
        """Add steps to the total."""
        self._total += steps
        if self._bar is None or self._task is None:
            return
        self._bar.update(self._task, total=self._total)
        if self._total >= self._least and not self._shown:
            self._shown = True
            self._bar.start()

    def did(self, path: str) -> None:
        """Count a step as done."""
        self._done += 1
        if self._bar is not None and self._task is not None:
            self._bar.advance(self._task)
        elif self._lines:
            click.echo(f"{self._done}/{self._total} {escaped(path)}", err=True)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Hide the bar while other text is printed."""
        if self._bar is None or not self._shown:
            yield
            return
        self._bar.stop()
        try:
            yield
        finally:
            self._bar.start()

    def say(self, line: str) -> None:
        """Print a line on standard error."""
        with self.aside():
            click.echo(line, err=True)


@contextmanager
def progress(what: str, total: int, wanted: bool | None = None) -> Iterator[Advance]:
    """Show the progress of a command.

    Parameters
    ----------
    what
        The word before the bar.
    total
        The number of steps, as far as it is known.
    wanted
        The user's choice; None for a bar on a terminal, for many steps.
    """
    console = Console(stderr=True)
    if not console.is_terminal or wanted is False:
        yield Advance(None, total, 0, lines=bool(wanted))
        return
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=console, transient=True)
    try:
        yield Advance(bar, total, 0 if wanted else BAR_FROM, lines=False)
    finally:
        bar.stop()
