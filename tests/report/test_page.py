import re
import resource
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from tastegraph.errors import InputError
from tastegraph.graph import KnowledgeGraph, Statement
from tastegraph.report import write_report
from tastegraph.report.wording import fit

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title></text></svg><svg onload=alert(1)>",
    "</style></script><script src=//example.org/x.js>",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;b&gt; &amp;",
)
ITEMS = [f"item-{place}" for place in range(len(HOSTILE))]


class Page(HTMLParser):
    """What a browser makes of a page: its tags with their attributes, and the text that is in each kind of tag."""

    VOID = frozenset({"meta", "path", "line", "circle", "rect"})

    def __init__(self, path):
        super().__init__()
        self.source = path.read_text(encoding="utf-8")
        self.tags, self.open, self.texts = [], [], {}
        self.feed(self.source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        for inner in {*self.open, tag}:
            self.texts.setdefault(inner, [])
        self.texts[tag].append("")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def handle_data(self, data):
        for tag in set(self.open):
            self.texts[tag][-1] += data

    @property
    def attributes(self):
        return [pair for _, attributes in self.tags for pair in attributes.items()]


@pytest.fixture
def write(tmp_path):
    def write_page(graph=None, name="Shop", title=str, runs=(), **measured):
        path = tmp_path / "made" / "report.html"
        write_report(path, name, graph or KnowledgeGraph.create(tmp_path / "nothing"), title, runs, **measured)
        return Page(path)

    return write_page


@pytest.fixture
def hostile(make_graph, quoting, make_run):
    """A graph and runs in which every text is an attack, and titles that are too."""
    fields = {
        item: {attack: f"before {attack} between {HOSTILE[0]} after", "shared": " ".join(HOSTILE)}
        for item, attack in zip(ITEMS, HOSTILE, strict=True)
    }
    statements = [
        quoting(fields, item, attack, HOSTILE[place - 1], attack, object_type=HOSTILE[place - 2], method=attack)
        for place, (item, attack) in enumerate(zip(ITEMS, HOSTILE, strict=True))
    ] + [quoting(fields, item, "shared", attack, attack, method=attack) for item in ITEMS for attack in HOSTILE]
    metrics = dict.fromkeys(HOSTILE, 0.5)
    run = make_run(
        model=HOSTILE[0],
        protocol=HOSTILE[1],
        selected_on=HOSTILE[2],
        metrics=metrics,
        baselines=dict.fromkeys(HOSTILE[1:], metrics),
        cpu_seconds=dict.fromkeys(HOSTILE, 1.0),
        versions=dict.fromkeys(HOSTILE, HOSTILE[3]),
        config=dict.fromkeys(HOSTILE, HOSTILE[4]),
        time=HOSTILE[5],
        data=HOSTILE[6],
    )
    titles = dict(zip(ITEMS, HOSTILE, strict=True))
    return {"graph": make_graph(fields, statements), "title": titles.__getitem__, "runs": [run, run]}


def test_text_is_shown_and_never_run(write, hostile):
    name = "".join(HOSTILE)
    page = write(name=name, **hostile)
    harmless = write()
    rich = {
        "b",
        "li",
        "dt",
        "dd",
        "td",
        "th",
        "tr",
        "ul",
        "ol",
        "table",
        "thead",
        "tbody",
        "mark",
        "blockquote",
        "figure",
    }
    rich |= {"figcaption", "bdi", "small", "span", "div", "details", "summary", "code", "dl", "article", "h3"}
    drawn = {"svg", "g", "path", "circle", "text", "rect", "line", "title"}
    assert {tag for tag, _ in page.tags} <= {tag for tag, _ in harmless.tags} | rich | drawn
    assert page.texts["script"] == harmless.texts["script"]
    assert page.texts["style"] == harmless.texts["style"]
    assert not [key for key, _ in page.attributes if key.startswith("on")]
    assert page.texts["h1"] == [name]
    for attack in HOSTILE:
        assert attack in page.texts["mark"]
        assert fit(attack, 34) in page.texts["td"] + page.texts["th"]
        assert any(attack in text for text in page.texts["title"])


def test_page_loads_nothing_and_its_policy_forbids_it(write, hostile):
    page = write(**hostile)
    loading = {"src", "href", "xlink:href", "srcset", "data", "action", "poster", "background", "style", "ping"}
    assert not [key for key, _ in page.attributes if key in loading]
    assert not re.search(
        r"url\(|@import|@font-face|fetch|import\(|XMLHttp", page.texts["style"][0] + page.texts["script"][0]
    )
    policy = next(given["content"] for tag, given in page.tags if given.get("http-equiv") == "Content-Security-Policy")
    script = b64encode(sha256(page.texts["script"][0].encode()).digest()).decode()
    assert policy.startswith("default-src 'none'; ")
    assert f"script-src 'sha256-{script}';" in policy


def test_page_tells_sizes_and_quotes_in_context(write, make_graph, quoting):
    fields = {"霸王": {"演员": "张国荣、巩俐", "plot": "Années de guerre."}, "b": {"演员": "巩俐"}}
    graph = make_graph(
        fields,
        [
            quoting(fields, "霸王", "演员", "主演", "巩俐"),
            quoting(fields, "b", "演员", "主演", "巩俐"),
            quoting(fields, "霸王", "plot", "about", "war", words="guerre", confidence=0.6, method="encoder"),
        ],
    )
    page = write(graph, title={"霸王": "霸王别姬", "b": "L'Été"}.__getitem__)
    assert dict(zip(page.texts["dt"], page.texts["dd"], strict=True)) == {
        "documents": "2",
        "entities": "4",
        "relations": "2",
        "statements": "3",
    }
    assert set(page.texts["blockquote"]) == {"张国荣、巩俐", "巩俐", "Années de guerre."}
    assert sorted(page.texts["mark"]) == ["guerre", "巩俐", "巩俐"]
    assert {"霸王别姬", "L'Été", "巩俐", "war"} <= set(page.texts["text"])
    assert "霸王别姬 · about · war\n“guerre” in plot · encoder, confidence 60%" in page.texts["title"]


def test_names_of_models_and_variants_are_shown_and_never_run(write, make_comparison, make_ablation):
    values = dict.fromkeys(HOSTILE, 0.5)
    page = write(
        comparison=make_comparison(values, protocol=HOSTILE[1], versions=dict.fromkeys(HOSTILE, HOSTILE[3])),
        ablation=make_ablation(values, model=HOSTILE[0], selected_on=HOSTILE[2]),
    )
    harmless = write()
    assert page.texts["script"] == harmless.texts["script"]
    assert page.texts["style"] == harmless.texts["style"]
    assert "img" not in {tag for tag, _ in page.tags}
    assert not [key for key, _ in page.attributes if key.startswith("on") or key in {"src", "href"}]
    for attack in HOSTILE:
        assert {fit(attack, 34), fit(attack, 44)} <= set(page.texts["th"])


def test_page_of_a_comparison_alone_needs_no_graph(tmp_path, make_comparison):
    path = tmp_path / "report.html"
    write_report(path, "Shop", None, str, [], comparison=make_comparison({"linear": 0.3, "ease": 0.2}))
    page = Page(path)
    assert page.texts["h2"] == ["Models side by side"]
    assert "linear ahead" in page.texts["td"]
    assert len(page.texts["svg"]) == 2
    assert "not been measured" not in page.source


def test_same_input_gives_same_bytes(write, hostile):
    assert write(**hostile).source == write(**hostile).source


def test_empty_graph_without_runs_says_so(write):
    page = write()
    leads = " ".join(page.texts["p"])
    assert "nothing to draw" in leads
    assert "No statement of this graph quotes a document" in leads
    assert page.texts["code"] == ["tastegraph evaluate DIR"]
    assert "version 0" in page.source


def test_graph_without_evidence_is_drawn(write, make_graph):
    graph = make_graph({}, [Statement(item, "genre", "Western", method="source") for item in ("a", "b")])
    page = write(graph)
    assert {"a", "b", "Western"} <= set(page.texts["text"])
    assert "mark" not in page.texts


def test_name_that_is_not_valid_unicode_is_written(write):
    assert write(name="caf\udce9").texts["h1"] == ["caf?"]


def test_file_that_cannot_be_written_is_an_error_and_leaves_nothing(tmp_path, make_graph):
    graph = make_graph({}, [])
    (tmp_path / "taken").mkdir()
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "taken", tmp_path / "file" / "report.html"):
        with pytest.raises(InputError, match=re.escape(str(path))):
            write_report(path, "Shop", graph, str, [])
    assert {path.name for path in tmp_path.iterdir()} == {"taken", "file", "graph"}


def test_disk_that_fills_up_leaves_the_old_page(tmp_path, make_graph):
    graph, path = make_graph({}, []), tmp_path / "report.html"
    path.write_text("old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, hard))
    try:
        with pytest.raises(InputError, match="Free some space"):
            write_report(path, "Shop", graph, str, [])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_text() == "old"
    assert not list(tmp_path.glob("*.tmp"))
