"""The RDF library, which is an extra."""

from __future__ import annotations

from types import ModuleType

from tastegraph.errors import InputError


def oxigraph() -> ModuleType:
    """Return the module.

    Raises:
        InputError: The extra is not installed.
    """
    try:
        import pyoxigraph
    except ImportError:
        raise InputError("RDF needs the library pyoxigraph", fix="Run: pip install 'tastegraph[rdf]'") from None
    return pyoxigraph
