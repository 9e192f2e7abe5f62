"""A tagger as a folder that opens by itself.

tagger.json          kinds, contexts, kinds that a text holds once, threshold
memory.json          what the labelled texts say of values and words
linear-*.crf         models of crfsuite, numbered as in tagger.json
neural-*.safetensors what was fitted of the encoder, in bfloat16, once for each neural model
choice.safetensors   the weights of the choice among candidates
"""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tastegraph.errors import InputError, ReadError, StateError
from tastegraph.extract.tagger.choice import Choice
from tastegraph.extract.tagger.linear_chain import LinearChain
from tastegraph.extract.tagger.memory import Memory
from tastegraph.extract.tagger.models import Models
from tastegraph.extract.tagger.neural import NeuralChain, load_short, save_short
from tastegraph.extract.tagger.tagset import TagSet

if TYPE_CHECKING:
    from tastegraph.extract.tagger.tagger import SpanTagger

FORMAT: Final = 1


def write_tagger(tagger: SpanTagger, folder: Path) -> None:
    """Write the folder beside its place and move it there when it is whole.

    Raises:
        InputError: The disk is full or the folder cannot be written.
    """
    from safetensors import SafetensorError

    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            _write_into(fresh, tagger)
            if folder.exists():
                shutil.rmtree(folder)
            fresh.chmod(0o755)
            fresh.replace(folder)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except (OSError, SafetensorError) as error:
        raise InputError(
            f"the tagger cannot be written: {error}", path=folder, fix="Free some space, or make the folder writable"
        ) from error


def read_tagger(folder: Path) -> SpanTagger:
    """Open a folder.

    Raises:
        StateError: There is no tagger in the folder.
        ReadError: It is damaged or of another format.
    """
    from safetensors import SafetensorError

    path = folder / "tagger.json"
    try:
        config: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise StateError("no tagger here", path=folder, fix="Fit one and save it first") from None
    except (OSError, ValueError) as error:
        raise ReadError(f"damaged tagger: {error}", path=path, fix="Fit it again") from None
    if config.get("format") != FORMAT:
        raise ReadError(f"tagger format {config.get('format')!r}, not {FORMAT}", path=path, fix="Fit it again")
    try:
        return _tagger_from(folder, config)
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise ReadError(f"damaged tagger: {error}", path=folder, fix="Fit it again") from None


def _write_into(folder: Path, tagger: SpanTagger) -> None:
    from safetensors.numpy import save_file

    linear = tagger.models.linear
    config = {
        "format": FORMAT,
        "kinds": tagger.tags.kinds,
        "contexts": tagger.tags.contexts,
        "once": sorted(tagger.once),
        "threshold": tagger.choice.threshold,
        "linear": list(linear.models),
        "neural": len(tagger.models.neural),
    }
    _write_json(folder / "tagger.json", config)
    _write_json(folder / "memory.json", tagger.models.memory.rows())
    for number, model in enumerate(linear.models.values()):
        (folder / f"linear-{number}.crf").write_bytes(model)
    choice = tagger.choice
    arrays = {"choice.mean": choice.mean, "choice.scale": choice.scale, "choice.weights": choice.weights}
    save_file(arrays, folder / "choice.safetensors")
    for number, chain in enumerate(tagger.models.neural):
        save_short(chain.weights, folder / f"neural-{number}.safetensors")


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=True), encoding="utf-8")


def _tagger_from(folder: Path, config: dict[str, Any]) -> SpanTagger:
    from safetensors.numpy import load_file

    from tastegraph.extract.tagger.tagger import SpanTagger

    arrays = load_file(folder / "choice.safetensors")
    memory = Memory.from_rows(json.loads((folder / "memory.json").read_text(encoding="utf-8")))
    tags = TagSet(
        tuple(tuple(kind) for kind in config["kinds"]),
        {context: tuple(kinds) for context, kinds in config["contexts"].items()},
    )
    models = {
        context: (folder / f"linear-{number}.crf").read_bytes() for number, context in enumerate(config["linear"])
    }
    choice = Choice(arrays["choice.mean"], arrays["choice.scale"], arrays["choice.weights"], config["threshold"])
    neural = tuple(
        NeuralChain(tags, load_short(folder / f"neural-{number}.safetensors")) for number in range(config["neural"])
    )
    together = Models(LinearChain(tags, memory, models), neural, memory)
    return SpanTagger(tags, frozenset(config["once"]), together, choice)
