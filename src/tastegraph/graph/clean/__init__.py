"""What is wrong with a heap of statements, and what stays when it is put right."""

from __future__ import annotations

from tastegraph.graph.clean.cleaning import Cleaned, clean
from tastegraph.graph.clean.set_aside import RULES, Rule, SetAside, read_aside, write_aside

__all__ = ["RULES", "Cleaned", "Rule", "SetAside", "clean", "read_aside", "write_aside"]
