"""`python -m paceline` is `paceline`."""

from paceline.entrypoints.cli import main

main()
