"""Find a browser for the tests, or get one: Debian's shell if apt has it, one that is installed, or Playwright's own.

Without any the browser tests are skipped, with a reason; where CI is set that is a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import browsing
from playwright.sync_api import Error, sync_playwright

APT = ["apt-get", "-qq", "-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=20"]  # seconds
DEBIAN = ([*APT, "update"], [*APT, "install", "-y", "--no-install-recommends", browsing.SHELL])
PLAYWRIGHT = ([sys.executable, "-m", "playwright", "install", "chromium"],)


def works() -> bool:
    """Whether a browser starts."""
    try:
        with sync_playwright() as playwright:
            browsing.launch(playwright).close()
    except (FileNotFoundError, Error):
        return False
    return True


def tried(commands: tuple[list[str], ...]) -> bool:
    """Run the commands; whether there is a browser then."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    return (
        all(subprocess.run(command, env=environment, check=False).returncode == 0 for command in commands)
        and works()
    )


def main() -> int:
    """Exit status: 1 if there is no browser although CI needs one."""
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    can_install = as_root and shutil.which("apt-get") and not shutil.which(browsing.SHELL)
    if (can_install and tried(DEBIAN)) or works() or tried(PLAYWRIGHT):
        return 0
    print(
        "No browser could be installed: the browser tests will be skipped. Please install Chromium.",
        file=sys.stderr,
    )
    return 1 if os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(main())
