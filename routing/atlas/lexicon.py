"""Words around a name that tell whether it names a place."""

__all__ = ["FILLERS", "INSIDE", "LOCATIVE", "STREETS", "TITLES"]

_LOCATIVE = """
    in at near from to around outside across over into via toward towards leaving between throughout within downtown
    central north south east west northern southern eastern western northeast northwest southeast southwest nearby
    visiting visit en de a dans chez vers pres desde cerca hasta em no na perto nach aus bei nahe von z w do da dal nel
    naar uit в из под στην στο από في من إلى ב
"""
_INSIDE = """
    in near from nach aus bei dans a en em na a в из στην في من
"""
_STREETS = """
    street st road rd avenue ave av lane ln drive dr boulevard blvd way highway hwy court ct square sq bridge terrace
    crescent parade
"""
_TITLES = """
    mr mrs ms miss dr sir lord lady king queen prince princess president senator sen rep gov governor mayor judge
    justice
    hurricane storm typhoon cyclone coach captain capt sgt officer chief professor prof aunt uncle
"""
_FILLERS = """
    the of and or in from at near to city town area region greater metro based living born raised currently now home
    here via by way state country island isle
    north south east west northern southern eastern western central downtown
"""

# Prepositions and directions that places follow, in the languages with the most posts.
LOCATIVE = frozenset(_LOCATIVE.split())
# Of these, the ones that hardly anything but a place follows with a capital.
INSIDE = frozenset(_INSIDE.split())
# What follows a place's name when a street, a person or a firm bears it.
STREETS = frozenset(_STREETS.split())
# What stands before people and storms that are named like places.
TITLES = frozenset(_TITLES.split())
# What a profile's location line may hold beside names without saying anything else.
FILLERS = frozenset(_FILLERS.split())
