"""Which extra of this package brings a plugin for a transfer syntax, for whoever has none."""

from __future__ import annotations

from dicomconstruct.errors import PluginsFailed
from dicomconstruct.pixels.coder import CoderBase
from dicomconstruct.pixels.packages import extra_of


def check_available(coder: CoderBase) -> None:
    """Raise PluginsFailed, with the command that installs what is missing, where a coder cannot work."""
    if coder.is_available:
        return
    missing = {line.partition(" ")[0] for line in coder.missing_dependencies}
    extra = extra_of(missing)
    work = "decodes" if coder.is_decoder else "encodes"
    told = f"no plugin that is installed {work} {coder.UID.name}"
    raise PluginsFailed(f"{told}: pip install 'dicomconstruct[{extra}]'" if extra else told)
