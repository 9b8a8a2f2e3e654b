"""Wence: answers from policy documents, every sentence backed by the clause it stands on."""

__version__ = "0.1.0"
