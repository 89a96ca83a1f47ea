"""How the network is made: MNIST, re-inked and warped, beside synthesised non-digits. Needs the `train` extra."""

import os

# TensorFlow greets with its processor's features; a progress bar is to stay readable.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
# Where a CPU has no AVX-512, TensorFlow leaves oneDNN off unless asked: its convolutions train nearly twice as fast.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
