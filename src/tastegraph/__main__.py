"""``python -m tastegraph``: the command line."""

from tastegraph.cli import main

main()
