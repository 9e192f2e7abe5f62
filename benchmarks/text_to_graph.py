"""A catalogue of 3,260 films read by a chat model, from the estimate to the bill.

    TASTEGRAPH_DATA=… python benchmarks/text_to_graph.py

docs/from-text-to-graph.md shows this run. The texts are the descriptions of films-1m. There is no chat model on the
machine: a scripted server stands in for one, over real HTTP, that answers in 200 ms and finds directors and actors by a
pattern, as quickly and as well as a pattern does. Requests, tokens of the prompts, retries, the cap and the cache are
real; what it finds says nothing about a real model. Prices are those of a small
hosted model. Writes benchmarks/results/text-to-graph.json.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from pathlib import Path
from typing import Any, Final

from tastegraph.evaluate import cpu_clock, package_versions
from tastegraph.graph import verify_all
from tastegraph.project import Project
from tastegraph.testing import AskedRequest, ScriptedChatServer, ScriptedReply
from tastegraph.text.chat import estimate_tokens

RESULT = Path(__file__).parent / "results" / "text-to-graph.json"
LATENCY: Final = 0.2
CONFIG: Final = """
[items]
path = "films.jsonl"
id = "id"
title = "title"
text = ["description"]

[interactions]
path = "log.csv"
user = "user"
item = "item"

[extract]
method = "chat"

[chat]
url = "{url}"
model = "stand-in"
concurrency = 16
price_in = 0.15
price_out = 0.60
"""
SCHEMA: Final = """
[types.person]
description = "a human being"

[relations."directed by"]
range = "person"
description = "who directed the film"

[relations.starring]
range = "person"
description = "who plays in the film"
"""
NAME: Final = r"[A-Z][\w.'-]+(?: [A-Z][\w.'-]+)+"
PATTERNS: Final = {
    "directed by": re.compile(rf"[Dd]irected by (?:the \w+ )?({NAME})"),
    "starring": re.compile(rf"(?:[Ss]tars?|[Ss]tarring|cast includ(?:es|ing)) ({NAME})"),
}


def main() -> None:
    """Estimate, stop at a cap, finish, edit one film, and write what each of these said."""
    result: dict[str, Any] = {"latency": LATENCY}
    with tempfile.TemporaryDirectory() as place, ScriptedChatServer(stand_in, keep=False) as server:
        folder = Path(place)
        films = write_project(folder, server.url)
        result["estimate"] = Project.open(folder).estimate_build().to_json()
        cap = result["estimate"]["cost"] / 2
        result["capped at half of the estimate"] = built(folder, max_cost=cap)
        result["finished"] = built(folder)
        result["asked by the end"] = sum(server.times.values())
        films[0]["description"] += " It was directed by Nobody Inparticular."
        write_films(folder, films)
        result["one film edited"] = built(folder)
        result["read again from disk"] = built(folder, anew=True)
        grounding = verify_all(Project.open(folder).graph)
        result["grounding"] = {"checked": grounding.checked, "failures": len(grounding.failures)}
    result["versions"] = package_versions()
    RESULT.write_text(json.dumps(result, indent=2) + "\n")


def built(folder: Path, **options: Any) -> dict[str, Any]:
    """Build and return what it says, without the texts of the films."""
    with cpu_clock() as clock:
        answer = Project.open(folder).build(**options).to_json()
    chat = answer.pop("chat") or {}
    kept = ("documents", "read", "calls", "records", "kept", "repeated", "rejected", "repaired")
    return answer | {
        "chat": {key: chat[key] for key in kept if key in chat} | {"unread": len(chat.get("unread", ()))},
        "cpu_seconds": round(clock.seconds, 1),
    }


def stand_in(asked: AskedRequest) -> ScriptedReply:
    """Answer as a chat model would that knows two patterns."""
    records = []
    for line in asked.said.split("\n"):
        document = json.loads(line)
        for text in document["text"].values():
            for relation, pattern in PATTERNS.items():
                for match in pattern.finditer(text):
                    told = {"subject": "ITEM", "relation": relation, "object": match.group(1)}
                    records.append({"document": document["document"], "quote": match.group(), "confidence": 0.9} | told)
    text = json.dumps({"statements": records}, ensure_ascii=False)
    sent = sum(estimate_tokens(message["content"]) for message in asked.body["messages"])
    return ScriptedReply(text, usage=(sent, estimate_tokens(text)), latency=LATENCY)


def write_project(folder: Path, url: str) -> list[dict[str, str]]:
    """Write the Project; returns the films."""
    data = Path(os.environ["TASTEGRAPH_DATA"]) / "films-1m"
    described = json.loads((data / "llm_descriptions.json").read_text(encoding="utf-8"))
    known = [line.split()[0] for line in (data / "item_map.txt").read_text().splitlines()]
    titles = {}
    for line in (data / "metadata.jsonl").read_text(encoding="utf-8").splitlines():
        film = json.loads(line)
        titles[str(film["movie_id"])] = film["ml_title"]
    films = [{"id": item, "title": titles[item], "description": described[item]} for item in known]
    write_films(folder, films)
    (folder / "log.csv").write_text("user,item\n" + "".join(f"{n % 50},{film['id']}\n" for n, film in enumerate(films)))
    (folder / "tastegraph.toml").write_text(CONFIG.format(url=url), encoding="utf-8")
    (folder / "schema.toml").write_text(SCHEMA, encoding="utf-8")
    return films


def write_films(folder: Path, films: list[dict[str, str]]) -> None:
    """Write the catalogue."""
    lines = "".join(json.dumps(film, ensure_ascii=False) + "\n" for film in films)
    (folder / "films.jsonl").write_text(lines, encoding="utf-8")


if __name__ == "__main__":
    main()
