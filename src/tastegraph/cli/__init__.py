"""The command ``tastegraph``: one file per command, one document per answer.

With ``--json`` a command prints one JSON document on stdout; everything else goes to stderr.
Exit codes: 0 done, 2 bad input, 1 our fault, 130 interrupted.
"""

from tastegraph.cli.app import main

__all__ = ["main"]
