"""Plugins: the functions that decode or encode a transfer syntax, and the packages that they lack.

A plugin is a module and the name of a function in it. The module says ``is_available(uid)`` and has a table,
``DECODER_DEPENDENCIES`` or ``ENCODER_DEPENDENCIES``, of the packages that each transfer syntax takes.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from importlib import import_module
from typing import Any, NamedTuple

from dicomconstruct.config import logger, options
from dicomconstruct.errors import DicomError, PluginsFailed, Unsupported
from dicomconstruct.pixels.packages import extra_of, in_index
from dicomconstruct.pixels.runner import FrameCoder
from dicomconstruct.uid import UID

Plugin = tuple[str, tuple[str, str]]
"""The name of a plugin, its module, the name of its function."""


class _Plugins(NamedTuple):
    available: dict[str, FrameCoder]
    unavailable: dict[str, tuple[str, ...]]


def packages_in(names: Iterable[str]) -> str:
    """Packages for a message: with commas, and an "and" before the last."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


class CoderBase:
    """A decoder or encoder of one transfer syntax, with its plugins.

    It has the plugins of this package and those added in the current context (PEP 567).

    Parameters
    ----------
    uid
        The transfer syntax.
    decoder
        Whether it decodes.
    plugins
        The plugins of this package; imported when they are first needed.
    """

    def __init__(self, uid: str, decoder: bool, plugins: tuple[Plugin, ...] = ()) -> None:
        self._uid = UID(uid)
        self._decoder = decoder
        self._first = plugins
        self._plugins: ContextVar[_Plugins | None] = ContextVar(f"plugins of {uid}", default=None)

    def _known(self) -> _Plugins:
        known = self._plugins.get()
        if known is None:
            known = _Plugins({}, {})
            for label, path in self._first:
                self._put(known, label, path)
            self._plugins.set(known)
        return known

    def _copied(self) -> _Plugins:
        known = self._known()
        return _Plugins(dict(known.available), dict(known.unavailable))

    @property
    def _available(self) -> dict[str, FrameCoder]:
        return self._known().available

    @_available.setter
    def _available(self, plugins: dict[str, FrameCoder]) -> None:
        self._plugins.set(_Plugins(plugins, self._known().unavailable))

    @property
    def _unavailable(self) -> dict[str, tuple[str, ...]]:
        return self._known().unavailable

    def _put(self, known: _Plugins, label: str, path: tuple[str, str]) -> None:
        module = import_module(path[0])
        function = getattr(module, path[1])
        if module.is_available(self.UID):
            known.available[label] = function
            return
        table = module.DECODER_DEPENDENCIES if self._decoder else module.ENCODER_DEPENDENCIES
        if self.UID not in table:
            raise ValueError(f"The '{label}' plugin doesn't support '{self.UID.name}'")
        known.unavailable[label] = table[self.UID]

    def add_plugin(self, label: str, import_path: tuple[str, str]) -> None:
        """Add a plugin, in this context.

        Parameters
        ----------
        label
            The name of the plugin.
        import_path
            Its module, and the name of its function: ``function(frame, runner)``, which returns bytes.

        Raises
        ------
        ValueError
            When the name is taken, or the plugin does not support the transfer syntax.
        ModuleNotFoundError, AttributeError
            When the module, or the function in it, is missing.
        """
        changed = self._copied()
        if label in changed.available or label in changed.unavailable:
            raise ValueError(f"'{type(self).__name__}' already has a plugin named '{label}'")
        self._put(changed, label, import_path)
        self._plugins.set(changed)

    def add_plugins(self, plugins: list[Plugin]) -> None:
        """Add several, as `add_plugin`."""
        for label, path in plugins:
            self.add_plugin(label, path)

    def remove_plugin(self, label: str) -> None:
        """Remove a plugin, in this context. ValueError for an unknown name."""
        changed = self._copied()
        if label not in changed.available and label not in changed.unavailable:
            raise ValueError(f"Unable to remove '{label}', no such plugin")
        changed.available.pop(label, None)
        changed.unavailable.pop(label, None)
        self._plugins.set(changed)

    @property
    def UID(self) -> UID:  # noqa: N802
        """The transfer syntax."""
        return self._uid

    @property
    def available_plugins(self) -> tuple[str, ...]:
        """The names of the plugins whose packages are installed."""
        return tuple(sorted(self._available))

    @property
    def is_available(self) -> bool:
        """Whether a plugin is available, or none is needed."""
        return bool(self._available) or (self._decoder and self.is_native)

    @property
    def is_decoder(self) -> bool:
        """Whether it decodes, rather than encodes."""
        return self._decoder

    @property
    def is_encapsulated(self) -> bool:
        """Whether the pixels are in fragments (PS3.5 A.4)."""
        return self.UID.is_encapsulated

    @property
    def is_native(self) -> bool:
        """Whether the pixels are not in fragments."""
        return not self.is_encapsulated

    @property
    def missing_dependencies(self) -> list[str]:
        """The packages that each unavailable plugin lacks."""
        return [self._lack(label) for label in self._unavailable]

    @property
    def to_install(self) -> str:
        """The command that installs the packages that plugins lack, in a line of its own, or ""."""
        return self._pip(self._unavailable)

    def _lack(self, label: str) -> str:
        packages = self._unavailable[label]
        if not packages:
            return f"{label} - plugin indicating it is unavailable"
        return f"{label} - requires {packages_in(packages)}"

    def _pip(self, labels: Iterable[str]) -> str:
        """The commands that install what plugins lack: the packages, or an extra of ours that brings one."""
        lacking = {label: self._unavailable[label] for label in labels if self._unavailable[label]}
        if not lacking:
            return ""
        packages = sorted({f'"{in_index(one)}"' for lacked in lacking.values() for one in lacked})
        extra = extra_of(lacking)
        other = f", or: pip install 'dicomconstruct[{extra}]'" if extra else ""
        return f"\nTo install: pip install {' '.join(packages)}{other}"

    def _validate_plugins(self, plugin: str = "") -> dict[str, FrameCoder]:
        """The plugins to try, or the one of a name.

        Raises
        ------
        ValueError
            For an unknown name.
        PluginsFailed
            When no plugin has the packages that it requires; the message names them.
        """
        name = f"{self.UID.keyword}{type(self).__name__}"
        work = "decompress" if self._decoder else "compress the pixel data using"
        what = f"'{self.UID.name}' pixel data" if self._decoder else f"'{self.UID.name}'"
        known = self._known()
        if self._decoder and self.is_native:
            return {}
        if plugin:
            if plugin in known.available:
                return {plugin: known.available[plugin]}
            if plugin in known.unavailable:
                raise PluginsFailed(
                    f"Unable to {work} {what} because the specified plugin is missing dependencies:\n\t"
                    f"{self._lack(plugin)}{self._pip([plugin])}"
                )
            names = ", ".join(f"'{one}'" for one in sorted(known.available))
            raise ValueError(
                f"No plugin named '{plugin}' has been added to '{name}', available plugins are: {names}"
            )
        if known.available:
            return known.available
        missing = "\n\t".join(self.missing_dependencies)
        raise PluginsFailed(
            f"Unable to {work} {what} because all plugins are missing dependencies:\n\t"
            f"{missing}{self._pip(known.unavailable)}"
        )

    def _prepared(self, runner: Any, src: Any, validate: bool, plugin: str, chosen: dict[str, Any]) -> Any:
        """A runner with its source, its options and its plugins."""
        runner.set_source(src)
        runner.set_options(**chosen)
        runner._set_plugins(self._validate_plugins(plugin))
        if options().debugging:
            logger.debug("%s", runner)
        if validate:
            runner.validate()
        return runner


