"""``tastegraph resolve LEFT RIGHT``."""

from __future__ import annotations

import csv
import io
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tastegraph.cli.output import AsJson, print_json, print_table, progress, say
from tastegraph.errors import ConfigError

if TYPE_CHECKING:
    from tastegraph.graph.resolve.records import Agreement, Matching, Truth

_SHOWN = 10


class Matcher(StrEnum):
    """What finds the pairs."""

    OWN = "own"
    SPLINK = "splink"


def command(
    left: Annotated[Path, typer.Argument(help="A table: delimited text, JSON Lines or Parquet.", show_default=False)],
    right: Annotated[Path, typer.Argument(help="The other table.", show_default=False)],
    truth: Annotated[
        Path | None, typer.Option(metavar="PAIRS", help="Known pairs of ids, to tell how many were found.")
    ] = None,
    id_: Annotated[
        str | None, typer.Option("--id", metavar="COLUMN", help="The column of ids; the first where not given.")
    ] = None,
    id_right: Annotated[
        str | None, typer.Option("--id-right", metavar="COLUMN", help="That of the right table, where it differs.")
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="PAIRS.csv", help="Write the pairs to this file.")] = None,
    min_score: Annotated[float, typer.Option(help="Least probability of a match.", min=0.0, max=1.0)] = 0.5,
    one_to_one: Annotated[
        bool | None,
        typer.Option(
            "--one-to-one/--many",
            help="Whether a row has at most one partner; told from the tables where not given.",
            show_default=False,
        ),
    ] = None,
    encoder: Annotated[
        bool, typer.Option("--encoder", help="Compare names by their meaning, too; takes longer.")
    ] = False,
    with_: Annotated[
        Matcher, typer.Option("--with", help="What finds the pairs; splink needs the extra of that name.")
    ] = Matcher.OWN,
    encoding: Annotated[str, typer.Option(help="Of text files.")] = "utf-8",
    as_json: AsJson = False,
) -> None:
    """Find the rows of two tables that are the same thing; no labels are needed."""
    from tastegraph.graph.resolve.records import agreement, match_by_splink, match_records, read_records, read_truth
    from tastegraph.text import MiniLMEncoder

    if with_ is Matcher.SPLINK and encoder:
        raise ConfigError("Splink compares no meanings", field="--encoder", fix="Leave out --encoder or --with splink")
    with progress() as tell:
        tell("reading the tables")
        tables = read_records(left, id_, encoding=encoding), read_records(right, id_right or id_, encoding=encoding)
        known = read_truth(truth, *tables, encoding=encoding) if truth else None
        if with_ is Matcher.SPLINK:
            found = match_by_splink(*tables, exclusive=one_to_one, min_score=min_score, progress=tell)
        else:
            found = match_records(
                *tables, encoder=MiniLMEncoder() if encoder else None, exclusive=one_to_one, min_score=min_score,
                progress=tell,
            )  # fmt: skip
    measured = agreement(((pair.left, pair.right) for pair in found.pairs), known) if known else None
    if out is not None:
        _write(out, found)
    if as_json:
        print_json(_document(found, known, measured))
    else:
        _show(found, known, measured, out)


def _document(found: Matching, known: Truth | None, measured: Agreement | None) -> dict[str, Any]:
    document: dict[str, Any] = {
        "pairs": [
            {"left": pair.left, "right": pair.right, "score": pair.score, "reasons": list(pair.reasons)}
            for pair in found.pairs
        ],
        "one_to_one": found.one_to_one,
        "columns": [{"left": one.left, "right": one.right, "kind": one.kind} for one in found.columns],
        "candidates": found.candidates,
        "learned": found.learned,
    }
    if known and measured:
        document |= {"precision": measured.precision, "recall": measured.recall, "f1": measured.f1}
        document["truth"] = {
            "reading": known.reading,
            "matches": len(known.matches),
            "others": len(known.others),
            "left": known.left,
            "right": known.right,
            "label": known.label,
        }
    return document


def _show(found: Matching, known: Truth | None, measured: Agreement | None, out: Path | None) -> None:
    rows = [(pair.left, pair.right, pair.score, "; ".join(pair.reasons)) for pair in found.pairs[:_SHOWN]]
    print_table(f"{len(found.pairs):,} pairs", ["left", "right", "score", "because"], rows)
    if len(found.pairs) > _SHOWN and out is None:
        say("All of them: --json or --out PAIRS.csv", to_stdout=True)
    if not found.learned:
        say("The tables are too small to learn from: fixed weights decided.", to_stdout=True)
    if known and measured:
        over = "all matches" if known.reading == "complete" else "the labelled pairs alone"
        say(
            f"precision {measured.precision:.3f}, recall {measured.recall:.3f}, F1 {measured.f1:.3f}, over {over}",
            to_stdout=True,
        )


def _write(path: Path, found: Matching) -> None:
    from tastegraph.writing import write_whole

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["left", "right", "score", "reasons"])
    writer.writerows([pair.left, pair.right, pair.score, "; ".join(pair.reasons)] for pair in found.pairs)
    write_whole(path, text.getvalue())
