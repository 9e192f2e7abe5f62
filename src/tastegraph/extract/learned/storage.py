"""What was learned from prose, as a folder: JSON and safetensors."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from tastegraph.errors import ReadError, StateError
from tastegraph.extract.learned.distant import DistantReader
from tastegraph.extract.learned.memory import LabelMemory
from tastegraph.extract.learned.network import SpanNetwork
from tastegraph.extract.learned.places import Basis
from tastegraph.extract.learned.reader import SpanReader
from tastegraph.writing import unfinished, write_whole

FORMAT: Final = 1
_JSON, _ARRAYS = "reader.json", "reader.safetensors"
_FIX: Final = "Learn again; the folder can be deleted"


def write_reader(folder: Path, reader: DistantReader | None, fields: Sequence[str] | None) -> None:
    """Write a reader of prose and the fields it reads.

    Raises:
        StateError: There is no reader.
        InputError: The folder cannot be written.
    """
    from safetensors.numpy import save_file

    if reader is None:
        raise StateError("nothing was learned yet", path=folder, fix="Call fit or extract first")
    spans = reader.reader
    names = sorted(spans.memory.counts)
    counts = [spans.memory.counts[name] for name in names]
    arrays: dict[str, npt.NDArray[Any]] = {
        "basis.mean": spans.basis.mean,
        "basis.axes": spans.basis.axes,
        "together": reader.together.astype(np.uint8),
        "memory": np.stack(counts) if counts else np.zeros((0, spans.memory.labels), dtype=np.float32),
    }
    numbered = [(f"network.{number}", network) for number, network in enumerate(spans.networks)]
    for prefix, network in [("proposals", spans.proposals), *numbered]:
        arrays |= {f"{prefix}.{name}": array for name, array in network.arrays().items()}
    document = {
        "format": FORMAT,
        "fields": None if fields is None else list(fields),
        "relations": list(reader.relations),
        "trusted": sorted(reader.trusted),
        "spellings": [dict(sorted(spelled.items())) for spelled in reader.names],
        "memory": names,
        "networks": len(spans.networks),
    }
    with unfinished(folder / _ARRAYS) as place:
        save_file(arrays, place)
    write_whole(folder / _JSON, json.dumps(document, ensure_ascii=False))


def read_reader(folder: Path) -> tuple[DistantReader, tuple[str, ...] | None]:
    """Read what ``write_reader`` wrote.

    Raises:
        StateError: There is nothing in the folder.
        ReadError: It is damaged or of another format.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    path = folder / _JSON
    if not path.is_file():
        raise StateError("there is no reader", path=folder, fix="Learn one first")
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if document["format"] != FORMAT:
            raise ReadError(f"format {document['format']!r} is not {FORMAT}", path=path, fix=_FIX)
        arrays = load_file(folder / _ARRAYS)

        def network(prefix: str) -> SpanNetwork:
            return SpanNetwork.of_arrays({name: arrays[f"{prefix}.{name}"] for name in ("first", "bias", "second")})

        relations = tuple(document["relations"])
        memory = dict(zip(document["memory"], arrays["memory"], strict=True))
        spans = SpanReader(
            Basis(arrays["basis.mean"], arrays["basis.axes"]),
            network("proposals"),
            tuple(network(f"network.{number}") for number in range(document["networks"])),
            LabelMemory(memory, len(relations)),
        )
        reader = DistantReader(
            relations,
            spans,
            arrays["together"].astype(np.bool_),
            tuple(document["spellings"]),
            frozenset(document["trusted"]),
        )
    except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
        raise ReadError(f"is damaged: {error}", path=path, fix=_FIX) from None
    fields = document["fields"]
    return reader, None if fields is None else tuple(fields)
