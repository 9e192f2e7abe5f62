"""What a person writes in ``tastegraph.toml``, as frozen values.

Each key is declared once, here. Unknown keys are errors, so a typing mistake cannot go unnoticed.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
    field_validator,
    model_validator,
)

from tastegraph.errors import ConfigError


def _compiles(pattern: str | None) -> str | None:
    if pattern is not None:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"not a regular expression: {error}") from None
    return pattern


def _kind_of_source(value: object) -> object:
    """The kind that tells the models of ``[[sources]]`` apart; a graph where none is given."""
    return value.get("kind", "graph") if isinstance(value, dict) else getattr(value, "kind", "graph")


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class FactColumn(_Section):
    """How one column of the catalogue becomes statements."""

    relation: str = Field(min_length=1)
    separator: str | None = Field(default=None, min_length=1)
    """Splits a cell into several values; without it the cell is one value."""
    type: str = "entity"
    """Range of the relation: the entity type of its values. One type, one name space."""
    ignore: Annotated[str | None, AfterValidator(_compiles)] = None
    """Regular expression; what it matches inside a value is dropped: ``\\s*\\(.*\\)$``."""
    bin: float | None = Field(default=None, gt=0)
    """Rounds numbers down to a multiple: 10 makes decades of years."""


class TableConfig(_Section):
    """A table on disk: CSV, TSV, Parquet, JSON Lines or RecBole atomic file, told by its extension."""

    path: Path
    delimiter: str | None = Field(default=None, min_length=1)
    """Column separator of a text file; told from the extension when not given."""
    encoding: str = "utf-8"
    header: bool = True
    """Whether the first line names the columns; without it they are called "1", "2" and so on."""


class ItemsConfig(TableConfig):
    """``[items]``: the catalogue."""

    id: str
    title: str | None = None
    text: tuple[str, ...] = ()
    facts: dict[str, FactColumn] = Field(default_factory=dict)
    max_cell: int = Field(default=1_000_000, gt=0)
    """Longest cell accepted, in characters."""


class InteractionsConfig(TableConfig):
    """``[interactions]``: who liked, bought, played or read what."""

    user: str
    item: str
    rating: str | None = None
    timestamp: str | None = None
    positive: float | None = Field(default=None, allow_inf_nan=False)
    """Ratings from here on count as liked; without it every interaction does."""

    @model_validator(mode="after")
    def _positive_needs_rating(self) -> InteractionsConfig:
        if self.positive is not None and self.rating is None:
            raise ValueError("positive needs rating: name the column that holds the ratings")
        return self


class SourceConfig(_Section):
    """``[[sources]]``: a knowledge graph that exists already.

    RecBole ``.kg`` and ``.link`` files, Turtle (``.ttl``), N-Triples (``.nt``), GraphML, or a folder that
    ``tastegraph graph DIR export`` wrote.
    """

    kind: Literal["graph"] = "graph"
    path: Path
    links: Path | None = None
    """Which entity is which item: a table with ``item_id`` and ``entity_id``; ``.kg`` files need one."""
    link_by: Literal["title"] | None = None
    """``title``: an entity that is called like one item, and like no other, is that item."""
    relations: tuple[str, ...] | None = None
    """Relations to take; without it, all."""
    confidence: float = Field(default=1.0, ge=0, le=1)
    """How far the source is to be trusted; where sources contradict each other, it decides."""


class TriplesConfig(TableConfig):
    """``[[sources]]`` of ``kind = "triples"``: a table with a statement in each row."""

    kind: Literal["triples"]
    subject: str = "subject"
    predicate: str = "predicate"
    object: str = "object"
    subject_type: str = "item"
    """Type of the subjects; those of the type ``item`` are ids of the catalogue."""
    object_type: str = "entity"
    relations: tuple[str, ...] | None = None
    confidence: float = Field(default=1.0, ge=0, le=1)


class TagsConfig(TableConfig):
    """``[[sources]]`` of ``kind = "tags"``: who called which item what, or how often it was called so."""

    kind: Literal["tags"]
    item: str = "item"
    tag: str = "tag"
    count: str | None = None
    """Column that says how often; without it, each row is once."""
    relation: str = "tagged"
    least: int = Field(default=1, ge=1)
    """Tags that an item was given more rarely are left out."""


class SocialConfig(TableConfig):
    """``[[sources]]`` of ``kind = "social"``: who follows, trusts or befriended whom."""

    kind: Literal["social"]
    user: str = "user"
    friend: str = "friend"
    relation: str = "knows"


_KINDS: Final = ("graph", "triples", "tags", "social")

AnySource = Annotated[
    Annotated[SourceConfig, Tag("graph")]
    | Annotated[TriplesConfig, Tag("triples")]
    | Annotated[TagsConfig, Tag("tags")]
    | Annotated[SocialConfig, Tag("social")],
    Discriminator(_kind_of_source),
]


class ExtractConfig(_Section):
    """``[extract]``: what is read out of the catalogue; ``extract = "chat"`` is short for its method alone."""

    method: Literal["none", "facts", "encoder", "chat"] = "encoder"
    min_confidence: float = Field(default=0.35, ge=0, le=1)
    """The encoder abstains below this confidence."""
    learn: bool = False
    """Whether the encoder also learns how texts state facts, from the fact columns and from what a chat model answered
    before, and reads what no column knows; a minute more, and a twentieth of a second for each text."""
    escalate: float | None = Field(default=None, ge=0, le=1)
    """Documents in which the encoder is less sure than this of something are read again by the chat model."""
    passes: Literal[1, 2] = 1
    """The chat model names entities and their relations at once, or first the entities and then the relations."""

    @property
    def asks(self) -> bool:
        """Whether a chat model is asked."""
        return self.method == "chat" or (self.method == "encoder" and self.escalate is not None)


class ChatConfig(_Section):
    """``[chat]``: the chat model: an OpenAI-compatible server, or a model that runs in this process."""

    url: str | None = None
    """Of the API, with its version: ``http://localhost:8000/v1``."""
    model: str | None = None
    """As the server calls it."""
    key: str = "OPENAI_API_KEY"
    """Name of the environment variable that holds the key; servers on this machine mostly want none."""
    local: Path | None = None
    """Folder of a model that transformers loads, instead of a server."""
    recorded: Path | None = None
    """JSON Lines of recorded answers, instead of a server."""
    concurrency: int = Field(default=16, ge=1)
    """Requests that are under way at once."""
    timeout: float = Field(default=60.0, gt=0)
    """Seconds without an answer after which a request is given up and sent again."""
    retries: int = Field(default=6, ge=0)
    """How often a request that failed is sent again."""
    max_answer: int = Field(default=2048, ge=512)
    """Longest answer, in tokens."""
    documents: int = Field(default=8, ge=1)
    """Most documents of a request; with 1, no text is ever seen beside another."""
    price_in: float = Field(default=0.0, ge=0)
    """Price of a million tokens that are sent."""
    price_out: float = Field(default=0.0, ge=0)
    """Price of a million tokens of answers."""
    max_cost: float | None = Field(default=None, ge=0)
    """Where a build stops asking, in the unit of the prices."""
    max_tokens: int | None = Field(default=None, ge=0)
    """Where a build stops asking, in tokens sent and answered."""
    language: Literal["auto", "en", "zh"] = "auto"
    """Of the prompts; ``auto``: that of each text."""

    @property
    def named(self) -> bool:
        """Whether a model is named at all."""
        return any(place is not None for place in (self.url, self.local, self.recorded))


