"""One page that shows a Project to people: its graph, the shape of it, its figures and its evidence.

The page is one HTML file that works offline; whatever the catalogue holds is shown as text and never run.
"""

from __future__ import annotations

from tastegraph.report.page import write_report

__all__ = ["write_report"]
