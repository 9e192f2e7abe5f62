"""``tastegraph graph DIR review``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tastegraph.cli.folder_group import folder_of
from tastegraph.cli.output import AsJson, print_json, print_table, say
from tastegraph.errors import InputError

if TYPE_CHECKING:
    from tastegraph.project import Project
    from tastegraph.project.resolution import RevisionAnswer

Names = tuple[str, str]


def command(
    ctx: typer.Context,
    type_: Annotated[
        str | None,
        typer.Option(
            "--type",
            help="Only entities of a type; needed with --same and --different where several types have such names.",
            show_default=False,
        ),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many questions are shown.")] = 20,
    out: Annotated[Path | None, typer.Option(help="Write them as CSV, to be filled in.", show_default=False)] = None,
    read: Annotated[
        Path | None, typer.Option(help="Take the decisions of such a CSV that is filled in.", show_default=False)
    ] = None,
    accept: Annotated[list[int] | None, typer.Option(help="Yes to a question, by number.", show_default=False)] = None,
    reject: Annotated[list[int] | None, typer.Option(help="No to a question, by number.", show_default=False)] = None,
    same: Annotated[Names | None, typer.Option(help="Two names are of one entity.", show_default=False)] = None,
    different: Annotated[Names | None, typer.Option(help="Two names are of two.", show_default=False)] = None,
    as_json: AsJson = False,
) -> None:
    """What a build was not sure about: pairs of names that may be one entity, names that may be two."""
    from tastegraph.project import Project
    from tastegraph.project.resolution import answer_questions, read_questions, write_questions

    given = [value for value in (out, read, accept or None, reject or None, same, different) if value is not None]
    if len(given) > 1:
        raise InputError("these options do not go together", fix="Do one thing at a time")
    project = Project.open(folder_of(ctx))
    if out is not None:
        written = write_questions(project, out, type_)
        if as_json:
            print_json({"written": str(out), "questions": written})
        else:
            say(
                f"{written:,} question{'s' * (written != 1)} written to {out}; fill in the column decision",
                to_stdout=True,
            )
    elif read is not None:
        tell(read_questions(project, read), as_json=as_json)
    elif accept or reject:
        tell(answer_questions(project, accept or reject or [], yes=bool(accept)), as_json=as_json)
    elif same is not None or different is not None:
        tell(_declared(project, same, different, type_), as_json=as_json)
    else:
        _show(project, type_, limit, as_json=as_json)


def tell(found: RevisionAnswer, *, as_json: bool) -> None:
    """Say what decisions changed."""
    if as_json:
        print_json(found.to_json())
        return
    count = len(found.decisions)
    say(
        f"{count:,} decision{'s' * (count != 1)} kept in decisions.jsonl; "
        f"statements that are about another entity now: {found.statements:,}; graph version {found.graph_version}",
        to_stdout=True,
    )


def _declared(project: Project, same: Names | None, different: Names | None, type_: str | None) -> RevisionAnswer:
    from tastegraph.project.resolution import declare

    names = same or different or ("", "")
    return declare(project, *names, same=same is not None, type_=type_)


def _show(project: Project, type_: str | None, limit: int, *, as_json: bool) -> None:
    from tastegraph.graph.resolve.entities import examples, in_words
    from tastegraph.project.resolution import EXAMPLES, questions

    asked = questions(project, type_)
    shown = asked[:limit]
    nodes = [(one.type, name) for _, one in shown for name in (one.left, one.right)]
    about = examples(project.graph, nodes, EXAMPLES)
    if as_json:
        rows = [
            {
                "number": number,
                **asdict(one),
                "examples": {
                    name: [asdict(statement) for statement in about[one.type, name]] for name in (one.left, one.right)
                },
            }
            for number, one in shown
        ]
        print_json({"questions": len(asked), "shown": rows})
        return
    print_table(
        f"{len(asked):,} question{'s' * (len(asked) != 1)}",
        ["no.", "type", "question", "score", "because", "for example"],
        [
            (
                number,
                one.type,
                f"{one.left} = {one.right}?" if one.question == "same" else f"two of the name {one.left}?",
                one.score,
                "; ".join(one.reasons),
                "\n".join(in_words(found) for name in (one.left, one.right) for found in about[one.type, name][:1]),
            )
            for number, one in shown
        ],
    )