class ResolveConfig(_Section):
    """``[resolve]``: when two names are one entity."""

    cascade: bool = True
    """Compare names that are not equal, by spelling, graph and encoder; equal ones are always one."""
    merge: float = Field(default=0.9, ge=0, le=1)
    """Score from which two names become one entity."""
    review: float = Field(default=0.3, ge=0, le=1)
    """Score from which a person is asked (``tastegraph graph DIR review``)."""


class CleanConfig(_Section):
    """``[clean]``: what is set aside of what was read (``tastegraph graph DIR aside``)."""

    hubs: float | None = Field(default=0.5, gt=0, le=1)
    """Share of the items from which a theme, tag or source tells none of them apart any more."""


class ModelConfig(_Section):
    """``[model]``: which recommender, and whether it may use the graph and the text."""

    name: str = "linear"
    knowledge: bool = True
    seed: int = Field(default=0, ge=0)
    updatable: bool = False
    """Keep what ``tastegraph update`` needs to change the model instead of fitting it again (linear): in the exact form
    one more matrix, items × items, in memory and on disk."""
    form: Literal["auto", "exact", "sparse"] = "auto"
    """One dense matrix, or each item on its nearest ones (linear, ease); ``auto``: by size, memory and validation."""


class EvaluateConfig(_Section):
    """``[evaluate]``: how the log is split to measure a model."""

    split: Literal["random", "leave-last-out", "temporal", "cold-item"] = "random"
    test: float = Field(default=0.2, gt=0, lt=1)
    """Share of the log (of the items, for cold-item) that is held out."""
    validation: float = Field(default=0.1, gt=0, lt=1)
    """Share of the rest on which hyperparameters are chosen."""
    seed: int = Field(default=0, ge=0)


