from __future__ import annotations

from tastegraph.graph import Evidence, Statement
from tastegraph.graph.resolve.entities import Decision, Decisions, resolve_entities


def fact(item: str, predicate: str, name: str, kind: str) -> Statement:
    return Statement(item, predicate, name, evidence=Evidence(item, predicate, 0, len(name), name), object_type=kind)


def catalogue(genres: tuple[str, ...]) -> list[Statement]:
    """Films 0 to 7 of one actor of the twenties, 8 to 15 of another; the others share the first genre."""
    found = []
    for film in range(60):
        genre = genres[film // 8] if film < 16 else genres[0]
        found.append(fact(f"{film:02}", "genre", genre, "genre"))
        found.append(fact(f"{film:02}", "actor", "Steve McQueen" if film < 16 else f"Actor {film}", "person"))
    return found


def test_parts_without_anything_in_common_are_suggested_and_no_more() -> None:
    found = resolve_entities(catalogue(("western", "drama")))
    assert {one.object for one in found.statements if one.object_type == "person"} >= {"Steve McQueen"}
    (suggestion,) = [one for one in found.queue if one.question == "split"]
    assert (suggestion.left, suggestion.right) == ("Steve McQueen", "Steve McQueen (2)")
    assert set(suggestion.documents) == {f"{film:02}" for film in range(8, 16)}
    assert "have nothing else in common" in suggestion.reasons[0]


def test_a_common_genre_keeps_a_career_together() -> None:
    assert not resolve_entities(catalogue(("drama", "drama"))).queue


def test_where_items_seldom_share_anything_their_difference_says_nothing() -> None:
    statements = [one for one in catalogue(("western", "drama")) if one.object_type == "person"]
    assert not resolve_entities(statements).queue


def test_who_declined_is_not_asked_again() -> None:
    no = Decision(type="person", left="Steve McQueen", right="Steve McQueen (2)", decision="same", time=1)
    assert not resolve_entities(catalogue(("western", "drama")), decisions=Decisions((no,))).queue
