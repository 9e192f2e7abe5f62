from tastegraph.report.ablation import show_ablation


def test_variants_are_told_group_after_group_without_those_that_have_no_truth(make_ablation):
    found = show_ablation(make_ablation({"full": 0.4, "without genre": 0.3}))
    assert [(group.name, group.size) for group in found.groups] == [
        ("all", "every test interaction"),
        ("head", "2,000 test interactions among 5 items a seed"),
        ("tail", "2,000 test interactions among 5 items a seed"),
    ]
    assert [metric.name for metric in found.metrics] == ["recall@10"]
    assert [row.name for row in found.rows] == ["full", "without genre"]
    assert found.rows[1].cells == (("0.3050", "± 0.0071"), ("0.3050", "± 0.0071"), ("0.1550", "± 0.0071"))


def test_each_group_that_was_tested_has_a_plot_of_what_is_lost(make_ablation):
    found = show_ablation(make_ablation({"full": 0.4, "without genre": 0.3, "without text": 0.4}))
    assert [group.name for group, _ in found.plots] == ["all", "head"]
    rows = found.plots[0][1].rows
    assert [(row.label, row.text) for row in rows] == [("without genre", "+0.0500"), ("without text", "+0.0500")]
    assert [(group, test.names) for group, test in found.tests][:2] == [
        ("all", "full − without genre"),
        ("head", "full − without genre"),
    ]
