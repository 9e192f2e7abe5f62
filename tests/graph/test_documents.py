from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tastegraph.errors import InputError
from tastegraph.graph import StoredDocument
from tastegraph.graph.documents import DOCUMENTS, documents_table, read_documents

documents = st.builds(
    StoredDocument,
    item=st.text(min_size=1),
    title=st.text(),
    fields=st.dictionaries(st.text(min_size=1), st.text(), max_size=3),
    digest=st.text(),
)


@settings(max_examples=30)
@given(st.lists(documents, max_size=5, unique_by=lambda document: document.item))
def test_columns_bring_back_the_same_documents(given: list[StoredDocument]) -> None:
    table = documents_table(given)
    assert table.schema == DOCUMENTS
    assert list(read_documents(table.to_batches())) == given


def test_an_item_has_one_document() -> None:
    with pytest.raises(InputError, match="'7' comes twice"):
        documents_table([StoredDocument("7", "A", {}, ""), StoredDocument("7", "B", {}, "")])


@pytest.mark.parametrize("fields", [{"Plot": "half \ud83c"}, {"\ud83c": "text"}])
def test_half_a_surrogate_pair_is_an_error_that_names_the_document(fields: dict[str, str]) -> None:
    with pytest.raises(InputError, match="'7' is not valid Unicode"):
        documents_table([StoredDocument("7", "A", fields, "")])