class ProjectConfig(_Section):
    """The whole of ``tastegraph.toml``."""

    items: ItemsConfig
    interactions: InteractionsConfig
    sources: tuple[AnySource, ...] = ()
    extract: ExtractConfig = ExtractConfig()
    chat: ChatConfig = ChatConfig()
    resolve: ResolveConfig = ResolveConfig()
    clean: CleanConfig = CleanConfig()
    model: ModelConfig = ModelConfig()
    evaluate: EvaluateConfig = EvaluateConfig()

    @field_validator("extract", mode="before")
    @classmethod
    def _method_alone(cls, value: object) -> object:
        return {"method": value} if isinstance(value, str) else value

    @classmethod
    def read(cls, path: Path) -> ProjectConfig:
        """Read and check a ``tastegraph.toml``.

        Raises:
            ConfigError: The file is missing or malformed, a key is unknown, missing or has a wrong value.
        """
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise ConfigError(
                "no such file", path=path, fix="Run `tastegraph init DIR --items FILE --interactions FILE` to write one"
            ) from None
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(str(error), path=path) from None
        try:
            return cls.model_validate(tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(f"not valid TOML: {error}", path=path) from None
        except ValidationError as error:
            # A key that is spelled wrong is both unknown and missing: its own spelling is what helps.
            first = min(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
            key, where = _place(first["loc"])
            if first["type"] == "extra_forbidden":
                fix = "Remove it or correct its spelling"
                raise ConfigError(f"unknown key{where}", path=path, field=key, fix=fix) from None
            if first["type"] == "union_tag_invalid":
                kind = first["ctx"]["tag"]
                fix = f"Use one of {', '.join(_KINDS)}"
                raise ConfigError(
                    f"there is no kind {kind!r}{where}", path=path, field=f"{key}.kind", fix=fix
                ) from None
            if first["type"] == "tuple_type":
                raise ConfigError(f"is no list{where}", path=path, field=key, fix="Put it in brackets") from None
            fix = "Add it" if first["type"] == "missing" else "Correct the value"
            raise ConfigError(first["msg"] + where, path=path, field=key, fix=fix) from None


def _place(loc: tuple[int | str, ...]) -> tuple[str, str]:
    """The key of an error, and which of ``[[sources]]`` it is in, in words."""
    if len(loc) < 2 or loc[0] != "sources":
        return ".".join(map(str, loc)), ""
    within = loc[3:] if loc[2:3] and loc[2] in _KINDS else loc[2:]
    return ".".join(["sources", *map(str, within)]), f" (source {int(loc[1]) + 1})"
