"""Documents to statements over real HTTP: in order, in full, and nothing is left out unsaid."""

from __future__ import annotations

import json
import time

import pytest

from tastegraph.data import Document
from tastegraph.errors import ConfigError
from tastegraph.extract import Extractor
from tastegraph.extract.chat import ChatExtractor
from tastegraph.graph import Schema, verify
from tastegraph.testing.scripted import ScriptedReply
from tastegraph.text.chat import Budget, MeteredChatModel

FACTS = {
    "Harbour of Glass (1994)": [
        ("ITEM", "genre", "thriller", "slow-burning thriller"),
        ("ITEM", "directed by", "Ines Valdemar", "directed by Ines Valdemar"),
        ("ITEM", "starring", "Tomas Brekke", "Tomas Brekke plays a pilot"),
        ("ITEM", "released", "1994-05-12", "It reached cinemas on 12 May 1994"),
    ],
    "Quiet Engine, The (2003)": [
        ("ITEM", "directed by", "Marta Oyelaran", "Marta Oyelaran directed this comedy"),
        ("Tomas Brekke", "married to", "Lena Duarte", "who is married to Lena Duarte"),
        ("ITEM", "directed by", "Ridley Scott", "directed by Ridley Scott"),
    ],
    "雾中灯塔": [
        ("ITEM", "genre", "爱情片", "2011年上映的爱情片"),
        ("ITEM", "directed by", "林晓岚", "由林晓岚执导"),
        ("ITEM", "starring", "周子墨", "周子墨主演"),
    ],
    "Nothing Said": [],
}


def records(shown):
    keys = ("subject", "relation", "object", "quote")
    return [
        {"document": line["document"], **dict(zip(keys, fact, strict=True)), "confidence": 0.9}
        for line in shown
        for fact in FACTS[line["title"]]
    ]


def truthful(shown, asked):
    return {"statements": records(shown)}


def triples(statements):
    return [(one.subject, one.predicate, one.object) for one in statements]


EXPECTED = [
    ("f1", "genre", "thriller"),
    ("f1", "directed by", "Ines Valdemar"),
    ("f1", "starring", "Tomas Brekke"),
    ("f1", "released", "1994-05-12"),
    ("f2", "directed by", "Marta Oyelaran"),
    ("Tomas Brekke", "married to", "Lena Duarte"),
    ("f3", "genre", "爱情片"),
    ("f3", "directed by", "林晓岚"),
    ("f3", "starring", "周子墨"),
]


def counts_agree(report):
    return report.records == report.kept + report.entities + report.repeated + sum(report.rejected.values())


@pytest.mark.parametrize("together", [1, 2, 100])
def test_reads_what_the_texts_state(together, serving, schema, films):
    with serving(truthful) as (model, server):
        extractor: Extractor = ChatExtractor(model, schema, fields=["plot"], documents=together)
        statements = list(extractor.extract(films))

    assert triples(statements) == EXPECTED
    assert all(verify(one, {film.item: film.fields for film in films}) is None for one in statements)
    assert {one.confidence for one in statements} == {0.9}
    report = extractor.report
    assert (report.documents, report.read, report.unread) == (4, 4, {})
    assert (report.records, report.kept, report.rejected) == (10, 9, {"the quote is not in the text": 1})
    assert "Ridley Scott" in report.examples["the quote is not in the text"][0]
    assert report.calls == len(server.asked)
    assert json.loads(json.dumps(report.to_json()))["kept"] == 9


def test_statements_come_in_the_order_of_the_documents_whoever_answers_first(serving, schema, films):
    def slow_at_first(shown, asked):
        latency = 0.3 if shown[0]["title"].startswith("Harbour") else 0.0
        return ScriptedReply(json.dumps({"statements": records(shown)}), latency=latency)

    with serving(slow_at_first) as (model, _):
        statements = list(ChatExtractor(model, schema, fields=["plot"], documents=1).extract(films))

    assert triples(statements) == EXPECTED


def test_statements_of_a_document_come_before_all_are_asked(serving, schema, films):
    many = [Document(f"{number}", films[0].title, films[0].fields) for number in range(60)]
    with serving(truthful) as (model, server):
        reading = ChatExtractor(model, schema, fields=["plot"], documents=1).extract(many)
        first = next(reading)
        asked = len(server.asked)
        reading.close()

    assert first.subject == "0"
    assert asked < 60


def test_what_is_asked_first_is_known_beforehand(serving, schema, films):
    with serving(truthful) as (model, server):
        extractor = ChatExtractor(model, schema, fields=["plot"])
        requests = list(extractor.requests(films))
        assert requests == list(extractor.requests(films))
        list(extractor.extract(films))

    asked = [[message["content"] for message in request.body["messages"]] for request in server.asked]
    assert sorted(asked) == sorted([message.content for message in request.messages] for request in requests)
    assert all(set(request.labels) == {"prompt", "schema", "documents"} for request in requests)
    other = ChatExtractor(model, Schema(relations=schema.relations[:1]), fields=["plot"])
    for request, changed in zip(requests, other.requests(films), strict=True):
        assert request.labels["documents"] == changed.labels["documents"]
        assert request.labels["schema"] != changed.labels["schema"]
    (relation,) = {
        json.dumps(one.schema["properties"]["statements"]["items"]["properties"]["relation"]) for one in requests
    }
    assert json.loads(relation)["enum"] == list(schema.names)


