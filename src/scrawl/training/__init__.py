"""How the network is made: MNIST, re-inked and warped, beside synthesised non-digits. Needs the `train` extra."""
