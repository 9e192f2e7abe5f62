"""What a build will cost, before it costs anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from tastegraph.data import Document
from tastegraph.engine import cores
from tastegraph.project.construct.asking import documents_to_read, requests
from tastegraph.project.construct.workshop import Workshop
from tastegraph.text.chat import Budget, ChatRequest, Usage, estimate_tokens

ANSWERED_A_SECOND: Final = 50
"""Tokens that a request is answered with in a second: about what hosted models of today do."""
ENCODED_A_SECOND: Final = 5_000
"""Tokens that a core of a server encodes in a second."""


@dataclass(frozen=True)
class Estimate:
    """What a build would do now.

    Attributes:
        documents: That it would read.
        requests: That it would send to the chat model.
        cached: That are answered on disk already.
        tokens_in: That it would send, about.
        tokens_out: Of the answers, if they are as long as the texts they are about.
        cost: Of those, in the unit of the prices.
        most_cost: If every answer is as long as it may be.
        seconds: How long it would take, about.
    """

    documents: int
    requests: int
    cached: int
    tokens_in: int
    tokens_out: int
    cost: float
    most_cost: float
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """Return it as a JSON-ready dictionary."""
        return asdict(self)


def estimate_build(workshop: Workshop, *, anew: bool = False) -> Estimate:
    """Return what a build would cost now; nobody is asked, and nothing is written.

    The second of two passes depends on the answers of the first: where those are not on disk, it is taken to cost as
    much as the first.

    Raises:
        InputError: The Project names no chat model, where it asks one.
    """
    documents = documents_to_read(workshop, anew=anew)
    config = workshop.config
    sent, answered, most, count, cached = 0, 0, 0, 0, 0
    if config.extract.asks and documents:
        model = workshop.chat()
        with model.keeping():
            for request in requests(workshop, model, documents):
                if model.known(request):
                    cached += 1
                    continue
                tokens = _tokens_in(request)
                count, sent, most = count + 1, sent + tokens, most + request.max_tokens
                answered += min(estimate_tokens(request.messages[-1].content), request.max_tokens)
        if config.extract.passes == 2 and not cached:
            count, sent, answered, most = 2 * count, 2 * sent, 2 * answered, 2 * most
    budget = Budget(price_in=config.chat.price_in, price_out=config.chat.price_out)
    return Estimate(
        documents=len(documents),
        requests=count,
        cached=cached,
        tokens_in=sent,
        tokens_out=answered,
        cost=round(budget.cost(Usage(sent, answered)), 6),
        most_cost=round(budget.cost(Usage(sent, most)), 6),
        seconds=round(answered / ANSWERED_A_SECOND / config.chat.concurrency + _encoding(workshop, documents), 1),
    )


def _tokens_in(request: ChatRequest) -> int:
    return sum(estimate_tokens(message.content) for message in request.messages)


def _encoding(workshop: Workshop, documents: Sequence[Document]) -> float:
    """Seconds in which the texts are encoded."""
    if workshop.config.extract.method != "encoder":
        return 0.0
    texts = (document.fields.get(field, "") for document in documents for field in workshop.config.items.text)
    return sum(map(estimate_tokens, texts)) / ENCODED_A_SECOND / cores()
