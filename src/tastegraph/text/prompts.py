"""Prompts as files beside the code that uses them, known by the hash of their text."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from importlib.resources import files
from typing import Final, Self

from tastegraph.errors import InputError

_PLACE: Final = re.compile(r"\{\{ *([a-z_]+) *\}\}")


@dataclass(frozen=True)
class Prompt:
    """A text with named places, ``{{ name }}``.

    Attributes:
        text: As in its file, without the line break at the end.
        hash: First half of the SHA-256 of the text, in hex digits: what is kept of it beside an answer.
    """

    text: str
    hash: str

    @classmethod
    def load(cls, package: str, name: str, language: str) -> Self:
        """Read ``prompts/NAME.LANGUAGE.md`` of a package.

        Raises:
            InputError: The package has no such file.
        """
        file = files(package) / "prompts" / f"{name}.{language}.md"
        try:
            return cls.of(file.read_text(encoding="utf-8"))
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            raise InputError(
                f"there is no prompt {name!r} in language {language!r}",
                path=str(file),
                fix="Choose a language whose prompts exist",
            ) from None

    @classmethod
    def of(cls, text: str) -> Self:
        """Make a prompt of a text."""
        text = text.strip("\n").replace("\r\n", "\n")
        return cls(text, hashlib.sha256(text.encode()).hexdigest()[:32])

    @property
    def names(self) -> frozenset[str]:
        """Names of its places."""
        return frozenset(_PLACE.findall(self.text))

    def fill(self, **values: str) -> str:
        """Return the text with a value in each place; places inside of values stay as they are.

        Raises:
            ValueError: A place has no value, or a value has no place.
        """
        if values.keys() != self.names:
            wrong = ", ".join(sorted(values.keys() ^ self.names))
            raise ValueError(f"places and values of the prompt differ: {wrong}")
        return _PLACE.sub(lambda place: values[place[1]], self.text)
