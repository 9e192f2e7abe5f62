"""Decoding under a JSON schema: which tokens may follow, and the short way to a whole answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np
import numpy.typing as npt

from tastegraph.errors import InputError

if TYPE_CHECKING:
    from llguidance import LLMatcher, LLTokenizer
    from transformers import PreTrainedTokenizerBase

_LONGEST_CLOSING: Final = 10_000
"""Tokens after which the short way to the end of an answer is given up."""
_OUTSIDE: Final = b'}],:"0123456789ntfrueals-[{'
"""What is tried first outside of a string: ends before what goes on, small values before large ones."""
_SPACE: Final = r"[ ]?"
"""White space between the parts of an answer; more of it could go on for ever."""


class Grammars:
    """Makes matchers of JSON schemas for one tokenizer.

    Args:
        tokenizer: A fast one.
        n_vocab: Scores that the model gives, padding of its vocabulary included.
    """

    def __init__(self, tokenizer: PreTrainedTokenizerBase, n_vocab: int) -> None:
        from llguidance.hf import from_tokenizer

        self.tokenizer: LLTokenizer = from_tokenizer(tokenizer, n_vocab=n_vocab)  # type: ignore[arg-type]
        self._spelled: list[bytes] | None = None
        self._lengths: npt.NDArray[np.int64] | None = None
        self._matchers: dict[str, LLMatcher] = {}

    def begin(self, schema: Mapping[str, Any]) -> Constrained:
        """Return an empty answer that is to fit a schema.

        Raises:
            InputError: The schema has parts that cannot be followed.
        """
        from llguidance import LLMatcher

        text = json.dumps(schema)
        if text not in self._matchers:
            options: Any = {"whitespace_flexible": True, "whitespace_pattern": _SPACE}
            grammar = LLMatcher.grammar_from_json_schema(text, overrides=options)
            matcher = LLMatcher(self.tokenizer, grammar, log_level=0)
            if matcher.is_error():
                raise InputError(
                    f"the JSON schema of the answer cannot be followed: {' '.join(matcher.get_error().split())}",
                    field="chat.local",
                    fix="Use a server, or a schema of objects, lists, strings, numbers and choices",
                )
            self._matchers[text] = matcher
        return Constrained(self, self._matchers[text].deep_copy())

    @property
    def spelled(self) -> list[bytes]:
        """The bytes of each token, empty for special ones."""
        if self._spelled is None:
            tokens = range(self.tokenizer.vocab_size)
            self._spelled = [
                b"" if self.tokenizer.is_special_token(token) else self.tokenizer.decode_bytes([token])
                for token in tokens
            ]
        return self._spelled

    def shortest(self, allowed: npt.NDArray[np.bool_]) -> list[int]:
        """Return the allowed tokens of one byte or, where there are none, all allowed ones; never special ones."""
        if self._lengths is None:
            self._lengths = np.fromiter(map(len, self.spelled), dtype=np.int64)
        of_one = np.flatnonzero(allowed & (self._lengths == 1))
        tokens: list[int] = (of_one if len(of_one) else np.flatnonzero(allowed & (self._lengths > 0))).tolist()
        return tokens


class Constrained:
    """An answer in the making; what it can become always fits the schema."""

    def __init__(self, grammars: Grammars, matcher: LLMatcher) -> None:
        self._grammars = grammars
        self._matcher = matcher

    def allowed(self) -> npt.NDArray[np.bool_]:
        """Return bool [n_vocab]: which tokens may follow, that for the end among them."""
        bits = np.frombuffer(self._matcher.compute_bitmask(), dtype=np.uint8)
        return np.unpackbits(bits, bitorder="little")[: self._grammars.tokenizer.vocab_size].astype(np.bool_)

    def take(self, token: int) -> bool:
        """Add a token; return whether nothing can follow.

        Raises:
            ValueError: The token was not allowed, or the grammar is too large to go on.
        """
        if not self._matcher.consume_token(token):
            raise ValueError(self._matcher.get_error())
        return self._matcher.is_stopped()

    def closing(self, so_far: bytes) -> list[int] | None:
        """Return tokens that make the answer whole, few rather than many; they need no model.

        Each is the first of the allowed ones in a fixed order: the end of a string, list or object before anything
        else. None where 10,000 do not suffice, because the schema wants more than that.

        Args:
            so_far: What the tokens taken spell.
        """
        state = _Strings.after(so_far)
        tokens: list[int] = []
        spelled = self._grammars.spelled
        while not self._matcher.is_accepting():
            if len(tokens) >= _LONGEST_CLOSING or self._matcher.is_error():
                return None
            allowed = self._grammars.shortest(self.allowed())
            if not allowed:
                return None
            token = min(allowed, key=lambda token: state.rank(spelled[token]))
            self.take(token)
            state.read(spelled[token])
            tokens.append(token)
        return tokens


class _Strings:
    """Whether a place in JSON is inside of a string, and what to say there to come to an end."""

    def __init__(self) -> None:
        self.inside = False
        self._escaped = False

    @classmethod
    def after(cls, text: bytes) -> Self:
        state = cls()
        state.read(text)
        return state

    def read(self, text: bytes) -> None:
        for byte in text:
            if self._escaped:
                self._escaped = False
            elif self.inside and byte == ord("\\"):
                self._escaped = True
            elif byte == ord('"'):
                self.inside = not self.inside

    def rank(self, token: bytes) -> tuple[int, int, bytes]:
        """Order of preference of a token, the smallest first."""
        first = token[:1]
        if self.inside:
            wish = 0 if token == b'"' and not self._escaped else 2 if first == b"\\" else 1
        else:
            place = _OUTSIDE.find(first)
            wish = place if place >= 0 else len(_OUTSIDE)
        return wish, len(token), token
