"""A model is a folder that opens by itself; nothing in it is ever executed.

config.json          name, config, digest of the training data, versions
ids.json             the ids of users and items, in order
weights.safetensors  the item × item matrix (dense, or the three arrays of CSR), the offset, the histories, and what
                     an update needs, under "kept."
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, issparse

from tastegraph.data import IdMap
from tastegraph.errors import InputError, ReadError, StateError

FORMAT = 1


@dataclass(frozen=True, eq=False)
class StoredModel:
    """What a model folder holds.

    Attributes:
        kept: As in `ItemWeights`.
        data_digest: Of the interactions it was fitted to.
        knowledge_digest: Of what it knew besides; empty where that is not recorded.
    """

    name: str
    config: dict[str, Any]
    items: IdMap
    users: IdMap
    histories: csr_array
    matrix: NDArray[np.float32] | csr_array
    offset: NDArray[np.float32] | None
    data_digest: str
    knowledge_digest: str = ""
    kept: Mapping[str, NDArray[Any] | csr_array] = field(default_factory=dict)


def write_model(folder: Path, model: StoredModel) -> None:
    """Write the folder beside its place and move it there when it is whole.

    Raises:
        InputError: The disk is full or the folder cannot be written; what stood there before still does.
    """
    from safetensors import SafetensorError

    arrays = _csr_arrays("histories", model.histories)
    for name, matrix in {"matrix": model.matrix, **{f"kept.{name}": one for name, one in model.kept.items()}}.items():
        arrays |= _csr_arrays(name, matrix) if issparse(matrix) else {name: np.ascontiguousarray(matrix)}
    if model.offset is not None:
        arrays["offset"] = model.offset
    config = {
        "format": FORMAT,
        "model": model.name,
        "config": model.config,
        "data_digest": model.data_digest,
        "knowledge_digest": model.knowledge_digest,
        "versions": {name: version(name) for name in ("tastegraph", "numpy", "scipy")},
    }
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        _write_into(fresh, folder, config, model, arrays)
    except (OSError, SafetensorError) as error:
        raise InputError(
            f"the model cannot be written: {error}", path=folder, fix="Free some space, or make the folder writable"
        ) from error


def _write_into(
    fresh: Path, folder: Path, config: dict[str, Any], model: StoredModel, arrays: dict[str, NDArray[Any]]
) -> None:
    from safetensors.numpy import save_file

    try:
        (fresh / "config.json").write_text(json.dumps(config, indent=2), encoding="utf-8")
        ids = {"users": list(model.users), "items": list(model.items)}
        (fresh / "ids.json").write_text(json.dumps(ids, ensure_ascii=False), encoding="utf-8")
        save_file(arrays, fresh / "weights.safetensors")
        _move_into_place(fresh, folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def read_config(folder: Path) -> dict[str, Any]:
    """The ``config.json`` of a model folder.

    Raises:
        StateError: There is no model in the folder.
        ReadError: It was written by another format or is damaged.
    """
    path = folder / "config.json"
    try:
        config: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise StateError("no trained model here", path=folder, fix="Run `tastegraph train DIR` first") from None
    except (OSError, ValueError) as error:
        raise ReadError(f"damaged model: {error}", path=path, fix="Train again") from None
    if config.get("format") != FORMAT:
        raise ReadError(f"model format {config.get('format')!r}, not {FORMAT}", path=path, fix="Train again")
    return config


def read_model(folder: Path) -> StoredModel:
    """Open a model folder.

    Raises:
        StateError: There is no model in the folder.
        ReadError: It was written by another format or is damaged.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    config = read_config(folder)
    try:
        ids = json.loads((folder / "ids.json").read_text(encoding="utf-8"))
        arrays = load_file(folder / "weights.safetensors")
        users, items = IdMap(ids["users"]), IdMap(ids["items"])
        square = len(items), len(items)
        kept = sorted({name.split(".")[1] for name in arrays if name.startswith("kept.")})
        return StoredModel(
            name=config["model"],
            config=config["config"],
            items=items,
            users=users,
            histories=_csr_from("histories", arrays, (len(users), len(items))),
            matrix=_either("matrix", arrays, square),
            offset=arrays.get("offset"),
            data_digest=config["data_digest"],
            knowledge_digest=config.get("knowledge_digest", ""),
            kept={name: _either(f"kept.{name}", arrays, square) for name in kept},
        )
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise ReadError(f"damaged model: {error}", path=folder, fix="Train again") from None


def _csr_arrays(name: str, matrix: csr_array) -> dict[str, NDArray[Any]]:
    return {
        f"{name}.indptr": matrix.indptr.astype(np.int64),
        f"{name}.indices": matrix.indices.astype(np.int32),
        f"{name}.data": matrix.data.astype(np.float32),
    }


def _csr_from(name: str, arrays: dict[str, NDArray[Any]], shape: tuple[int, int]) -> csr_array:
    parts = (arrays[f"{name}.data"], arrays[f"{name}.indices"], arrays[f"{name}.indptr"])
    return csr_array(parts, shape=shape)


def _either(name: str, arrays: dict[str, NDArray[Any]], shape: tuple[int, int]) -> NDArray[Any] | csr_array:
    return arrays[name] if name in arrays else _csr_from(name, arrays, shape)


def _move_into_place(fresh: Path, folder: Path) -> None:
    """Folders cannot be swapped in one call everywhere: the old one steps aside, and comes back on failure."""
    if not folder.exists():
        fresh.replace(folder)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-old-", dir=folder.parent))
    folder.replace(aside / "model")
    try:
        fresh.replace(folder)
    except BaseException:
        (aside / "model").replace(folder)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
