"""The main job on a bundled catalogue: 560 films described in our own words, and viewers who are simulated."""

from tastegraph.demo.show import DemoAnswer, run_demo
from tastegraph.demo.viewers import Viewing, simulate_viewers

__all__ = ["DemoAnswer", "Viewing", "run_demo", "simulate_viewers"]
