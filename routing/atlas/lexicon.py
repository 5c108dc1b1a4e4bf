"""Words around a name that tell whether it names a place."""

from collections.abc import Mapping

__all__ = [
    "BUILT",
    "DIRECTIONS",
    "FEATURES",
    "FEATURES_FIRST",
    "FILLERS",
    "FUNCTION_WORDS",
    "INSIDE",
    "LOCATIVE",
    "ROADS_NUMBERED",
    "STREETS",
    "TITLES",
]

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
_FEATURES = """
    river creek lake bay beach island islands mountain mountains valley park forest peninsula ocean sea desert canyon
    falls cape point reef sound basin hills harbor harbour
    bridge airport dam museum stadium theatre theater university college hospital school
    street st road rd avenue ave lane drive dr boulevard blvd pike parkway pkwy trail terrace place square plaza
"""
_BUILT = """
    airport university college hospital school stadium bridge museum theatre theater park dam square plaza
"""
_FUNCTION_WORDS = """
    a an the and or of for to in on at by with from near over under into out up down off through between behind beside
    is are was were be been has have had do does did will would can could should may might must not no
    i you he she it we they my your his her its our their this that these those here there who what when where which
    rt via after before during while as if but so than then now
"""
_DIRECTIONS = """
    north south east west northern southern eastern western central northeast northwest southeast southwest upper lower
    n s e w ne nw se sw nne ene ese sse ssw wsw wnw nnw
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
# What something named is, behind its name.
FEATURES = frozenset(_FEATURES.split())
# What something named is, before its name; whether no "of" has to stand between.
FEATURES_FIRST: Mapping[str, bool] = {
    **dict.fromkeys(("lake", "mount", "mt", "river", "cape", "rio", "lago"), True),
    **dict.fromkeys(("university", "gulf", "bay", "isle", "strait"), False),
}
# Roads that have a number for a name.
ROADS_NUMBERED = frozenset({"highway", "motorway"})
# Which end of a street, or which side of a place.
DIRECTIONS = frozenset(_DIRECTIONS.split())
# What is never part of a name that a capital begins.
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
# What people build and name after the town it stands in.
BUILT = frozenset(_BUILT.split())
