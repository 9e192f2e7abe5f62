"""Triples out of tagged spans, where texts have one given subject and all their values labelled: product titles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tastegraph.extract.learned.alignment import align_value, characters
from tastegraph.extract.learned.forms import Forms, Pair
from tastegraph.extract.learned.places import Place, ReadText
from tastegraph.extract.learned.reader import Effort
from tastegraph.extract.learned.subjects import SubjectRule
from tastegraph.extract.learned.triples import ReadTriple, without_repeats
from tastegraph.extract.learned.words import words_of
from tastegraph.extract.scoring.examples import Example, Triple
from tastegraph.extract.tagger import LabelledSpan, SpanTagger
from tastegraph.progress import Progress, silent


@dataclass(frozen=True, eq=False)
class TaggedTriples:
    """Reads triples by tagging.

    Attributes:
        tagger: Marks values with their relation.
        forms: How values are written.
        rule: Where subjects come from.
    """

    tagger: SpanTagger
    forms: Forms
    rule: SubjectRule

    @classmethod
    def fit(
        cls,
        examples: Sequence[Example],
        rule: SubjectRule,
        *,
        effort: Effort = "thorough",
        seed: int = 0,
        progress: Progress = silent,
    ) -> TaggedTriples:
        """Learn from texts and all their triples; ``rule`` gives the subjects."""
        spans, pairs = [], []
        for example in examples:
            text = ReadText.unread(example.text)
            taken: list[Place] = []
            of_text: list[LabelledSpan] = []
            for triple in sorted(example.triples, key=lambda one: -len(one.object)):
                places = align_value(triple.object, text)
                if not places:
                    continue
                # Of several occurrences the one that no other value has yet is meant.
                place = next((one for one in places if not any(one.crosses(other) for other in taken)), places[0])
                taken.append(place)
                of_text.append(LabelledSpan(*characters(text, place), triple.predicate))
                pairs.append(Pair(triple.predicate, text.surface(place), triple.object))
            spans.append(of_text)
        texts, contexts = [example.text for example in examples], [example.category for example in examples]
        tagger = SpanTagger.fit(texts, spans, contexts=contexts, seed=seed, effort=effort, progress=progress)
        return cls(tagger, Forms.of(pairs), rule)

    def read(self, examples: Sequence[Example]) -> list[list[ReadTriple]]:
        """Return what each text states."""
        tagged = self.tagger.tag([one.text for one in examples], [one.category for one in examples])
        found = []
        for example, spans in zip(examples, tagged, strict=True):
            subject = self.rule.subject(example) or example.id
            of_text = []
            for span in spans:
                words = example.text[span.start : span.end]
                value = self.forms.render(span.label, words).value
                triple = Triple(subject, span.label, value)
                of_text.append(ReadTriple(triple, span.confidence, span.start, span.end, None, words))
            found.append(without_repeats(of_text, 0.0))
        return found


def can_be_tagged(examples: Sequence[Example], rule: SubjectRule, *, complete: bool) -> bool:
    """Whether tagging suits these examples: subjects are given, all triples are, and texts are short."""
    words = sum(len(words_of(example.text)) for example in examples)
    return rule.is_given and complete and words <= _LONG * len(examples)


_LONG = 60
"""Words in a text, on average; where texts are longer most words are part of no value."""
