"""Draws the reference from the code; `python -m docs.generate` renews it."""
