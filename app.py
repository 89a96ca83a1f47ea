"""Serves Scrawl at http://127.0.0.1:5000: `python app.py`, which takes the options of `scrawl serve`."""

import sys


def main() -> None:
    """Serve until Ctrl-C."""
    try:
        from scrawl.cli import main as scrawl  # noqa: PLC0415 — it may not be installed yet
    except ModuleNotFoundError as error:
        sys.exit(
            f"The Python package {error.name} is missing. Install Scrawl first, best in a virtual "
            "environment: python -m venv .venv, activate it, then pip install ."
        )
    scrawl(["serve", *sys.argv[1:]])


if __name__ == "__main__":
    main()
