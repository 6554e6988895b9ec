"""The reasons, by what the rules are about."""

from oracle.reasons import evidence, exchange, identity, law, people, permissions, tables

__all__ = ["evidence", "exchange", "identity", "law", "people", "permissions", "tables"]
