from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tastegraph.project import Project
from tastegraph.testing import AskedRequest, ScriptedReply

FILMS = {
    "1": ("Night Train", "Ana Berg", "A thriller about a heist on a train. It was directed by Ana Berg."),
    "2": ("Last Harbour", "Ana Berg", "A drama of two sailors, directed by Ana Berg and written in Oslo."),
    "3": ("The Vault", "Tom Reyes", "A heist goes wrong in a bank. Directed by Tom Reyes."),
    "4": ("Salt", "Mia Lund", "Sailors drift for weeks. Directed by Mia Lund."),
    "5": ("Glass", "Tom Reyes", "A window cleaner sees a heist. Directed by Tom Reyes."),
    "6": ("Snow", "Mia Lund", "Two sisters cross a mountain. Directed by Mia Lund."),
    "7": ("Ember", "Jo Park", "A fire in a theatre. Directed by Jo Park."),
    "8": ("Tide", "Jo Park", "Sailors and smugglers. Directed by Jo Park."),
    **{str(n): (f"Part {n}", "Una Voss", f"Number {n} of a long series. Directed by Una Voss.") for n in range(20, 30)},
}

CONFIG = """
[items]
path = "films.csv"
id = "id"
title = "title"
text = ["plot"]
{facts}
[interactions]
path = "log.csv"
user = "user"
item = "item"

{more}
"""
FACTS = '[items.facts]\ndirector = {relation = "directed by", type = "person"}\n'


def write_films(folder: Path, films: Mapping[str, tuple[str, str, str]]) -> None:
    with (folder / "films.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "title", "director", "plot"])
        writer.writerows([item, *cells] for item, cells in films.items())


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Project]:
    def made(more: str, *, facts: bool = True, films: Mapping[str, tuple[str, str, str]] = FILMS) -> Project:
        folder = tmp_path / "project"
        folder.mkdir(exist_ok=True)
        write_films(folder, films)
        (folder / "log.csv").write_text("user,item\na,1\na,3\nb,2\nb,4\n", encoding="utf-8")
        (folder / "tastegraph.toml").write_text(
            CONFIG.format(facts=FACTS if facts else "", more=more), encoding="utf-8"
        )
        if not facts:
            (folder / "schema.toml").write_text(
                '[relations."directed by"]\nrange = "person"\n\n[types.person]\n', encoding="utf-8"
            )
        return Project.open(folder)

    return made


def directors(asked: AskedRequest) -> ScriptedReply:
    """Find directors by a pattern, as a small chat model would."""
    records = []
    for line in asked.said.split("\n"):
        document = json.loads(line)
        for text in document["text"].values():
            records += [
                {
                    "document": document["document"],
                    "subject": "ITEM",
                    "relation": "directed by",
                    "object": match.group(1),
                    "object_type": "person",
                    "quote": match.group(),
                    "confidence": 0.9,
                }
                for match in re.finditer(r"[Dd]irected by ([A-Z]\w+ [A-Z]\w+)", text)
            ]
    return ScriptedReply(json.dumps({"statements": records}), usage=(100, 20))
