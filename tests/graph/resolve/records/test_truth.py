"""Known pairs: which columns hold the ids and the labels, and what precision and recall are taken over."""

import pytest

from tastegraph.errors import ReadError
from tastegraph.graph.resolve.records import agreement, read_truth


@pytest.fixture
def tables(table):
    left = table("left.csv", "id,name\n" + "".join(f"{place},l{place}\n" for place in range(4)))
    right = table("right.csv", "id,name\n" + "".join(f"{place},r{place}\n" for place in range(6)))
    return left, right


def truth_of(tmp_path, tables, text):
    path = tmp_path / "truth.csv"
    path.write_text(text, encoding="utf-8")
    return read_truth(path, *tables)


def test_all_pairs_there_are(tmp_path, tables):
    truth = truth_of(tmp_path, tables, "D1#D2\n0#1\n1#5\n")
    assert (truth.reading, truth.left, truth.right, truth.label) == ("complete", "D1", "D2", None)
    measured = agreement([("0", "1"), ("2", "2"), ("3", "3")], truth)
    assert (measured.precision, measured.recall, measured.f1) == pytest.approx((1 / 3, 1 / 2, 0.4))


def test_the_order_of_the_columns_is_told_by_the_ids(tmp_path, tables):
    truth = truth_of(tmp_path, tables, "D1|D2\n5|1\n4|0\n")
    assert (truth.left, truth.right) == ("D2", "D1")


def test_labelled_pairs_among_other_columns(tmp_path, tables):
    text = "_id,l_id,r_id,l_name,adult,gold\n900,0,1,x,0,1\n901,1,2,y,1,0\n902,2,5,z,0,1\n"
    truth = truth_of(tmp_path, tables, text)
    assert (truth.reading, truth.left, truth.right, truth.label) == ("labelled", "l_id", "r_id", "gold")
    # A found pair that nobody looked at counts for nothing.
    measured = agreement([("0", "1"), ("1", "2"), ("3", "3")], truth)
    assert (measured.precision, measured.recall) == (0.5, 0.5)


def test_labels_that_are_all_true_label_nothing(tmp_path, tables):
    assert truth_of(tmp_path, tables, "a,b,match\n0,1,true\n1,5,true\n").reading == "complete"


def test_nothing_found(tmp_path, tables):
    measured = agreement([], truth_of(tmp_path, tables, "a,b\n0,1\n"))
    assert (measured.precision, measured.recall, measured.f1) == (1.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("text", "row", "says"),
    [
        ("a,b\n0,1\n1,17\n", 2, "'17' is not in right.csv"),
        ("a,b\nx,y\n", None, "no two columns"),
        ("a,b,label\n0,1,1\n0,1,0\n", 1, "as a match and as none"),
        ("a,b,label\n0,1,0\n", None, "no pair"),
    ],
)
def test_what_is_wrong_is_said_with_its_row(tmp_path, tables, text, row, says):
    with pytest.raises(ReadError, match=says) as caught:
        truth_of(tmp_path, tables, text)
    assert caught.value.row == row
