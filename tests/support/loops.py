"""An event loop for a test: in a thread of its own, since a browser's may run in this one."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def run(scenario: Coroutine[Any, Any, None]) -> None:
    """Run it to its end, within half a minute."""

    async def bounded() -> None:
        await asyncio.wait_for(scenario, 30)

    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(bounded())).result()
