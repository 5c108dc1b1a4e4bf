"""The pages, and what draws those that repeat the code."""
