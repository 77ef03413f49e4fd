"""``python -m dicomconstruct``: the command line."""

from dicomconstruct.cli import main

if __name__ == "__main__":
    main()
