"""Text to vectors and to answers: encoders, chat models, prompts, and caches on disk for both.

Models are loaded when the first text comes, never at import.
"""

from tastegraph.text.cache import CachedEncoder
from tastegraph.text.chat import CachedChatModel, ChatModel, ChatRequest, Message, ask, open_chat_model
from tastegraph.text.encoder import TextEncoder
from tastegraph.text.language import prompt_language
from tastegraph.text.minilm import MiniLMEncoder
from tastegraph.text.prompts import Prompt

__all__ = [
    "CachedChatModel",
    "CachedEncoder",
    "ChatModel",
    "ChatRequest",
    "Message",
    "MiniLMEncoder",
    "Prompt",
    "TextEncoder",
    "ask",
    "open_chat_model",
    "prompt_language",
]
