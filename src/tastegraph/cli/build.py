"""``tastegraph build DIR``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tastegraph.cli.engine import Address, Engine, EngineName, in_force
from tastegraph.cli.output import AsJson, Folder, print_json, print_table, progress, say
from tastegraph.errors import InputError

if TYPE_CHECKING:
    from tastegraph.project import BuildAnswer


def command(
    folder: Folder,
    full: Annotated[bool, typer.Option("--full", help="Read everything again, not only what has changed.")] = False,
    ask_again: Annotated[
        bool,
        typer.Option(
            "--ask-again",
            help="Read everything again, and ask the chat model again where its answer on disk is of no use.",
        ),
    ] = False,
    estimate: Annotated[
        bool, typer.Option("--estimate", help="Print documents, tokens, price and time, and stop.")
    ] = False,
    max_cost: Annotated[
        float | None,
        typer.Option(help="Stop asking the chat model here, in the unit of the prices.", min=0, show_default=False),
    ] = None,
    max_tokens: Annotated[
        int | None, typer.Option(help="Stop asking the chat model after so many tokens.", min=0, show_default=False)
    ] = None,
    batch: Annotated[
        tuple[str, Path] | None,
        typer.Option(
            help="`export FILE` writes what would be asked in the providers' batch format and stops; `import FILE` "
            "takes their answers and builds with what has been answered.",
            metavar="export|import FILE",
            show_default=False,
        ),
    ] = None,
    engine: EngineName = Engine.local,
    address: Address = None,
    as_json: AsJson = False,
) -> None:
    """Read facts and text into the knowledge graph; what has not changed is not done again."""
    from tastegraph.project import Project

    project = Project.open(folder)
    if estimate:
        found = project.estimate_build(anew=full, ask_again=ask_again).to_json()
        if as_json:
            print_json(found)
        else:
            print_table("What a build would do now", ["", ""], list(found.items()))
        return
    taken = None
    if batch is not None:
        direction, file = batch
        if direction == "export":
            exported = project.export_requests(file, anew=full)
            if as_json:
                print_json({"file": exported.file, "requests": exported.requests, "cached": exported.cached})
            else:
                say(
                    f"{exported.requests:,} requests written to {file}; {exported.cached:,} are answered",
                    to_stdout=True,
                )
            return
        if direction != "import":
            raise InputError(f"cannot {direction!r} a batch", field="--batch", fix="Write export FILE or import FILE")
        taken = project.import_answers(file)
    with progress() as tell, in_force(engine, address):
        built = project.build(
            anew=full, max_cost=max_cost, max_tokens=max_tokens, asking=taken is None, ask_again=ask_again,
            progress=tell,
        )  # fmt: skip
    if as_json:
        imported = {} if taken is None else {
            "imported": {"answers": taken.answers, "failures": taken.failures, "problems": taken.problems}
        }  # fmt: skip
        print_json(built.to_json() | imported)
        return
    if taken is not None:
        say(f"{taken.answers:,} answers taken over, {sum(taken.failures.values()):,} failures", to_stdout=True)
        for problem in taken.problems:
            say(problem)
    _show(built)


def _show(built: BuildAnswer) -> None:
    rows = [(method, count) for method, count in sorted(built.by_method.items())]
    print_table(f"Graph version {built.graph_version}", ["method", "statements"], [*rows, ("all", built.statements)])
    say(
        f"{built.documents:,} documents, {built.entities:,} entities, {built.relations:,} relations; "
        f"{built.rejected:,} statements rejected, {built.aside:,} set aside, {built.merged:,} names merged, "
        f"{built.to_review:,} to review; " + (f"{built.seconds:.1f} s" if built.changed else "nothing had changed"),
        to_stdout=True,
    )
    if built.chat is not None and built.changed:
        chat = built.chat
        say(
            f"chat: {chat['read']:,} of {chat['documents']:,} documents read, {chat['kept']:,} of {chat['records']:,} "
            f"records kept, rejected: {chat['rejected'] or 'none'}",
            to_stdout=True,
        )
        for item, reason in list(chat["unread"].items())[:5]:
            say(f"not read: {item}: {reason}")
        if useless := len(chat["unread"]) - chat["later"]:
            say(
                f"{useless:,} of these were answered with nothing that can be used. --ask-again asks once more; where "
                "answers were cut off, raise max_answer in [chat]."
            )
    if built.bill is not None and built.changed:
        bill = built.bill
        say(
            f"bill: {bill['requests']:,} requests, {bill['cached']:,} answered from disk, {bill['failed']:,} failed; "
            f"{bill['tokens_in']:,} tokens in, {bill['tokens_out']:,} out; cost {bill['cost']:.4f}",
            to_stdout=True,
        )
    if not built.complete:
        say("Not every document was read; run build again to go on.")
