"""What is located stands in the text; what is not in the text is not located."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tastegraph.extract.folding import fold
from tastegraph.extract.grounding import SHORT, SearchableText, locate

FILM = (
    '"Alien" (1979) is a science-fiction horror film directed by Ridley Scott, starring Sigourney Weaver, '
    "Tom Skerritt and John Hurt. It was not directed by Walter Hill. Its sequel is Aliens (1986)."
)
CHINESE = "《银翼杀手》是1982年上映的科幻电影，由雷德利·斯科特执导，哈里森·福特主演。影片改编自菲利普·K·迪克的小说。"
JAPANESE = "『ブレードランナー』は、リドリー・スコット監督による1982年のＳＦ映画である。音楽はヴァンゲリスが手がけた。"

TEXT = st.text(
    st.one_of(
        st.sampled_from(list("abcdeé .,-'\"1\n\u00a0\u200b\u00ad&<>;银杀手アガ゙ー각")),
        st.sampled_from(["a", "b", " ", " "]),
        st.characters(),
    ),
    max_size=60,
)
MARKUP = st.lists(
    st.one_of(TEXT, st.sampled_from(["<b>", "</b>", "<br/>", "&amp;", "&nbsp;", "&#39;", "&lt;b&gt;", "<!-- x -->"])),
    max_size=8,
).map("".join)


def found(quote: str, text: str, **options: float) -> str | None:
    span = locate(quote, text, **options)
    return None if span is None else text[span.start : span.end]


@pytest.mark.parametrize(
    ("quote", "text", "expected", "kind"),
    [
        ("directed by Ridley Scott", FILM, "directed by Ridley Scott", "exact"),
        ("DIRECTED BY ridley  scott", FILM, "directed by Ridley Scott", "normalised"),
        ("“Alien” (1979)", FILM, '"Alien" (1979)', "normalised"),
        ("science‐fiction horror film …", FILM, "science-fiction horror film", "normalised"),
        ("directed by Ridley Scot", FILM, "directed by Ridley Scott", "normalised"),
        ("starring Sigourny Weaver, Tom Skerrit and", FILM, "starring Sigourney Weaver, Tom Skerritt and", "fuzzy"),
        ("Tom & Jerry", "It is <i>Tom</i> &amp;\n Jerry.", "Tom</i> &amp;\n Jerry", "normalised"),
        ("Café Müller", "at Cafe\u0301 Mu\u0308ller", "Cafe\u0301 Mu\u0308ller", "normalised"),
        ("fine office", "a ﬁne oﬃce", "ﬁne oﬃce", "normalised"),
        ("extraordinary", "an extra\u00adordi\u200bnary film", "extra\u00adordi\u200bnary", "normalised"),
        ("由雷德利·斯科特执导", CHINESE, "由雷德利·斯科特执导", "exact"),
        ("是 1982 年上映的科幻电影,由", CHINESE, "是1982年上映的科幻电影，由", "normalised"),
        ("影片改编自菲利普·K·迪克的著名小说", CHINESE, None, None),
        ("影片改编自菲利普·K·迪克的小说作", CHINESE, "影片改编自菲利普·K·迪克的小说", "fuzzy"),
        ("リドリー・スコット監督によるSF映画", JAPANESE, None, None),
        ("1982年のSF映画である", JAPANESE, "1982年のＳＦ映画である", "normalised"),
        ("ブレードランナー", unicodedata.normalize("NFD", JAPANESE), "ブレードランナー", "normalised"),
        ("감독은 봉준호", "이 영화의 감독은 봉준호이다.", "감독은 봉준호", "exact"),
    ],
)
def test_finds_a_quote_where_it_stands(quote, text, expected, kind):
    span = locate(quote, text)

    assert (None if span is None else unicodedata.normalize("NFC", text[span.start : span.end])) == (
        expected and unicodedata.normalize("NFC", expected)
    )
    assert (None if span is None else span.kind) == kind
    assert span is None or (span.similarity == 1.0) == (kind != "fuzzy")


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("Al", "Alien and Albert"),
        ("art", "Arthur's party"),
        ("3", "3.5 stars, 13 votes, 1,300 copies, 7.3"),
        ("1979", "in 19790 and x1979"),
        ("アル", "アルバム"),
        ("e", "Cafe\u0301"),
        ("Scot", "Scott"),
        ("directed by Ridley Scott in 1978", "directed by Ridley Scott in 1979"),
        ("was directed by Walter Hill and produced by him", "was not directed by Walter Hill and produced by him"),
        ("the story of Rocky II begins", "the story of Rocky III begins"),
        ("电影第二部于春天上映了吗", "电影第三部于春天上映了吗"),
        ("Ridlei", "Ridley"),
        ("봉준하", "감독 봉준호"),
        ("", "anything"),
        ("...", "anything ..."),
        ("anything", ""),
    ],
)
def test_does_not_find_what_the_text_does_not_say(quote, text):
    assert locate(quote, text) is None


@pytest.mark.parametrize(("near", "start"), [(None, 0), (0, 0), (9, 6), (8, 6), (14, 15), (1000, 15)])
def test_takes_the_occurrence_nearest_to_the_hint(near, start):
    assert locate("Alien", "Alien Alien, a Alien", near=near).start == start
    assert locate("ALIEN", "Alien Alien, a Alien", near=near).start == start


def test_a_long_quote_is_widened_to_whole_words_unless_it_must_be_whole_itself():
    assert found("directed by Ridley Sc", FILM) == "directed by Ridley Scott"
    assert SearchableText(FILM).locate("Ridley Sc", whole=True) is None
    assert locate("horror film" + "x" * 20, "horror film" + "x" * 200) is None


def test_the_bound_is_the_smallest_similarity():
    quote = "starring Sigourny Weaver, Tom Skerrit and"
    similarity = locate(quote, FILM).similarity

    assert 0.9 < similarity < 1
    assert locate(quote, FILM, bound=similarity).similarity == similarity
    assert locate(quote, FILM, bound=similarity + 0.001) is None
    assert locate(quote, FILM, bound=1.0) is None


@given(MARKUP, MARKUP, st.floats(0, 1), st.one_of(st.none(), st.integers(-5, 80)))
@example("a<b>b", "ab", 0.9, None)
@example("0", "0:À::À", 0.0, None)
def test_whatever_is_located_is_a_span_of_the_text_that_says_the_quote(text, quote, bound, near):
    span = locate(quote, text, bound=bound, near=near)

    if span is not None:
        assert 0 <= span.start < span.end <= len(text)
        assert span.similarity >= bound or span.kind != "fuzzy"
        said = fold(text[span.start : span.end]).key
        wanted = fold(quote).key.strip("\"'.,;:!?…。、 ")
        if span.kind == "exact":
            assert text[span.start : span.end] == quote.strip()
        elif span.kind == "normalised" and "&" not in quote and "<" not in text:
            assert wanted in said
        elif span.kind == "fuzzy":
            assert len(unicodedata.normalize("NFC", fold(quote).key)) >= SHORT


STRETCH = st.text(st.one_of(st.sampled_from("abc .,'é\u0301\u200b&;<>银ア각1"), st.characters()), max_size=20)


@given(STRETCH, STRETCH, STRETCH)
def test_every_stretch_of_a_text_is_found_in_it(before, quote, after):
    quote = f"whether {quote.strip()} to be"
    text = before + quote + after

    span = locate(quote, text)

    assert span is not None
    assert quote in text[span.start : span.end]


@given(
    st.lists(
        st.sampled_from(["film", "Café", "Zürich", "d'or", "银翼杀手", "リドリー", "naïve", "Weaver", "1979"]),
        min_size=3,
    ),
    st.data(),
)
def test_a_changed_form_is_found_at_the_very_words(words, data):
    text = "Intro: " + " ".join(words) + ". End."
    form = data.draw(st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
    shown = unicodedata.normalize(form, data.draw(st.sampled_from([str.upper, str.lower, str.title]))(" ".join(words)))
    quote = shown.replace(" ", data.draw(st.sampled_from(["  ", "\n", "\u00a0", " \u200b"]))).replace("'", "’")

    assert found(quote, text) == " ".join(words)


@given(MARKUP)
def test_the_comparison_form_leads_back_to_the_text(text):
    folded = fold(text)

    assert len(folded.key) == len(folded.starts) == len(folded.ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(folded.starts, folded.ends, strict=True))
    assert list(folded.starts) == sorted(folded.starts)
    assert list(folded.ends) == sorted(folded.ends)


@pytest.mark.parametrize(
    "text",
    [
        FILM * 5_000,
        CHINESE * 18_000,
        "<" * 1_000_000,
        "<b " * 330_000,
        "<!--" * 250_000,
        "&#" * 500_000,
        "\x00\ufffd" * 500_000,
        "a" * 1_000_000,
        "a\u0301" * 500_000,
    ],
    ids=["prose", "chinese", "brackets", "tags", "comments", "entities", "binary", "one word", "marks"],
)
def test_a_megabyte_is_searched_in_seconds(text):
    searchable = SearchableText(text)
    began = time.process_time()
    for quote in (
        "no such words in this text at all, however long one looks",
        "a" * 60 + " b",
        "没有这样的句子在这里面",
    ):
        assert searchable.locate(quote) is None
    assert time.process_time() - began < 15
