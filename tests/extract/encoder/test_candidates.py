"""Which phrases texts share."""

from __future__ import annotations

from tastegraph.extract.encoder.candidates import find_candidates
from tastegraph.extract.encoder.words import split_words

FILLER = [f"Nothing to see {number}." for number in range(20)]


def phrases(*texts: str, filler: int = 20) -> dict[str, int]:
    every = [*texts, *FILLER[:filler]]
    found = find_candidates(split_words(every), every)
    return dict(zip(found.names, found.texts.tolist(), strict=True))


def test_a_phrase_is_shared_by_two_different_texts():
    assert phrases("A samurai.", "The samurai!", "A ronin.") == {"samurai": 2}
    assert phrases("A samurai.", "A samurai.") == {}


def test_singular_and_plural_are_one_and_the_more_frequent_names_it():
    assert phrases("vampires", "Vampires bite", "vampire") == {"vampires": 3}
    assert phrases("the families", "family") in ({"family": 2}, {"families": 2})
    assert "new" not in phrases("bad news", "news", "a new rope")


def test_a_name_is_no_plural_of_a_noun():
    found = phrases("In Los Angeles", "near Los Angeles", "an angel", "the angel")
    assert found == {"Los Angeles": 2, "angel": 2}


def test_no_phrase_begins_or_ends_in_a_stop_word_or_crosses_punctuation():
    found = phrases("The prisoners of war, a comet", "With prisoners of war. A comet", "comet")
    assert found == {"prisoners of war": 2, "comet": 3}


def test_parts_of_a_longer_phrase_are_left_out():
    assert phrases("in Hong Kong", "to Hong Kong") == {"Hong Kong": 2}
    assert set(phrases("serial killer", "serial killer", "a serial killer", "killer bees", "killer whale")) == {
        "serial killer",
        "killer",
    }


def test_words_in_many_texts_are_no_themes_in_any_language():
    texts = [f"Der Hund {name} jagt Enten" for name in ("Max", "Bello", "Rex", "Wolf", "Hasso")]
    texts += [f"Der Fischer {name}" for name in ("Ole", "Piet", "Jan", "Hein", "Tom", "Uwe", "Kai", "Nis", "Bo")]
    assert phrases(*texts, filler=10) == {}
    assert "Hund" in phrases(*texts[:3], *texts[5:], filler=10)


def test_scripts_without_spaces_have_phrases_of_characters():
    found = phrases("机器人爱上了科学家", "一个机器人逃跑", "科学家失踪")
    assert set(found) == {"机器人", "科学家"}


def test_occurrences_are_where_the_phrases_stand():
    texts = ["Two best friends meet a lonely ghost.", "The lonely ghost; lonely ghosts!"]
    words = split_words(texts)
    found = find_candidates(words, texts)

    quotes = [
        texts[words.text[first]][words.start[first] : words.end[first + length - 1]]
        for first, length in zip(found.first, found.length, strict=True)
    ]
    assert quotes == ["lonely ghost", "lonely ghost", "lonely ghosts"]
    assert found.names == ("lonely ghost",)


def test_no_texts_have_no_phrases():
    assert phrases(filler=0) == {}
