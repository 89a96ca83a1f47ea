"""`python -m scrawl` is the command line."""

from scrawl.cli import main

main()
