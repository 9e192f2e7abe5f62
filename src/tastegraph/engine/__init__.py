"""Where heavy work runs: functions mapped over blocks. No other package knows about threads or machines."""

from tastegraph.engine.local import cores, sized_for
from tastegraph.engine.memory import available_memory
from tastegraph.engine.protocol import Engine
from tastegraph.engine.seam import ENGINES, cpu_seconds_elsewhere, map_blocks, map_here, stream_blocks, using

__all__ = [
    "ENGINES",
    "Engine",
    "available_memory",
    "cores",
    "cpu_seconds_elsewhere",
    "map_blocks",
    "map_here",
    "sized_for",
    "stream_blocks",
    "using",
]
