"""The server: where it listens, its worker processes, and what they share."""
