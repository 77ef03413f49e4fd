"""``python -m dicomconstruct``: the command line."""

from __future__ import annotations

from dicomconstruct.cli import main

if __name__ == "__main__":
    main()
