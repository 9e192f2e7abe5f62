"""Where heavy work runs: functions mapped over blocks. No other package knows about threads."""

from tastegraph.engine.local import cores, map_blocks, sized_for

__all__ = ["cores", "map_blocks", "sized_for"]
