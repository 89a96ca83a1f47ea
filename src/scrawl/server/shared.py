"""The files in the folder that a server's processes share; the process that starts the others makes and removes it.

This module imports nothing: the starting process is to stay small.
"""

STOPPING = "stopping"  # an empty file, there as soon as the server is about to stop
RATES = "rates.sqlite"  # how many requests each client has sent
METRICS_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"  # in a worker's environment: the folder itself, for its metrics
