"""A model of a workforce that answers questions under a policy, in virtual time: what would come of it."""
