"""What tests need: the exam that every recommender must pass, ours and a plugin's alike, and a scripted chat server."""

from tastegraph.testing.recommenders import check_recommender, two_crowds
from tastegraph.testing.scripted import AskedRequest, Script, ScriptedChatServer, ScriptedReply, echo

__all__ = [
    "AskedRequest",
    "Script",
    "ScriptedChatServer",
    "ScriptedReply",
    "check_recommender",
    "echo",
    "two_crowds",
]
