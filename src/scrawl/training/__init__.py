"""How the network is made: MNIST, re-inked and warped, beside synthesised non-digits. Needs the `train` extra."""

import os

# TensorFlow greets with its processor's features; a progress bar is to stay readable.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
