from __future__ import annotations

from pathlib import Path

import pytest

from tastegraph.errors import StateError
from tastegraph.graph import Statement
from tastegraph.graph.clean import read_aside
from tastegraph.locking import exclusive
from tastegraph.project import Project

from .conftest import FILMS, write_films

FACTS_ONLY = '[extract]\nmethod = "facts"\n'


def facts(project: Project) -> set[tuple[str, str, str]]:
    return {(one.subject, one.predicate, one.object) for one in project.graph.statements()}


def again(project: Project, films) -> Project:
    write_films(project.layout.root, films)
    return Project.open(project.layout.root)


def test_only_what_changed_is_read_and_only_what_it_supports_changes(make):
    project = make(FACTS_ONLY)
    first = project.build()
    assert (first.read, first.changed, first.complete) == (18, True, True)

    films = FILMS | {"9": ("Moor", "Lea Holm", "Fog.")} | {"7": ("Ember", "Kim Roth", "A fire.")}
    del films["8"]
    project = again(project, films)
    second = project.build()

    assert second.read == 2
    assert ("7", "directed by", "Kim Roth") in facts(project)
    assert ("9", "directed by", "Lea Holm") in facts(project)
    # Jo Park was supported by the two documents alone that changed and left.
    assert not any("Jo Park" in fact for fact in facts(project))
    change = project.graph.diff(first.graph_version, second.graph_version)
    assert len(change.added) == 2
    assert len(change.removed) == 2
    assert not project.build().changed


def test_a_renewed_graph_is_the_graph_that_a_whole_build_makes(make):
    project = make('[extract]\nmethod = "encoder"\n')
    project.build()
    films = FILMS | {"3": ("The Vault", "Ana Berg", "A heist in a bank. Directed by Ana Berg.")}
    project = again(project, films)
    assert project.build().read == 1
    renewed = facts(project)
    project.build(anew=True)
    assert renewed == facts(project)


def test_another_way_to_read_begins_anew(make):
    project = make(FACTS_ONLY)
    project.build()
    project = make(FACTS_ONLY + "[clean]\nhubs = 0.9\n")
    assert project.build().read == 18


def test_many_changes_are_read_with_all_the_rest(make):
    project = make(FACTS_ONLY)
    project.build()
    project = again(project, {item: (title, f"{who} II", plot) for item, (title, who, plot) in FILMS.items()})
    assert project.build().read == 18


def test_a_contradiction_that_lost_comes_back_when_the_winner_goes(make):
    source = '[[sources]]\nkind = "triples"\npath = "t.csv"\nconfidence = 0.5\nobject_type = "person"\n'
    project = make(FACTS_ONLY + source)
    (project.layout.root / "schema.toml").write_text(
        '[relations."directed by"]\nrange = "person"\nfunctional = true\n\n[types.person]\n',
        encoding="utf-8",
    )
    (project.layout.root / "t.csv").write_text("subject,predicate,object\n3,directed by,Zoe Quill\n", encoding="utf-8")
    assert project.build().aside == 1
    lost = read_aside(project.layout.aside)[0]
    assert (lost.rule, lost.statement.object) == ("contradiction", "Zoe Quill")

    project = again(project, FILMS | {"3": ("The Vault", "", "A heist goes wrong in a bank.")})
    assert project.build().read == 1
    assert ("3", "directed by", "Zoe Quill") in facts(project)
    assert ("3", "directed by", "Tom Reyes") not in facts(project)
    assert read_aside(project.layout.aside) == []


def test_statements_of_others_are_kept_when_a_document_changes(make):
    project = make(FACTS_ONLY + '[[sources]]\nkind = "triples"\npath = "t.csv"\n')
    (project.layout.root / "t.csv").write_text("subject,predicate,object\n3,praised by,critics\n", encoding="utf-8")
    project.build()
    project = again(project, FILMS | {"3": ("The Vault", "Lea Holm", "New.")})
    project.build()
    assert {("3", "praised by", "critics"), ("3", "directed by", "Lea Holm")} <= facts(project)


def test_the_second_of_two_builds_says_who_is_at_work(make):
    import os
    import threading

    project = make(FACTS_ONLY)
    holding, done = threading.Event(), threading.Event()

    def hold() -> None:
        with exclusive(project.layout.generated, doing="build"):
            holding.set()
            done.wait()

    thread = threading.Thread(target=hold)
    thread.start()
    holding.wait()
    try:
        with pytest.raises(StateError, match=f"process {os.getpid()}"):
            project.build()
    finally:
        done.set()
        thread.join()
    assert project.build().changed


def test_spellings_of_one_name_are_one_entity(make):
    project = make(FACTS_ONLY, films=FILMS | {"9": ("Moor", "ANA BERG", "Fog."), "10": ("Fen", "Ana  Berg", "Rain.")})
    built = project.build()
    assert built.merged >= 1
    assert {one.object for one in project.graph.statements() if one.subject in {"1", "9", "10"}} == {"Ana Berg"}
    aliases = {one.object_alias for one in project.graph.statements(item="9")}
    assert aliases == {"ANA BERG"}
    again = project.build()
    assert not again.changed
    assert (again.merged, again.aside, again.to_review) == (built.merged, built.aside, built.to_review)


def test_an_empty_catalogue_of_texts_is_built_too(make, tmp_path: Path):
    project = make(
        '[extract]\nmethod = "encoder"\n', films={item: (title, "", "") for item, (title, *_) in FILMS.items()}
    )
    built = project.build()
    assert (built.statements, built.documents) == (0, 18)
    assert isinstance(next(iter(project.graph.statements()), None), Statement | None)


def test_what_no_column_knows_is_read_as_the_columns_teach_it(make):
    names = [f"{first} {last}" for first in ("Ada", "Bo", "Cy", "Di", "Ed", "Flo") for last in ("Hill", "Moss", "Reed")]
    ways = ("Directed by {}, it was shot in a week.", "A quiet film directed by {}.", "It was directed by {} in Oslo.")
    films = {
        str(number): (
            f"Film {number}",
            "" if number % 6 == 5 else names[number % len(names)],
            text.format(names[number % len(names)]),
        )
        for number in range(60)
        for text in [ways[number % 3]]
    }
    films["60"] = ("Film 60", "", "Directed by Gus Ford, it was shot in a week.")
    project = make('[extract]\nmethod = "encoder"\nlearn = true\n', films=films)
    project.build()
    assert ("60", "directed by", "Gus Ford") in facts(project)
    quoted = {one.evidence.quote for one in project.graph.statements(item="60") if one.predicate == "directed by"}
    assert quoted == {"Gus Ford"}

    project = again(project, films | {"61": ("Film 61", "", "Directed by Hal Lake, it was shot in a week.")})
    assert project.build().read == 1
    assert ("61", "directed by", "Hal Lake") in facts(project)
