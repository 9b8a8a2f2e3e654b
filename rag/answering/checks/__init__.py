"""The rules of rag/answering/verify.py, and what they read a sentence as."""
