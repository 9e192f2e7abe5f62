"""When a predicted triple and a gold triple are the same."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from tastegraph.extract.scoring.examples import Triple
from tastegraph.graph import normal_name

_SPACE: Final = re.compile(r"[\s_]+")


def normalised(text: str) -> str:
    """Return the form in which names are compared: `normal_name`, without white space and underscores.

    Text2KGBench compares in lower case without white space and underscores; `normal_name` adds one kind of quotes
    and dashes, Unicode NFKC, and no punctuation around the name.
    """
    squeezed = _SPACE.sub("", normal_name(_SPACE.sub(" ", text)))
    # Letters and accents that a space kept apart are one character now.
    return unicodedata.normalize("NFC", squeezed) or text


def normalised_triple(triple: Triple) -> Triple:
    """Return a triple in the form in which it is compared."""
    return Triple(*map(normalised, triple))
