"""Names of places and where they are: the index, how it is compiled, how text is read against it."""
