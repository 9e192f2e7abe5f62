"""SQL over a graph, by DuckDB, which can read it and nothing else."""

from __future__ import annotations

import pyarrow as pa

from tastegraph.errors import InputError
from tastegraph.graph.store import KnowledgeGraph

_VIEWS = """
CREATE VIEW documents AS
    SELECT item, title, field.name AS field, field.text AS text
    FROM (SELECT item, title, unnest(CASE WHEN len(fields) = 0 THEN [NULL] ELSE fields END) AS field FROM stored);
CREATE VIEW entities AS
    SELECT type, name, count(*) AS degree
    FROM (SELECT subject_type AS type, subject AS name FROM statements
          UNION ALL SELECT object_type, object FROM statements)
    GROUP BY type, name;
SET enable_external_access = false;
SET lock_configuration = true;
"""


def run_sql(graph: KnowledgeGraph, sql: str) -> pa.Table:
    """Return what one SQL query (DuckDB's dialect) finds in a graph.

    Views: ``statements`` (the columns of ``KnowledgeGraph.to_arrow``), ``documents(item, title, field, text)``, a row
    per field (one of nulls for a document without any), and ``entities(type, name, degree)``, where the degree is
    the number of statements' ends at the entity. The query can neither write nor reach files or the network.

    Raises:
        InputError: The text is not exactly one query, or DuckDB refuses it.
    """
    import duckdb

    with duckdb.connect(":memory:") as connection:
        connection.execute("SET python_enable_replacements = false")
        connection.register("statements", graph.to_arrow())
        connection.register("stored", graph.documents_to_arrow())
        connection.execute(_VIEWS)
        try:
            parsed = connection.extract_statements(sql)
            if [statement.type for statement in parsed] != [duckdb.StatementType.SELECT]:
                raise InputError("not a query", field="sql", fix="Give one SELECT and nothing else")
            return connection.sql(sql).to_arrow_table()
        except duckdb.Error as error:
            raise InputError(
                str(error).splitlines()[0].removesuffix("."),
                field="sql",
                fix="The tables are statements, documents(item, title, field, text) and entities(type, name, degree)",
            ) from None
