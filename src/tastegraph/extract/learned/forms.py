"""How words of a text become the value that is stated: learned from examples of both."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from tastegraph.extract.learned.alignment import SCALES
from tastegraph.extract.learned.quantities import MONTHS, Date, as_date, as_number, dates_in, numbers_in
from tastegraph.extract.learned.words import tight

_DATES: Final = (
    "{d:02d} {name} {y}", "{d} {name} {y}", "{name} {d}, {y}", "{y}-{m:02d}-{d:02d}", "{y}/{m:02d}/{d:02d}",
    "{m:02d}/{d:02d}/{y}", "{d:02d}/{m:02d}/{y}", "{d:02d}.{m:02d}.{y}", "{name} {y}", "{y}-{m:02d}", "{y}", "00  {y}",
    "00 {name} {y}", "{y}年{m}月{d}日", "{y}年",
)  # fmt: skip
_NUMBERS: Final = ("{:g}", "{:.0f}", "{:.1f}", "{:.2f}", "{:,.0f}")
_GRAINS: Final = ("day", "month", "year")
_STYLES: Final = ("as it is", "underscores", "lower", "title", "upper")
_DOUBT: Final = 1.0
"""Examples against a form that nobody has seen: how sure it is of a form seen once."""


class Pair(NamedTuple):
    """Words of a text and the value they were given for, in a slot: a relation, or the subject."""

    slot: str
    surface: str
    value: str


class Rendered(NamedTuple):
    """A value, and how often values made in this way were right."""

    value: str
    reliability: float


@dataclass(frozen=True)
class Forms:
    """What is known of how values are written.

    Attributes:
        remembered: Slot and `tight` words → the value that they mostly stood for, where it is not of the slot's form.
        chosen: Slot and kind of words (a name, a number, a date that says so much) → the form and its reliability.
    """

    remembered: Mapping[tuple[str, str], str]
    chosen: Mapping[tuple[str, str], tuple[str, float]]

    @classmethod
    def of(cls, pairs: Iterable[Pair]) -> Forms:
        """Learn from words and their values; a slot of its own that has seen nothing does as all together do."""
        given = list(pairs)
        counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        total: Counter[tuple[str, str]] = Counter()
        values: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for slot, surface, value in given:
            kind = _kind(surface, value)
            values[slot, tight(surface)][value] += 1
            for name in (slot, ""):
                total[name, kind] += 1
                counts[name, kind].update(_fitting(kind, surface, value))
        chosen = {}
        for key, forms in counts.items():
            if forms:
                form, right = max(forms.items(), key=lambda item: (item[1], -_order(item[0])))
                chosen[key] = (form, right / (total[key] + _DOUBT))
        forms_ = cls({}, chosen)
        remembered = {}
        for (slot, name), found in values.items():
            value, times = found.most_common(1)[0]
            surface = next(pair.surface for pair in given if pair.slot == slot and tight(pair.surface) == name)
            if 2 * times > found.total() and forms_.render(slot, surface).value != value:
                remembered[slot, name] = value
        return cls(remembered, chosen)

    def render(self, slot: str, surface: str) -> Rendered:
        """Return the value that words stand for in a slot."""
        known = self.remembered.get((slot, tight(surface)))
        if known is not None:
            return Rendered(known, 0.9)
        for kind in _kinds(surface):
            for key in ((slot, kind), *self._akin(slot, kind), ("", kind)):
                if key in self.chosen:
                    form, reliability = self.chosen[key]
                    return Rendered(_apply(kind, form, surface), reliability)
        return Rendered(" ".join(surface.split()), 0.9)

    def _akin(self, slot: str, kind: str) -> list[tuple[str, str]]:
        """Forms of the slot for dates that say more or less."""
        return [(slot, f"date {grain}") for grain in _GRAINS] if kind.startswith("date") else []


def _kinds(surface: str) -> list[str]:
    """What words may be, the most telling first."""
    date = next((found for start, end, found in dates_in(surface) if end - start == len(surface)), None)
    number = next((found for start, end, found in numbers_in(surface) if end - start == len(surface)), None)
    return [*([f"date {date.grain}"] if date else []), *(["number"] if number is not None else []), "name"]


def _kind(surface: str, value: str) -> str:
    for kind in _kinds(surface):
        if kind.startswith("date") and as_date(value) is not None:
            return kind
        if kind == "number" and as_number(value) is not None:
            return kind
    return "name"


def _fitting(kind: str, surface: str, value: str) -> list[str]:
    """The forms that make the value of the words."""
    if kind == "name":
        forms = list(_STYLES)
    elif kind == "number":
        forms = [f"{scale:g}|{form}" for scale in SCALES for form in _NUMBERS]
    else:
        forms = list(_DATES)
    return [form for form in forms if _apply(kind, form, surface) == value]


def _apply(kind: str, form: str, surface: str) -> str:
    if kind == "name":
        plain = " ".join(surface.split())
        return {
            "as it is": plain,
            "underscores": plain.replace(" ", "_"),
            "lower": plain.lower(),
            "title": plain.title(),
            "upper": plain.upper(),
        }[form]
    if kind == "number":
        scale, _, written = form.partition("|")
        return written.format(next(iter(numbers_in(surface)))[2] * float(scale))
    date: Date = next(iter(dates_in(surface)))[2]
    month = date.month or 1
    return form.format(y=date.year, m=month, d=date.day or 1, name=MONTHS[month - 1])


def _order(form: str) -> int:
    """Of forms that are right as often the one listed first is taken."""
    for forms in (_STYLES, _DATES):
        if form in forms:
            return forms.index(form)
    return 0
