import numpy as np
import pyarrow as pa

from tastegraph.report.network import Network


def test_entities_are_pairs_of_type_and_name_and_degrees_count_ends():
    network = Network.of(
        pa.table(
            {
                "subject": ["1", "2", "1"],
                "subject_type": ["item", "item", "item"],
                "object": ["1", "1", "2"],
                "object_type": ["year", "year", "item"],
            }
        )
    )
    entities = list(zip(network.types.to_pylist(), network.names.to_pylist(), strict=True))
    ends = [(entities[start], entities[end]) for start, end in zip(network.subject, network.object, strict=True)]
    assert ends == [
        (("item", "1"), ("year", "1")),
        (("item", "2"), ("year", "1")),
        (("item", "1"), ("item", "2")),
    ]
    assert dict(zip(entities, network.degree.tolist(), strict=True)) == {
        ("item", "1"): 2,
        ("item", "2"): 2,
        ("year", "1"): 2,
    }
    assert np.array_equal(network.is_item, [kind == "item" for kind, _ in entities])
