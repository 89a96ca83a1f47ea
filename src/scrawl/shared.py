"""What is in the folder that a server's processes share; the one that starts the others makes it and takes it away.

It imports nothing: that one is to stay small.
"""

from __future__ import annotations

RATES = "rates.sqlite"  # how many requests each client has sent
