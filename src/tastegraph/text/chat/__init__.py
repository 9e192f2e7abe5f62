"""Chat models: what they are asked, who answers, what it costs, and answers that are kept.

Models are stacked: `open_chat_model` puts a cache on a meter on a server. `ask` checks what they say.
"""

from tastegraph.text.chat.absent import ABSENT, AbsentChatModel
from tastegraph.text.chat.answer import BUDGET, WITHDRAWN, ChatAnswer, ChatFailure, Outcome, Usage
from tastegraph.text.chat.ask import Asked, ask
from tastegraph.text.chat.batch import read_batch, write_batch
from tastegraph.text.chat.budget import Bill, Budget, MeteredChatModel, most_usage
from tastegraph.text.chat.cached import CachedChatModel
from tastegraph.text.chat.http import HTTPChatModel
from tastegraph.text.chat.json_answer import NoJSONError, read_json
from tastegraph.text.chat.local import LocalChatModel
from tastegraph.text.chat.model import Answering, ChatModel
from tastegraph.text.chat.opening import open_chat_model
from tastegraph.text.chat.recorded import RecordedChatModel
from tastegraph.text.chat.request import ChatRequest, Message
from tastegraph.text.chat.tokens import estimate_tokens

__all__ = [
    "ABSENT",
    "BUDGET",
    "WITHDRAWN",
    "AbsentChatModel",
    "Answering",
    "Asked",
    "Bill",
    "Budget",
    "CachedChatModel",
    "ChatAnswer",
    "ChatFailure",
    "ChatModel",
    "ChatRequest",
    "HTTPChatModel",
    "LocalChatModel",
    "Message",
    "MeteredChatModel",
    "NoJSONError",
    "Outcome",
    "RecordedChatModel",
    "Usage",
    "ask",
    "estimate_tokens",
    "most_usage",
    "open_chat_model",
    "read_batch",
    "read_json",
    "write_batch",
]