def check_index(index: int | None) -> None:
    """Raise DicomError for the index of a frame that is below 0."""
    if index is not None and index < 0:
        raise DicomError("'index' must be greater than or equal to 0")


def check_available(coder: CoderBase) -> None:
    """Raise PluginsFailed, with the command that installs the missing packages, where a coder has no plugin."""
    if coder.is_available:
        return
    work = "decodes" if coder.is_decoder else "encodes"
    extra = extra_of(coder._unavailable)
    install = f": pip install 'dicomconstruct[{extra}]'" if extra else ""
    raise PluginsFailed(f"no plugin that is installed {work} {coder.UID.name}{install}")


class Lookup:
    """The coders of transfer syntaxes, by UID.

    Parameters
    ----------
    kind
        The noun in messages, such as decoders.
    coders
        The coders.
    """

    def __init__(self, kind: str, coders: Iterable[CoderBase]) -> None:
        self.kind = kind
        self.coders = {coder.UID: coder for coder in coders}

    def get(self, uid: str) -> Any:
        """The coder of a transfer syntax. Unsupported for a transfer syntax without one."""
        uid = UID(uid)
        coder = self.coders.get(uid)
        if coder is None:
            raise Unsupported(f"No pixel data {self.kind} have been implemented for '{uid.name}'")
        return coder
