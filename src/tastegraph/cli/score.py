"""``tastegraph score GOLD``."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tastegraph.cli.output import AsJson, print_json, print_table, progress, say
from tastegraph.errors import ConfigError

if TYPE_CHECKING:
    from tastegraph.extract import Extractor
    from tastegraph.extract.scoring import Example, GoldSet, Measured, Mistake
    from tastegraph.graph import Schema

BELOW = 1


class Method(StrEnum):
    """What reads the texts."""

    ENCODER = "encoder"
    CHAT = "chat"


def command(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="Folder of the gold triples.", show_default=False)],
    method: Annotated[Method, typer.Option(help="What reads the texts.")] = Method.ENCODER,
    seed: Annotated[int, typer.Option(min=0, help="Of all that learning draws.")] = 0,
    quick: Annotated[bool, typer.Option("--quick", help="Learn in fewer rounds.")] = False,
    errors: Annotated[
        Path | None, typer.Option(help="CSV to write every missing and spurious triple to.", show_default=False)
    ] = None,
    show: Annotated[int, typer.Option(min=0, help="Show at most so many mistakes of each relation.")] = 3,
    at_least: Annotated[
        float | None, typer.Option(min=0, max=1, help="Exit with 1 where f1_normalised is below.", show_default=False)
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option(help="An earlier result (--json) that must be reached.", show_default=False)
    ] = None,
    tolerance: Annotated[float, typer.Option(min=0, max=1, help="How far below the baseline is well enough.")] = 0.01,
    url: Annotated[str | None, typer.Option(help="Of the chat model's server.", show_default=False)] = None,
    model: Annotated[str | None, typer.Option(help="Name of the chat model.", show_default=False)] = None,
    key: Annotated[str, typer.Option(help="Environment variable that holds the key.")] = "OPENAI_API_KEY",
    recorded: Annotated[
        Path | None, typer.Option(help="Recorded answers of the chat model.", show_default=False)
    ] = None,
    local: Annotated[Path | None, typer.Option(help="Folder of a chat model to run here.", show_default=False)] = None,
    cache: Annotated[
        Path | None, typer.Option(help="Where the chat model's answers are kept.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Score an extractor against gold triples: precision, recall, F1, and how far it keeps to schema and text.

    GOLD holds test.jsonl and, if it can, train.jsonl to learn from and schema.toml or ontology.json. docs/scoring.md
    has the formats and defines every figure.
    """
    from tastegraph.extract.scoring import measure_extractor, read_baseline, read_gold, shortfall, write_mistakes

    before = read_baseline(baseline) if baseline is not None else None
    chosen = {"url": url, "model": model, "key": key, "recorded": recorded, "local": local}
    gold_set = read_gold(gold)

    def make(test: Sequence[Example]) -> Extractor:
        if method is Method.CHAT:
            return _chat(gold_set, chosen, cache or gold / ".tastegraph" / "answers.sqlite")
        from tastegraph.extract.learned import ExampleExtractor

        return ExampleExtractor.fit(
            gold_set.train,
            gold_set.schema,
            effort="quick" if quick else "thorough",
            seed=seed,
            progress=tell,
            categories={example.id: example.category for example in test},
        )

    with progress() as tell:
        measured = measure_extractor(gold_set, make)
    if errors is not None:
        write_mistakes(errors, measured.mistakes)
    below = shortfall(measured.score.normalised.f1, at_least, before, tolerance)
    if as_json:
        gate = {} if at_least is None and before is None else {"passed": below is None}
        print_json({"gold_folder": str(gold), **measured.to_json(), **gate})
    else:
        _show(measured, show)
    if below is not None:
        say(below)
        raise typer.Exit(BELOW)


def _chat(gold: GoldSet, chosen: dict[str, Any], cache: Path) -> Extractor:
    from tastegraph.config import ChatConfig
    from tastegraph.extract.chat import ChatExtractor
    from tastegraph.extract.learned import GivenSubjects
    from tastegraph.extract.scoring import TEXT
    from tastegraph.text.chat import open_chat_model

    if all(chosen[name] is None for name in ("url", "recorded", "local")):
        fix = "Give --url and --model, --recorded, or --local"
        raise ConfigError("no chat model is named", field="--method", fix=fix)
    config = ChatConfig(**{name: value for name, value in chosen.items() if value is not None})
    chat_model = open_chat_model(config, Path(), cache)

    def reading(schema: Schema) -> ChatExtractor:
        return ChatExtractor(chat_model, schema, fields=(TEXT,), max_answer=config.max_answer)

    return GivenSubjects(reading, gold.schema, gold.train)


def _show(measured: Measured, most: int) -> None:
    score = measured.score
    print_table(
        f"{measured.method} on {score.texts} texts, learned from {measured.train}, {measured.seconds:.0f} s",
        ["triples", "precision", "recall", "F1"],
        [
            ["exact", score.exact.precision, score.exact.recall, score.exact.f1],
            ["normalised", score.normalised.precision, score.normalised.recall, score.normalised.f1],
        ],
    )
    print_table(
        "", ["conformance", "grounding", "hallucination"], [[score.conformance, score.grounding, score.hallucination]]
    )
    print_table(
        "By relation, normalised",
        ["relation", "precision", "recall", "F1", "gold", "predicted"],
        [[name, *vars(one).values()] for name, one in score.by_relation.items()],
    )
    rows = _some(measured.mistakes, most)
    if rows:
        print_table(
            f"Some of {len(measured.mistakes)} mistakes (--errors FILE.csv writes all)",
            ["relation", "", "subject", "object", "in"],
            [[row.relation, row.kind, row.subject, row.object, row.id] for row in rows],
        )


def _some(mistakes: Sequence[Mistake], most: int) -> list[Mistake]:
    """The first of each relation and kind."""
    counted: dict[tuple[str, str], int] = {}
    kept = []
    for mistake in mistakes:
        key = (mistake.relation, mistake.kind)
        counted[key] = counted.get(key, 0) + 1
        if counted[key] <= most:
            kept.append(mistake)
    return kept
