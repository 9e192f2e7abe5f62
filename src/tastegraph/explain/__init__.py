"""Reasons a person can check: the statements that join a recommendation to what the person liked."""

from tastegraph.explain.paths import EvidencePath, evidence_paths

__all__ = ["EvidencePath", "evidence_paths"]
