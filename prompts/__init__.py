"""Templates for language models; text only."""
