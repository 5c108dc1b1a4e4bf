"""What happens: use cases, each one short transaction, and the pure matching of topics, places and people."""

import os

# Several threads multiply the topic model's small matrices many times slower than one does where other work runs too;
# numpy's library reads this when it is loaded, so it is said before anything here imports numpy.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
