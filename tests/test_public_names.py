"""The public surface, listed once."""

import tastegraph


def test_the_public_names_are_these():
    assert tastegraph.__all__ == sorted(tastegraph.__all__)
    assert len(tastegraph.__all__) <= 25
    assert {name for name in vars(tastegraph) if name[0].isupper() or name in tastegraph.__all__} == set(
        tastegraph.__all__
    )


def test_heavy_parts_are_imported_late():
    import subprocess
    import sys

    heavy = "torch", "lance", "duckdb", "networkx"
    code = f"import sys, tastegraph.cli.app; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
