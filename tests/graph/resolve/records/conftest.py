"""Small tables written for the tests."""

import pytest

from tastegraph.graph.resolve.records import read_records


@pytest.fixture
def table(tmp_path):
    """Writes a table from text and reads it."""

    def written(name, text, **options):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return read_records(path, **options)

    return written


@pytest.fixture
def shop(table):
    """Two lists of the same 120 lamps, and 60 more in each, written as two shops would."""
    colours = ("Amber", "Ivory", "Slate", "Coral", "Olive", "Azure")
    forms = ("Desk Lamp", "Floor Lamp", "Wall Light", "Pendant", "Lantern")
    makers = ("Nordlys", "Halden", "Kastor", "Orrery", "Belmont", "Sundew", "Tavist")
    left, right, truth = ["id,name,maker,price"], ["key|title|brand|cost"], set()
    for place in range(240):
        maker, form = makers[place % 7], forms[place % 5]
        colour, price = colours[(place * 5) % 6], 20 + place * 37 % 173
        model = f"{maker[:2].upper()}{100 + place * 7919 % 9000}"
        if place < 180:
            left.append(f"a{place},{maker} {colour} {form} {model},{maker},{price}.00")
        if place < 120 or place >= 180:
            right.append(
                f"b{place}|{form} {model[:2]}-{model[2:]} ({colour.lower()}) by {maker}|{maker} Ltd|{price + 1}"
            )
        if place < 120:
            truth.add((f"a{place}", f"b{place}"))
    return table("lamps.csv", "\n".join(left)), table("lights.csv", "\n".join(right)), truth