def test_the_prompt_speaks_the_language_of_the_text(serving, schema, films):
    with serving(truthful) as (model, server):
        list(ChatExtractor(model, schema, fields=["plot"], documents=1).extract(films))

    chinese = {
        request.body["messages"][1]["content"]: "知识图谱" in request.body["messages"][0]["content"]
        for request in server.asked
    }
    assert [is_chinese for text, is_chinese in chinese.items() if "雾中灯塔" in text] == [True]
    assert sum(chinese.values()) == 1


def test_documents_whose_calls_fail_are_named_and_the_others_read(serving, schema, films):
    replies = {
        "Harbour of Glass (1994)": ScriptedReply("broken", status=500),
        "Quiet Engine, The (2003)": ScriptedReply(refusal="I will not."),
        "雾中灯塔": ScriptedReply('{"statements": [', finish="length"),
    }
    with serving(lambda shown, asked: replies.get(shown[0]["title"], {"statements": []})) as (model, _):
        extractor = ChatExtractor(model, schema, fields=["plot"], documents=1)
        assert list(extractor.extract(films)) == []

    assert list(extractor.report.unread) == ["f1", "f2", "f3"]
    assert "500" in extractor.report.unread["f1"]
    assert "I will not." in extractor.report.unread["f2"]
    assert "cut off" in extractor.report.unread["f3"]
    assert extractor.report.read == 1


