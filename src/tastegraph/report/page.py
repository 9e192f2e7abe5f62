"""The page: everything gathered, put into the templates, and written in one step."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from tastegraph.evaluate import AblationRun, ComparisonRun, Run
from tastegraph.graph import KnowledgeGraph
from tastegraph.report import picture
from tastegraph.report.ablation import show_ablation
from tastegraph.report.charts import confidences, counted, degrees
from tastegraph.report.comparison import show_comparison
from tastegraph.report.measurements import compare
from tastegraph.report.network import Network
from tastegraph.report.samples import sample
from tastegraph.writing import write_whole


def write_report(
    path: Path,
    name: str,
    graph: KnowledgeGraph | None,
    title: Callable[[str], str],
    runs: Sequence[Run],
    *,
    comparison: ComparisonRun | None = None,
    ablation: AblationRun | None = None,
) -> None:
    """Write one HTML page about a graph and the measurements made with it, whole or not at all.

    The page needs nothing beside itself, and its Content-Security-Policy lets it load nothing. The same input gives
    the same bytes. Folders are made and an older file is replaced.

    Args:
        path: Where to write it.
        name: What the page is about: the name of the Project.
        graph: The graph, the version it shows; None where only measurements are shown.
        title: Item id → what people call it.
        runs: Measurements, in any order.
        comparison: Models side by side, where they were compared.
        ablation: A model with parts of its knowledge off, where that was measured.

    Raises:
        InputError: The file cannot be written.
    """
    page = _page(
        name=name,
        graph=None if graph is None else _graph(graph, title),
        measurements=compare(runs),
        comparison=None if comparison is None else show_comparison(comparison),
        ablation=None if ablation is None else show_ablation(ablation),
    )
    # A folder's name, unlike the graph, may hold what is not valid Unicode.
    write_whole(path, page, errors="replace")


def _page(**parts: object) -> str:
    templates = PackageLoader("tastegraph.report")
    environment = Environment(
        loader=templates,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style, script = (Markup(templates.get_source(environment, file)[0]) for file in ("page.css", "hover.js"))
    return environment.get_template("page.html.jinja").render(
        **parts,
        style=style,
        script=script,
        script_hash=b64encode(sha256(script.encode()).digest()).decode(),
    )


def _graph(graph: KnowledgeGraph, title: Callable[[str], str]) -> dict[str, object]:
    statements = graph.to_arrow()
    network = Network.of(statements)
    drawn = picture.draw(network, title)
    degree = network.degree
    return {
        "counts": graph.counts(),
        "version": graph.version,
        "written": _day(graph),
        "picture": drawn,
        "width": picture.WIDTH,
        "height": picture.HEIGHT,
        "degrees": degrees(degree[network.is_item], degree[~network.is_item]),
        "relations": counted(statements.column("predicate"), drawn.colours),
        "methods": counted(statements.column("method")),
        "confidences": confidences(statements.column("confidence").to_numpy()),
        "samples": sample(statements, graph.documents_to_arrow(), title),
    }


def _day(graph: KnowledgeGraph) -> str | None:
    for version in graph.versions():
        if version.version == graph.version:
            return f"{datetime.fromtimestamp(version.time, UTC):%Y-%m-%d}"
    return None
