"""The schema of a Project: what its file declares, and what its catalogue suggests."""

from __future__ import annotations

from tastegraph.project.schema.declared import project_schema, typed_facts, with_own_relations
from tastegraph.project.schema.improve import improve_with_chat
from tastegraph.project.schema.suggest import suggest_schema
from tastegraph.project.schema.suggestion import Suggestion

__all__ = ["Suggestion", "improve_with_chat", "project_schema", "suggest_schema", "typed_facts", "with_own_relations"]
