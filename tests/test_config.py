from __future__ import annotations

from pathlib import Path

import pytest

from tastegraph.config import ProjectConfig
from tastegraph.errors import ConfigError

CONFIG = """
items = {path = "i.csv", id = "id"}
interactions = {path = "l.csv", user = "user", item = "item"}
"""


@pytest.mark.parametrize(
    ("more", "field", "said"),
    [
        ('[[sources]]\npath = "t"\n[[sources]]\nkind = "wiki"', "sources.kind", r"'wiki' \(source 2\).*triples"),
        ('[[sources]]\npath = "g.ttl"\nlink = "l"', "sources.link", r"unknown key \(source 1\)"),
        ('[[sources]]\nkind = "triples"', "sources.path", r"required \(source 1\)"),
        ('[sources]\npath = "g.ttl"', "sources", "no list.*brackets"),
        ('[[sources]]\nkind = "social"\npath = "s"\nsocial = 1', "sources.social", "unknown key"),
        ("[chat]\nmax_answer = 1", "chat.max_answer", "512"),
    ],
)
def test_an_error_names_its_key_as_it_is_written(tmp_path: Path, more: str, field: str, said: str):
    path = tmp_path / "tastegraph.toml"
    path.write_text(CONFIG + more, encoding="utf-8")
    with pytest.raises(ConfigError, match=said) as error:
        ProjectConfig.read(path)
    assert error.value.field == field
