"""The reasons, by what the rules are about."""

from oracle.reasons import evidence, exchange, identity, law, logs, people, permissions, statistics

__all__ = [
    "evidence",
    "exchange",
    "identity",
    "law",
    "logs",
    "people",
    "permissions",
    "statistics",
]
