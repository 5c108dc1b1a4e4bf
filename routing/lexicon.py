"""Words around a name that tell whether it names a place."""

__all__ = ["LOCATIVE", "STREETS", "TITLES"]

# Prepositions and directions that places follow, in the languages with the most posts.
LOCATIVE = frozenset(
    (
        "in at near from to around outside across over into via toward towards leaving between throughout within "
        "downtown central north south east west northern southern eastern western nearby visiting visit "
        "en de a dans chez vers pres desde cerca hasta em no na perto nach aus bei nahe von z w do da dal nel naar uit"
    ).split()
)

# What follows a place's name when a street, a person or a firm bears it.
STREETS = frozenset(
    (
        "street st road rd avenue ave av lane ln drive dr boulevard blvd way highway hwy court ct square sq bridge "
        "terrace crescent parade"
    ).split()
)

# What stands before people and storms that are named like places.
TITLES = frozenset(
    (
        "mr mrs ms miss dr sir lord lady king queen prince princess president senator sen rep gov governor mayor judge "
        "justice hurricane storm typhoon cyclone coach captain capt sgt officer chief professor prof aunt uncle"
    ).split()
)
