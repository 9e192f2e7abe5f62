import re

from tastegraph.report.picture import HEIGHT, WIDTH, draw

SHOP = [(f"item{place}", "brand", f"brand {place % 6}") for place in range(60)]
SHOP += [(f"item{place}", "colour", f"colour {place % 7}") for place in range(60)]


def test_dots_and_labels_stand_on_the_canvas_and_labels_on_nothing(network_of):
    picture = draw(network_of(SHOP), lambda item: f"A product with a long title, {item}")
    assert len(picture.nodes) > 60
    for node in picture.nodes:
        assert node.x - node.radius >= 0
        assert node.x + node.radius <= WIDTH
        assert node.y - node.radius >= 0
        assert node.label_y <= HEIGHT
    spans = [
        (node.x - 3 * len(node.label), node.x + 3 * len(node.label), node.label_y - 10, node.label_y)
        for node in picture.nodes
    ]
    for place, (left, right, top, bottom) in enumerate(spans):
        for other_left, other_right, other_top, other_bottom in spans[place + 1 :]:
            assert right <= other_left or other_right <= left or bottom <= other_top or other_bottom <= top


def test_edges_join_the_dots_of_their_ends_and_parallel_ones_stay_apart(network_of):
    network = network_of([("item1", "director", "Keaton"), ("item1", "cast", "Keaton"), ("item2", "cast", "Keaton")])
    picture = draw(network, {"item1": "The General", "item2": "Sherlock Jr."}.__getitem__)
    labels = [node.label for node in picture.nodes]
    assert sorted((labels[edge.start], labels[edge.end]) for edge in picture.edges) == [
        ("Sherlock Jr.", "Keaton"),
        ("The General", "Keaton"),
        ("The General", "Keaton"),
    ]
    assert len({edge.path for edge in picture.edges}) == 3
    for edge in picture.edges:
        numbers = [float(number) for number in re.findall(r"[-\d.]+", edge.path)]
        ends = {(picture.nodes[place].x, picture.nodes[place].y) for place in (edge.start, edge.end)}
        assert {tuple(numbers[:2]), tuple(numbers[4:])} == ends


def test_colours_go_to_frequent_relations_and_entities_have_that_of_their_role(network_of):
    triples = [(f"item{item}", "genre", "Drama") for item in range(5)]
    triples += [("item0", f"relation {place}", "Drama") for place in range(12)] + [("item0", "writer", "Ozu")]
    triples += [("item1", "writer", "Ozu"), ("item2", "genre", "Ozu")]
    picture = draw(network_of(triples), str)
    colours = {node.label: node.colour for node in picture.nodes}
    assert (colours["Drama"], colours["Ozu"], colours["item0"]) == ("hue-0", "hue-1", "item")
    assert [(key.label, key.count, key.colour) for key in picture.keys][:2] == [
        ("genre", 6, "hue-0"),
        ("writer", 2, "hue-1"),
    ]
    assert [(key.label, key.count, key.colour) for key in picture.keys][8:] == [("6 more", 6, "grey")]
    assert {edge.colour for edge in picture.edges} == {"grey", *(f"hue-{place}" for place in range(8))}


def test_fact_of_several_statements_is_told_once_by_the_surest(network_of):
    triples = [("item1", "genre", "Drama")] * 3
    picture = draw(network_of(triples, [0.5, 0.9, 0.7]), str)
    assert [edge.tooltip for edge in picture.edges] == [
        "item1 · genre · Drama\n“Drama” in Drama · facts, confidence 90%"
    ]
    assert {node.label: node.tooltip for node in picture.nodes}["Drama"] == "Drama\nentity · statements: 3"
