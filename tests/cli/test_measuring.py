from pathlib import Path

import pytest

from tastegraph.cli.measuring import page_path, record_path, terms
from tastegraph.errors import ConfigError


@pytest.mark.parametrize(("text", "seeds"), [("3", (0, 1, 2)), ("1", (0,)), ("0,5,7", (0, 5, 7)), ("5,", (5,))])
def test_a_number_of_seeds_or_the_seeds_themselves(text, seeds):
    assert terms(text, "20,10", "recall@20", "2m").seeds == seeds
    assert terms(text, "20,10", "recall@20", "2m").ks == (10, 20)
    assert terms(text, "20,10", "recall@20", "2m").budget == 120


@pytest.mark.parametrize(
    ("seeds", "lengths", "message"),
    [
        ("0", "10", "0 seeds are too few"),
        ("-2", "10", "-2 seeds are too few"),
        ("0,-1", "10", "-1 is no seed"),
        ("many", "10", "'many' is no list of whole numbers"),
        ("", "10", "'' is no list"),
        ("1.5", "10", "'1.5' is no list"),
        ("3", "10;20", "'10;20' is no list"),
        ("3", "0", "0 is no length"),
    ],
)
def test_numbers_that_are_none_are_named(seeds, lengths, message):
    with pytest.raises(ConfigError, match=message):
        terms(seeds, lengths, "ndcg@10", "1m")


def test_the_page_lies_beside_the_record_or_here():
    assert record_path(Path("out"), "a.json") == Path("out/a.json")
    assert record_path(Path("out/b.json"), "a.json") == Path("out/b.json")
    assert page_path(None, None, "report.html") == Path("report.html")
    assert page_path(None, Path("out"), "report.html") == Path("out/report.html")
    assert page_path(None, Path("out/b.json"), "report.html") == Path("out/report.html")
    assert page_path(Path("page.html"), Path("out"), "report.html") == Path("page.html")
