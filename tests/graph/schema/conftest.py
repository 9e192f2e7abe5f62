from __future__ import annotations

import pytest

from tastegraph.graph import EntityType, Example, Relation, Schema


@pytest.fixture
def films() -> Schema:
    """What films may say: every key of the file is in use."""
    told = "Alien was directed by Ridley Scott."
    return Schema(
        types=(
            EntityType(name="person", description="somebody who works on films"),
            EntityType(name="director", parent="person", iri="http://www.wikidata.org/entity/Q2526255"),
            EntityType(name="place"),
        ),
        relations=(
            Relation(
                name="directed by",
                range="director",
                description="directed by",
                max_objects=3,
                min_objects=1,
                inverse="directed",
                examples=(Example(text=told, subject="Alien", object="Ridley Scott"),),
            ),
            Relation(name="directed", domain="director", range="item"),
            Relation(name="released", range="literal", datatype="date", functional=True),
            Relation(name="married to", domain="person", range="person", symmetric=True, functional=True),
            Relation(name="part of", domain="place", range="place", transitive=True),
            Relation(name="about", range="any"),
            Relation(name="known for", domain="entity", range="entity"),
        ),
    )
