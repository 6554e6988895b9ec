"""What the tools share that hold this project against an independent evaluator."""

from oracle.evaluator import fixture, load

__all__ = ["fixture", "load"]
