"""How well it reads: collections of other people's digits, read as a user's are, to figures and a report."""