def test_a_cut_answer_about_several_documents_is_asked_for_in_halves(serving, schema, films):
    def cut(shown, asked):
        text = json.dumps({"statements": records(shown)})
        return ScriptedReply(text[: len(text) // 2], finish="length") if len(shown) > 1 else ScriptedReply(text)

    with serving(cut) as (model, server):
        extractor = ChatExtractor(model, schema, fields=["plot"], documents=100)
        assert triples(extractor.extract(films)) == EXPECTED

    assert extractor.report.unread == {}
    assert extractor.report.calls == len(server.asked) > len(list(extractor.requests(films)))


def test_valid_records_of_a_wrong_answer_are_kept_and_the_rest_counted(serving, schema, films):
    def partly(shown, asked):
        good = records(shown)
        bad = [{"document": 1, "subject": "ITEM"}, {**good[0], "object": "x" * 1000}, "nothing"]
        return {"statements": [*good, *bad]}

    with serving(partly) as (model, server):
        extractor = ChatExtractor(model, schema, fields=["plot"])
        assert triples(extractor.extract(films[:1])) == EXPECTED[:4]

    assert len(server.asked) == 2
    assert extractor.report.rejected == {"not of the form that was asked for": 3}
    assert extractor.report.repaired == 1
    assert counts_agree(extractor.report)


@pytest.mark.parametrize("answer", ["I cannot do that.", '{"statements": [{"document": 1}]}', '{"facts": []}'])
def test_an_answer_that_cannot_be_used_is_no_empty_one(answer, serving, schema, films):
    with serving(lambda shown, asked: ScriptedReply(answer)) as (model, server):
        extractor = ChatExtractor(model, schema, fields=["plot"])
        assert list(extractor.extract(films[:1])) == []

    assert len(server.asked) == 2
    assert list(extractor.report.unread) == ["f1"]
    assert extractor.report.read == 0
    assert counts_agree(extractor.report)


def test_where_the_budget_ends_the_rest_is_unread(serving, schema, films):
    many = [Document(f"{number}", films[0].title, films[0].fields) for number in range(12)]
    with serving(truthful) as (model, server):
        extractor = ChatExtractor(
            MeteredChatModel(model, Budget(max_tokens=12_000)), schema, fields=["plot"], documents=1
        )
        statements = list(extractor.extract(many))

    read = {one.subject for one in statements}
    assert 0 < len(read) < 12
    assert set(extractor.report.unread) == {film.item for film in many} - read
    assert set(extractor.report.unread.values()) == {"budget"}
    assert len(server.asked) == len(read)


def test_long_texts_are_read_in_windows_and_said_once(serving, schema):
    sentences = [f"In part {number} the film shows Actor Number{number} at sea." for number in range(300)]
    film = Document("long", "Long Film", {"plot": " ".join(sentences)})

    def windowed(shown, asked):
        (line,) = shown
        return {
            "statements": [
                {
                    "document": 1,
                    "subject": "ITEM",
                    "relation": "starring",
                    "object": f"Actor Number{number}",
                    "quote": sentence.upper(),
                    "confidence": 0.5,
                }
                for number, sentence in enumerate(sentences)
                if sentence in line["text"]["plot"]
            ]
        }

    with serving(windowed) as (model, server):
        extractor = ChatExtractor(model, schema, fields=["plot"])
        statements = list(extractor.extract([film]))

    assert len(server.asked) > 3
    assert [one.object for one in statements] == [f"Actor Number{number}" for number in range(300)]
    assert [one.evidence.quote for one in statements] == [sentence.rstrip(".") + "." for sentence in sentences]
    assert all(verify(one, {"long": film.fields}) is None for one in statements)
    assert extractor.report.repeated > 0
    assert counts_agree(extractor.report)


def two_passes(shown, asked):
    if "entities" not in shown[0]:
        names = {
            name: "person"
            for fact in FACTS.values()
            for name in (fact_end for one in fact for fact_end in (one[0], one[2]))
        }
        kinds = names | {"thriller": "genre", "爱情片": "genre", "1994-05-12": "literal", "12 May 1994": "literal"}
        return {
            "entities": [
                {"document": line["document"], "name": name, "type": kind}
                for line in shown
                for name, kind in [*kinds.items(), ("Nobody", "person"), ("a", "planet")]
                if name in line["text"]["plot"] or name in ("Nobody", "a")
            ]
        }
    ends = [
        ("ITEM", "directed by", "Lena Duarte", "who is married to Lena Duarte"),
        ("ITEM", "starring", "Otto", "Otto"),
    ]
    return {
        "statements": records(shown)
        + [
            dict(zip(("document", "subject", "relation", "object", "quote"), (line["document"], *end), strict=True))
            for line in shown
            for end in ends[1:]
        ]
    }


def test_two_passes_relate_the_entities_that_the_first_one_found(serving, schema, films):
    with serving(two_passes) as (model, server):
        extractor = ChatExtractor(model, schema, fields=["plot"], passes=2)
        statements = list(extractor.extract(films))
        first, second = list(extractor.requests(films)), list(extractor.second_requests(films))

    dated = [one for one in EXPECTED if one[1] != "released"]
    assert triples(statements) == dated
    report = extractor.report
    assert report.rejected["entity: the text does not name it"] == 4
    assert report.rejected["entity: does not fit the schema: type"] == 4
    assert report.rejected["not one of the entities"] == 5
    assert (report.read, report.unread) == (4, {})
    assert counts_agree(report)
    asked = {json.dumps([message["content"] for message in request.body["messages"]]) for request in server.asked}
    assert asked == {json.dumps([message.content for message in one.messages]) for one in [*first, *second]}
    enum = second[0].schema["properties"]["statements"]["items"]["properties"]["object"]["enum"]
    assert enum[0] == "ITEM"
    assert "Ines Valdemar" in enum
    assert "Nobody" not in enum


def test_a_first_pass_that_fails_leaves_its_documents_unread(serving, schema, films):
    with serving(lambda shown, asked: ScriptedReply("no", status=500)) as (model, _):
        extractor = ChatExtractor(model, schema, fields=["plot"], passes=2)
        assert list(extractor.extract(films)) == []

    assert set(extractor.report.unread) == {film.item for film in films}


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "\x00\x01\ufffd" * 2000,
        "<div>" * 5000,
        "A\u200b film" * 3000,
        "銀翼" * 5000 + "مرحبا film " * 200,
        "x" * 50_000,
    ],
    ids=["empty", "blank", "binary", "tags", "unseen", "mixed", "one word"],
)
def test_odd_texts_are_read_like_any_other(text, serving, schema, films):
    with serving(lambda shown, asked: {"statements": []}) as (model, _):
        extractor = ChatExtractor(model, schema, fields=["plot"])
        assert list(extractor.extract([Document("odd", "Odd", {"plot": text}), films[0]])) == []

    assert (extractor.report.read, extractor.report.unread) == (2, {})


def test_a_megabyte_is_read_in_full(serving, schema):
    words = "The film goes on and on at the harbour. " * 25_000
    shown_in_all = 0

    def count(shown, asked):
        nonlocal shown_in_all
        shown_in_all += sum(len(text) for line in shown for text in line["text"].values())
        return {"statements": []}

    began = time.process_time()
    with serving(count) as (model, _):
        extractor = ChatExtractor(model, schema, fields=["plot"])
        assert list(extractor.extract([Document("big", "Big", {"plot": words})])) == []

    assert shown_in_all >= len(words) * 0.98
    assert extractor.report.read == 1
    assert time.process_time() - began < 60


def test_settings_that_cannot_work_are_refused(schema, serving):
    with serving(truthful) as (model, _):
        with pytest.raises(ConfigError, match="512"):
            ChatExtractor(model, schema, fields=["plot"], max_answer=100)
        with pytest.raises(ConfigError, match="1 or more"):
            ChatExtractor(model, schema, fields=["plot"], documents=0)
