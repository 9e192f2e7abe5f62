from collections import Counter

from tastegraph.graph import Statement
from tastegraph.report.samples import sample


def samples(graph, title=str):
    return sample(graph.to_arrow(), graph.documents_to_arrow(), title)


def test_every_method_and_relation_has_its_turn(make_graph, quoting):
    fields = {f"item{place}": {"cast": f"Actor {place}", "plot": f"A war in {place}"} for place in range(100)}
    statements = [quoting(fields, item, "cast", "starring", texts["cast"]) for item, texts in fields.items()]
    statements += [quoting(fields, item, "cast", "named", "Actor") for item in list(fields)[:30]]
    statements += [quoting(fields, item, "plot", "about", "war", method="encoder") for item in list(fields)[:2]]
    statements += [Statement("item1", "genre", "Drama", method="source")]
    found = samples(make_graph(fields, statements))
    assert Counter((one.method, one.predicate) for one in found) == {
        ("facts", "starring"): 5,
        ("facts", "named"): 5,
        ("encoder", "about"): 2,
    }
    actors = [int(one.quote.split()[1]) for one in found if one.predicate == "starring"]
    assert actors == [10, 30, 50, 70, 90]


def test_more_relations_than_samples_are_shown_once_each_of_every_method(make_graph, quoting):
    fields = {"a": {"text": "one two"}}
    statements = [quoting(fields, "a", "text", f"relation {place}", "one") for place in range(30)]
    statements += [quoting(fields, "a", "text", "about", "two", method="encoder")]
    found = samples(make_graph(fields, statements))
    assert len({one.predicate for one in found}) == len(found) == 12
    assert "about" in {one.predicate for one in found}


def test_quote_stands_between_the_words_around_it_cut_at_words(make_graph, quoting):
    before, after = " ".join(["earlier"] * 50), " ".join(["later"] * 50)
    fields = {"1": {"plot": f"{before}, the heist; {after}", "cast": "Kim"}, "2": {"plot": "東京で" * 100}}
    graph = make_graph(
        fields,
        [
            quoting(fields, "1", "plot", "about", "robbery", words="heist", confidence=0.456, method="encoder"),
            quoting(fields, "1", "cast", "starring", "2", words="Kim", object_type="item"),
            quoting(fields, "2", "plot", "in", "東京"),
        ],
    )
    found = samples(graph, {"1": "Heat", "2": "Rififi"}.__getitem__)
    heist, tokyo, kim = sorted(found, key=lambda one: one.predicate)
    assert (heist.subject, heist.object, heist.document, heist.field) == ("Heat", "robbery", "Heat", "plot")
    assert (heist.quote, heist.confidence, heist.method) == ("heist", "46%", "encoder")
    assert heist.before.startswith("… earlier")
    assert heist.before.endswith("earlier, the ")
    assert heist.after.startswith("; later")
    assert heist.after.endswith("later …")
    assert max(len(heist.before), len(heist.after)) <= 112
    assert (kim.before, kim.quote, kim.after, kim.object) == ("", "Kim", "", "Rififi")
    assert (tokyo.before, tokyo.quote, tokyo.after[:4], len(tokyo.after)) == ("", "東京", "で東京で", 111)
