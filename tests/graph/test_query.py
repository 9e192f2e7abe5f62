from __future__ import annotations

from pathlib import Path

import pytest

from tastegraph.errors import InputError
from tastegraph.graph import KnowledgeGraph, run_sql


def test_statements_can_be_asked(graph: KnowledgeGraph) -> None:
    found = run_sql(
        graph, "SELECT object, count(*) AS n FROM statements WHERE predicate = 'genre' GROUP BY 1 ORDER BY 1"
    )
    assert found.to_pylist() == [
        {"object": "Action", "n": 1},
        {"object": "Horror", "n": 1},
        {"object": "Sci-Fi", "n": 2},
    ]
    assert run_sql(graph, "FROM statements;").to_pylist() == graph.to_arrow().to_pylist()


def test_documents_have_a_row_per_field(graph: KnowledgeGraph) -> None:
    found = run_sql(graph, "SELECT * FROM documents ORDER BY item, field")
    assert found.column_names == ["item", "title", "field", "text"]
    assert [(row["item"], row["field"]) for row in found.to_pylist()] == [
        ("1", "Genre"),
        ("1", "Plot"),
        ("2", "Genre"),
        ("2", "Plot"),
        ("it's", None),
    ]
    assert found.to_pylist()[2] == {"item": "2", "title": "Aliens", "field": "Genre", "text": "Action, Sci-Fi"}


def test_entities_have_their_degree(graph: KnowledgeGraph) -> None:
    found = run_sql(graph, "SELECT type, name, degree FROM entities ORDER BY degree DESC, name LIMIT 3").to_pylist()
    assert [tuple(row.values()) for row in found] == [("item", "1", 4), ("item", "2", 3), ("entity", "Sci-Fi", 2)]
    assert run_sql(graph, "SELECT count(*) AS n FROM entities").to_pylist() == [{"n": graph.counts().entities}]


def test_every_quote_stands_in_its_document_by_sql_too(graph: KnowledgeGraph) -> None:
    found = run_sql(
        graph,
        'SELECT quote, substring(text, start + 1, "end" - start) AS stands '
        "FROM statements s JOIN documents d ON s.document = d.item AND s.field = d.field",
    )
    assert len(found) == 5
    assert found.column("quote").to_pylist() == found.column("stands").to_pylist()


def test_an_empty_graph_can_be_asked(tmp_path: Path) -> None:
    graph = KnowledgeGraph.create(tmp_path / "empty")
    for view in ("statements", "documents", "entities"):
        assert run_sql(graph, f"SELECT * FROM {view}").num_rows == 0


def test_an_older_version_answers_for_itself(graph: KnowledgeGraph) -> None:
    graph.delete_document("1")
    assert run_sql(graph.checkout(1), "SELECT count(*) AS n FROM statements").to_pylist() == [{"n": 6}]


@pytest.mark.parametrize(
    "sql",
    [
        "",
        "-- nothing",
        "SELECT 1; SELECT 2",
        "DROP VIEW documents",
        "CREATE TABLE t AS SELECT 1",
        "INSERT INTO statements VALUES (1)",
        "COPY statements TO '{file}'",
        "ATTACH '{file}'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "PRAGMA version",
        "EXPORT DATABASE '{file}'",
    ],
)
def test_only_one_query_that_reads_is_run(graph: KnowledgeGraph, tmp_path: Path, sql: str) -> None:
    file = tmp_path / "file"
    with pytest.raises(InputError, match="not a query"):
        run_sql(graph, sql.format(file=file))
    assert not file.exists()


def test_files_cannot_be_read(graph: KnowledgeGraph, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a,b\n1,2\n")
    for source in (f"'{secret}'", f"read_text('{secret}')", f"read_csv('{secret}')", f"glob('{tmp_path}/*')"):
        with pytest.raises(InputError, match="disabled by configuration"):
            run_sql(graph, f"SELECT * FROM {source}")


def test_python_variables_are_no_tables(graph: KnowledgeGraph) -> None:
    hidden = graph.to_arrow()
    with pytest.raises(InputError, match="hidden does not exist"):
        run_sql(graph, "SELECT * FROM hidden")
    assert hidden.num_rows == 6


@pytest.mark.parametrize(
    ("sql", "message"),
    [("SELEC", "Parser Error"), ("SELECT nope FROM statements", "nope"), ("SELECT 'x'::INTEGER", "Conversion Error")],
)
def test_mistakes_are_one_line_errors_that_name_the_tables(graph: KnowledgeGraph, sql: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        run_sql(graph, sql)
    assert "\n" not in str(caught.value)
    assert "documents(item, title, field, text)" in str(caught.value)
