"""A model may say what it likes: what the text does not bear out becomes no statement."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tastegraph.data import Document
from tastegraph.extract.chat.answers import StatementRecord
from tastegraph.extract.chat.excerpts import excerpts_of
from tastegraph.extract.chat.reading import Rejected, read_statement
from tastegraph.extract.chat.titles import items_by_title
from tastegraph.graph import Relation, Schema, verify
from tastegraph.graph.schema import EntityType

PLOT = (
    "Harbour of Glass is a slow-burning thriller directed by Ines Valdemar. Tomas Brekke, who is married to Lena "
    "Duarte, plays a pilot. It reached cinemas on 12 May 1994. It is the third of the dramas that <b>Ines</b> "
    "Valdemar &amp; Co made; it was not written by Otto Kranz, and Alberta is in it."
)
GLASS = Document("f1", "Harbour of Glass, The (1994)", {"plot": PLOT, "note": "A second field, by Rhea Sand."})
OTHER = Document("f2", "Quiet Engine", {"plot": "Marta Oyelaran directed this comedy."})
SCHEMA = Schema(
    relations=(
        Relation(name="directed by", range="person"),
        Relation(name="genre", range="genre"),
        Relation(name="released", range="literal", datatype="date"),
        Relation(name="married to", domain="person", range="person", symmetric=True),
        Relation(name="directed", domain="person", range="item"),
        Relation(name="sequel of", range="item"),
        Relation(name="about", range="entity"),
    ),
    types=(EntityType(name="person"), EntityType(name="genre"), EntityType(name="place")),
)


def excerpts(*documents: Document):
    return [
        excerpt
        for number, document in enumerate(documents)
        for excerpt in excerpts_of(number, document, ("plot", "note"), 1000, 100)
    ]


def read(subject: str, relation: str, object_: str, quote: str, *, schema: Schema = SCHEMA, **more):
    items = more.pop("items", None)
    record = StatementRecord(
        **({"document": 1} | more), subject=subject, relation=relation, object=object_, quote=quote
    )
    statement = read_statement(record, excerpts(GLASS, OTHER), schema, 0.9, items=items)
    assert verify(statement, {"f1": GLASS.fields, "f2": OTHER.fields}) is None
    assert schema.conforms(statement) is None
    return statement


@pytest.mark.parametrize(
    ("subject", "relation", "object_", "quote", "expected"),
    [
        ("ITEM", "directed by", "Ines Valdemar", "directed by Ines Valdemar", ("f1", "Ines Valdemar")),
        ("The Harbour of Glass", "directed by", "Ines Valdemar", "directed by Ines Valdemar", ("f1", "Ines Valdemar")),
        ("ITEM", "directed by", "Ines Valdemar & Co", "Ines Valdemar & Co made", ("f1", "Ines Valdemar & Co")),
        ("ITEM", "directed by", "Ines Valdemer", "thriller directed by Ines Valdemer", ("f1", "Ines Valdemar")),
        ("ITEM", "genre", "thriller", "slow-burning thriller", ("f1", "thriller")),
        ("ITEM", "genre", "Drama", "the third of the dramas", ("f1", "Drama")),
        ("ITEM", "released", "1994-05-12", "reached cinemas on 12 May 1994", ("f1", "1994-05-12")),
        ("Tomas Brekke", "married to", "Lena Duarte", "who is married to Lena Duarte", ("Tomas Brekke", "Lena Duarte")),
        ("Ines Valdemar", "directed", "ITEM", "directed by Ines Valdemar", ("Ines Valdemar", "f1")),
        ("ITEM", "directed by", "Rhea Sand", "by Rhea Sand", ("f1", "Rhea Sand")),
    ],
)
def test_what_the_text_says_becomes_a_statement(subject, relation, object_, quote, expected):
    statement = read(subject, relation, object_, quote)

    assert (statement.subject, statement.object) == expected
    assert statement.method == "chat"


@pytest.mark.parametrize(
    ("subject", "relation", "object_", "quote", "reason"),
    [
        ("ITEM", "directed by", "Ridley Scott", "directed by Ridley Scott", "the quote is not in the text"),
        ("ITEM", "directed by", "Ridley Scott", "directed by Ines Valdemar", "the quote does not name it"),
        ("ITEM", "directed by", "Tomas Brekke", "directed by Ines Valdemar", "the quote does not name it"),
        ("ITEM", "directed by", "Al", "and Alberta is in it", "the quote does not name it"),
        ("ITEM", "directed by", "Ines Vald", "directed by Ines Vald", "the quote does not name it"),
        ("ITEM", "released", "1994-05-13", "reached cinemas on 12 May 1994", "the quote does not name it"),
        ("ITEM", "released", "12 May 1995", "reached cinemas on 12 May 1995", "the quote is not in the text"),
        ("Otto Brekke", "married to", "Lena Duarte", "who is married to Lena Duarte", "the text does not name it"),
        ("Lena Duarte", "married to", "Lena  DUARTE", "married to Lena Duarte", "an entity related to itself"),
        ("Quiet Engine", "directed by", "Ines Valdemar", "directed by Ines Valdemar", "another item"),
        ("ITEM", "sequel of", "Quiet Engine", "directed by Ines Valdemar", "another item"),
        ("ITEM", "sequel of", "ITEM", "directed by Ines Valdemar", "the item related to itself"),
        ("ITEM", "married to", "Lena Duarte", "married to Lena Duarte", "does not fit the schema: domain"),
        ("ITEM", "owns", "Lena Duarte", "married to Lena Duarte", "does not fit the schema: relation"),
        ("ITEM", "released", "Lena Duarte", "married to Lena Duarte", "does not fit the schema: datatype"),
        ("ITEM", "directed by", "...", "directed by Ines Valdemar", "no name"),
        ("ITEM", "directed by", "Marta Oyelaran", "Marta Oyelaran directed this", "the quote is not in the text"),
        ("ITEM", "directed by", "Otto Kranz", "it was written by Otto Kranz", "the quote is not in the text"),
        ("ITEM", "directed by", "Ines Valdemar", PLOT + " " + PLOT, "the quote is not in the text"),
    ],
)
def test_what_it_does_not_say_is_rejected(subject, relation, object_, quote, reason):
    with pytest.raises(Rejected) as rejected:
        read(subject, relation, object_, quote)

    assert rejected.value.reason == reason


ITEMS = items_by_title(
    [
        Document("t1", "Lena Duarte", {}),
        Document("t2", "Alberta (1990)", {}),
        Document("t3", "Alberta (2001)", {}),
        Document("t4", "Marta, The [remake]", {}),
        Document("t5", "Rhea Sand", {}),
        Document("t6", "rhea  sand", {}),
    ]
)


def test_only_what_one_item_alone_is_called_stands_for_it():
    assert ITEMS == {
        "lena duarte": "t1",
        "alberta (1990": "t2",
        "alberta (2001": "t3",
        "marta, the [remake": "t4",
        "the marta": "t4",
    }


def test_an_object_may_be_another_item_that_the_text_names():
    statement = read("ITEM", "sequel of", "lena  DUARTE", "married to Lena Duarte", items=ITEMS)
    assert (statement.subject, statement.object, statement.object_type) == ("f1", "t1", "item")
    statement = read("ITEM", "beside", "Lena Duarte", "Lena Duarte", schema=Schema(), object_type="item", items=ITEMS)
    assert (statement.object, statement.object_type) == ("t1", "item")


@pytest.mark.parametrize(
    ("subject", "object_", "quote", "reason"),
    [
        ("ITEM", "Alberta", "and Alberta is in it", "another item"),
        ("ITEM", "Rhea Sand", "by Rhea Sand", "another item"),
        ("ITEM", "The Marta", "directed by Ines Valdemar", "the quote does not name it"),
        ("Lena Duarte", "ITEM", "married to Lena Duarte", "another item"),
        ("ITEM", "The Harbour of Glass", "Harbour of Glass is a slow-burning", "the item related to itself"),
    ],
)
def test_no_other_item_is_guessed(subject, object_, quote, reason):
    with pytest.raises(Rejected) as rejected:
        read(subject, "sequel of", object_, quote, items=ITEMS)
    assert rejected.value.reason == reason


@pytest.mark.parametrize("document", [-1, 0, 3, 10**9])
def test_a_document_that_was_not_shown_is_rejected(document):
    with pytest.raises(Rejected, match="no such document"):
        read("ITEM", "directed by", "Ines Valdemar", "directed by Ines Valdemar", document=document)


@pytest.mark.parametrize(
    ("given_confidence", "confidence"),
    [(0.7, 0.7), (None, 1.0), (95, 1.0), (-3, 0.0), ("high", 1.0), (float("nan"), 1.0), (True, 1.0)],
)
def test_confidence_is_the_models_where_it_gives_one(given_confidence, confidence):
    statement = read("ITEM", "genre", "thriller", "slow-burning thriller", confidence=given_confidence)

    assert statement.confidence == confidence


def test_a_quote_or_name_that_is_only_similar_lowers_the_confidence():
    exact = read("ITEM", "directed by", "Ines Valdemar", "thriller directed by Ines Valdemar", confidence=0.8)
    quote = read("ITEM", "directed by", "Ines Valdemar", "thriler directed by Ines Valdemar", confidence=0.8)
    name = read("ITEM", "directed by", "Ines Valdemer", "thriller directed by Ines Valdemar", confidence=0.8)

    assert exact.confidence == 0.8
    assert 0.72 < quote.confidence < 0.8
    assert 0.72 < name.confidence < 0.8


def test_the_quote_is_widened_to_a_name_in_its_sentence():
    statement = read("ITEM", "directed by", "Ines Valdemar", "Harbour of Glass is a slow-burning thriller")

    assert statement.evidence.quote == "Harbour of Glass is a slow-burning thriller directed by Ines Valdemar"


def test_the_type_may_be_narrower_or_named_where_the_relation_is_wide():
    place = read("ITEM", "about", "Alberta", "and Alberta is in it", object_type="place")

    assert place.object_type == "place"
    assert read("ITEM", "about", "Alberta", "and Alberta is in it").object_type == "entity"
    with pytest.raises(Rejected, match="schema: type"):
        read("ITEM", "about", "Alberta", "and Alberta is in it", object_type="planet")
    with pytest.raises(Rejected, match="schema: range"):
        read("ITEM", "directed by", "Alberta", "and Alberta is in it", object_type="place")


def test_an_open_schema_takes_the_models_words():
    statement = read(
        "Tomas Brekke", " married  to ", "Lena Duarte", "married to Lena Duarte", schema=Schema(), object_type="person"
    )

    assert (statement.predicate, statement.subject_type, statement.object_type) == ("married to", "entity", "person")
    for kind in ("item", "ITEM "):
        if kind == "item":
            with pytest.raises(Rejected, match="another item"):
                read("ITEM", "beside", "Lena Duarte", "Lena Duarte", schema=Schema(), object_type=kind)


WORDS = st.one_of(
    st.sampled_from(
        ["ITEM", "Ines Valdemar", "Lena Duarte", "thriller", "Harbour of Glass", "1994", "f2", "Al", "<b>"]
    ),
    st.sampled_from([PLOT[start:end] for start in range(0, 240, 30) for end in (start + 10, start + 60, 400)]),
    st.text(max_size=20),
)


@given(
    st.builds(
        StatementRecord,
        document=st.integers(-1, 3),
        subject=WORDS.map(lambda text: text[:200]),
        relation=st.one_of(st.sampled_from(SCHEMA.names), WORDS.map(lambda text: text[:200])),
        object=WORDS.map(lambda text: text[:200]),
        quote=WORDS,
        subject_type=st.sampled_from([None, "person", "item", "any", "literal"]),
        object_type=st.sampled_from([None, "person", "item", "any", "literal", "genre"]),
        confidence=st.one_of(st.none(), st.floats(-2, 2)),
    ),
    st.sampled_from([SCHEMA, Schema()]),
)
def test_whatever_a_model_says_a_statement_is_proved_by_its_own_document(record, schema):
    try:
        statement = read_statement(record, excerpts(GLASS, OTHER), schema, 0.9)
    except Rejected:
        return
    item = (GLASS, OTHER)[record.document - 1].item
    assert verify(statement, {"f1": GLASS.fields, "f2": OTHER.fields}) is None
    assert statement.evidence.document == item
    assert schema.conforms(statement) is None
    assert not ({statement.subject, statement.object} & ({"f1", "f2"} - {item}))
