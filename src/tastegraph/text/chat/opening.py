"""From ``[chat]`` to a chat model."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from tastegraph.config import ChatConfig
from tastegraph.errors import ConfigError
from tastegraph.text.chat.budget import Budget, MeteredChatModel, check_budget
from tastegraph.text.chat.cached import CachedChatModel
from tastegraph.text.chat.http import HTTPChatModel
from tastegraph.text.chat.local import LocalChatModel
from tastegraph.text.chat.model import ChatModel
from tastegraph.text.chat.recorded import RecordedChatModel

_FIX: Final = "Set url and model (a server), local (a folder), or recorded (a file) under [chat] in tastegraph.toml"


def open_chat_model(config: ChatConfig, root: Path, cache: Path, *, again: bool = False) -> CachedChatModel:
    """Return the chat model that a Project names, with the cap it sets, on a cache.

    Nothing is asked or opened yet. The model's ``bill`` tells what was spent.

    Args:
        config: ``[chat]``.
        root: Folder that the paths in it start from.
        cache: SQLite file of the answers.
        again: Whether to ask again where an answer in it is of no use.

    Raises:
        InputError: No model is named, or more than one, a cap on the cost has no prices, a key or an address is
            malformed, or a file or folder is missing.
    """
    budget = Budget(config.max_cost, config.max_tokens, config.price_in, config.price_out)
    check_budget(budget)
    return CachedChatModel(MeteredChatModel(_model(config, root), budget), cache, again=again)


def _model(config: ChatConfig, root: Path) -> ChatModel:
    named = [key for key in ("url", "local", "recorded") if getattr(config, key) is not None]
    if len(named) != 1:
        problem = f"{' and '.join(named)} are set, and one model answers" if named else "no chat model is named"
        raise ConfigError(problem, field=f"chat.{named[-1]}" if named else "chat.url", fix=_FIX)
    if config.recorded is not None:
        return RecordedChatModel(root / config.recorded, config.model)
    if config.local is not None:
        return LocalChatModel(root / config.local, batch=config.concurrency)
    if config.model is None:
        fix = "Set it as the server calls it"
        raise ConfigError("the server needs to know which model", field="chat.model", fix=fix)
    return HTTPChatModel(
        config.url or "",
        config.model,
        key=os.environ.get(config.key) or None,
        key_variable=config.key,
        concurrency=config.concurrency,
        timeout=config.timeout,
        retries=config.retries,
    )
