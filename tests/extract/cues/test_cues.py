from __future__ import annotations

from collections.abc import Sequence

import pytest

from tastegraph.data import Document
from tastegraph.extract.cues import Phrase, find_cues, find_patterns, read_sample
from tastegraph.graph import Statement, normal_name

PEOPLE = ("Ann Lee", "Bo Diaz", "Cy Young", "Di Marsh", "Ed Stone", "Flo Reed", "Gus Hill", "Ida Bell")
ACTORS = ("Kim Page", "Lou Wood", "Max Dean", "Ned Ross", "Oda Ruiz", "Pat Snow", "Roy Vane", "Sal York")
PLACES = ("Paris", "Rome", "Oslo", "Lima", "Cairo", "Delhi", "Quito", "Accra")
TITLES = ("Dawn", "Ember", "Flood", "Glass", "Haze", "Iron", "Jade", "Kite")


def catalogue(text: str) -> tuple[list[Document], list[Statement]]:
    """Eight films whose texts are told alike."""
    documents, facts = [], []
    for number, (title, director, actor, place) in enumerate(zip(TITLES, PEOPLE, ACTORS, PLACES, strict=True)):
        told = text.format(title=title, director=director, actor=actor, place=place)
        documents.append(Document(str(number), title, {"text": told}))
        facts.append(Statement(str(number), "made by", director, object_type="person"))
        facts.append(Statement(str(number), "with", actor, object_type="person"))
    return documents, facts


ENGLISH = (
    "{title} is a quiet drama directed by {director}, starring {actor}. "
    "The plot is set in {place} and follows a baker. Critics praised {director} and {actor}."
)


def test_what_stands_before_a_value_everywhere_tells_its_relation() -> None:
    documents, facts = catalogue(ENGLISH)
    cues = find_cues(read_sample(documents, facts, ["text"]))
    assert Phrase("before", ("directed", "by")) in [cue.phrase for cue in cues["made by"]]
    assert Phrase("before", ("starring",)) in [cue.phrase for cue in cues["with"]]
    for told in cues.values():
        assert all((cue.support, cue.precision) == (8, 1.0) for cue in told)
        # "praised … and …" tells two relations apart no better than by place; what tells both is no cue.
        assert not any("critics" in cue.phrase.words for cue in told if cue.precision < 0.7)


def test_examples_are_sentences_of_the_catalogue_with_both_ends() -> None:
    documents, facts = catalogue(ENGLISH)
    texts = [document.fields["text"] for document in documents]
    for relation, told in find_cues(read_sample(documents, facts, ["text"])).items():
        objects = [cue.example.object for cue in told]
        assert len(set(objects)) == len(objects), relation
        for cue in told:
            title, _, sentence = cue.example.text.rpartition("\n")
            assert any(sentence in text for text in texts)
            assert sentence[-1] == "."
            assert cue.example.subject in (title or sentence)
            assert cue.example.object in sentence


def test_a_sentence_that_does_not_name_the_item_gets_its_title_above() -> None:
    documents, facts = catalogue("A quiet drama. It was directed by {director} with care.")
    told = find_cues(read_sample(documents, facts, ["text"]))["made by"]
    (cue,) = [cue for cue in told if cue.phrase.side == "before"]
    assert cue.example.text == f"{cue.example.subject}\nIt was directed by {cue.example.object} with care."


def test_names_that_follow_a_phrase_and_no_column_knows_are_a_pattern() -> None:
    documents, facts = catalogue(ENGLISH)
    reading = read_sample(documents, facts, ["text"])
    (pattern,) = find_patterns(reading, {})
    assert pattern.phrase == Phrase("before", ("set", "in"))
    assert (pattern.support, pattern.names, pattern.type) == (8, 8, None)
    assert pattern.example.object in PLACES
    known = {normal_name(place): "place" for place in PLACES[:4]}
    assert find_patterns(reading, known)[0].type == "place"


def test_a_column_explains_a_pattern_away() -> None:
    documents, facts = catalogue(ENGLISH)
    facts += [Statement(str(number), "place", place) for number, place in enumerate(PLACES)]
    assert find_patterns(read_sample(documents, facts, ["text"]), {}) == []


@pytest.mark.parametrize("text", ["", "{director} {actor} {place}", "{place}. {place}. {place}.", "\n\n!?", "A " * 500])
def test_texts_without_sentences_give_nothing(text: str) -> None:
    documents, facts = catalogue(text)
    reading = read_sample(documents, facts, ["text"])
    assert all(told for told in find_cues(reading).values())
    assert find_patterns(reading, {}) == []


def test_no_example_breaks_off_at_an_abbreviation() -> None:
    documents, facts = catalogue("The quiet drama was directed by {director} and then by Mr. {place} himself.")
    assert find_cues(read_sample(documents, facts, ["text"])) == {}


def test_scripts_without_spaces_have_cues_too() -> None:
    names = ("陈凯歌", "张艺谋", "王家卫", "李安明", "贾樟柯", "冯小刚", "姜文华", "娄烨生")
    documents = [
        Document(str(number), title, {"text": f"《{title}》是一部由{name}执导的影片，广受好评。"})
        for number, (title, name) in enumerate(zip("甲乙丙丁戊己庚辛", names, strict=True))
    ]
    facts = [Statement(str(number), "导演", name) for number, name in enumerate(names)]
    told = find_cues(read_sample(documents, facts, ["text"]))["导演"]
    assert any("执" in cue.phrase.words for cue in told)
    assert all(cue.example.text.endswith("。") for cue in told)


def test_values_count_where_they_are_written_as_names() -> None:
    def cues(text: str) -> Sequence[object]:
        places = ("Reading", "Bath", "Sale", "Mold")
        told = [text.format(place=place, small=place.lower()) for place in places]
        documents = [Document(str(number), f"Film {number}", {"text": one}) for number, one in enumerate(told)]
        facts = [Statement(str(number), "place", place) for number, place in enumerate(places)]
        return find_cues(read_sample(documents, facts, ["text"])).get("place", ())

    assert cues("It was filmed near {place} in spring.")
    assert not cues("It was filmed near {small} rooms in spring.")


def test_words_that_stand_everywhere_and_boilerplate_about_one_value_tell_nothing() -> None:
    def cues(text: str, brands: Sequence[str], *, padding: str = "") -> set[str]:
        told = [f"{text.format(brand=brand)} {padding}" for brand in brands]
        documents = [Document(str(number), f"Pen {number}", {"text": one}) for number, one in enumerate(told)]
        facts = [Statement(str(number), "brand", brand) for number, brand in enumerate(brands)]
        return {str(cue.phrase) for cue in find_cues(read_sample(documents, facts, ["text"])).get("brand", ())}

    brands = ("Pentel", "Lamy", "Pilot", "Bic")
    assert cues("A pen, the new {brand}.", brands)
    assert not cues("A pen, the new {brand}.", brands, padding="The new ink, the new cap, the new box. " * 3)
    assert not cues("A pen, made by {brand}.", ("Pentel",) * 4)
