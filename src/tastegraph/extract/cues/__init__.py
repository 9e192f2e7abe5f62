"""What the texts of a catalogue say around the values of its columns, and what they say beside.

No model is asked: cues are counted. They become examples of relations, and proposals for new ones.
"""

from __future__ import annotations

from tastegraph.extract.cues.mining import Cue, Reading, find_cues, read_sample
from tastegraph.extract.cues.phrases import Phrase
from tastegraph.extract.cues.unexplained import Pattern, find_patterns

__all__ = ["Cue", "Pattern", "Phrase", "Reading", "find_cues", "find_patterns", "read_sample"]
