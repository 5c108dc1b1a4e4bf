"""Names that people use and GeoNames' lists of settlements and divisions lack; read while the index is built.

Parts of the world are rough circles, drawn by hand.
"""

from collections.abc import Mapping
from typing import NamedTuple

__all__ = [
    "CITIES",
    "COUNTIES_SHORT",
    "COUNTRIES",
    "COUNTRIES_SHORT",
    "MIDDLES",
    "PARTS",
    "PEOPLE_OF_CONTINENTS",
    "REGIONS",
    "Part",
]

# Countries by ISO code.
COUNTRIES: Mapping[str, tuple[str, ...]] = {
    "AE": ("UAE", "Emirates"),
    "BA": ("Bosnia",),
    "CD": ("Congo", "DR Congo"),
    "CG": ("Congo",),
    "CI": ("Ivory Coast",),
    "CZ": ("Czech Republic", "Czechia"),
    "GB": ("UK", "U.K.", "Britain", "Great Britain"),
    "IR": ("Iran",),
    "KP": ("North Korea",),
    "KR": ("South Korea", "Korea"),
    "LA": ("Laos",),
    "MD": ("Moldova",),
    "MK": ("Macedonia",),
    "MM": ("Burma",),
    "NL": ("Holland", "The Netherlands"),
    "NZ": ("Aotearoa",),
    "PS": ("Palestine",),
    "RU": ("Russia",),
    "SY": ("Syria",),
    "SZ": ("Swaziland",),
    "TL": ("East Timor",),
    "TR": ("Turkey",),
    "TW": ("Taiwan",),
    "TZ": ("Tanzania",),
    "US": ("USA", "U.S.A.", "US", "U.S.", "America"),
    "VA": ("Vatican",),
    "VE": ("Venezuela",),
    "VN": ("Vietnam",),
}

# Short forms of countries that stand in running text without another name beside them.
COUNTRIES_SHORT: Mapping[str, tuple[str, ...]] = {
    "CD": ("DRC",),
    "CN": ("PRC",),
    "NZ": ("NZ", "N.Z."),
    "PH": ("PH",),
    "PR": ("PR", "P.R."),
    "SA": ("KSA",),
    "ZA": ("RSA",),
}

# How newspapers shorten states and provinces, by GeoNames' code.
REGIONS: Mapping[str, tuple[str, ...]] = {
    "US.AL": ("Ala",),
    "US.AR": ("Ark",),
    "US.AZ": ("Ariz",),
    "US.CA": ("Calif", "Cali", "SoCal", "NorCal"),
    "US.CO": ("Colo",),
    "US.CT": ("Conn",),
    "US.DC": ("D.C.",),
    "US.DE": ("Del",),
    "US.FL": ("Fla",),
    "US.IL": ("Ill",),
    "US.IN": ("Ind",),
    "US.KS": ("Kan", "Kans"),
    "US.KY": ("Ky",),
    "US.MA": ("Mass",),
    "US.MD": ("Md",),
    "US.MI": ("Mich",),
    "US.MN": ("Minn",),
    "US.MO": ("Mo",),
    "US.MS": ("Miss",),
    "US.MT": ("Mont",),
    "US.ND": ("N. Dak.", "N.D."),
    "US.NE": ("Neb", "Nebr"),
    "US.NM": ("N. Mex.", "N.M."),
    "US.NV": ("Nev",),
    "US.OK": ("Okla",),
    "US.OR": ("Ore",),
    "US.PA": ("Penn", "Penna"),
    "US.SD": ("S. Dak.", "S.D."),
    "US.TN": ("Tenn",),
    "US.TX": ("Tex",),
    "US.VA": ("Va",),
    "US.VT": ("Vt",),
    "US.WA": ("Wash",),
    "US.WI": ("Wis", "Wisc"),
    "US.WV": ("W. Va.", "W.Va."),
    "US.WY": ("Wyo",),
    "CA.01": ("Alta",),
    "CA.02": ("B.C.",),
    "CA.03": ("Man",),
    "CA.05": ("Newfoundland", "Labrador"),
    "CA.08": ("Ont",),
    "CA.09": ("P.E.I.",),
    "CA.10": ("Que", "Québec"),
    "CA.11": ("Sask",),
}

# Cities by GeoNames' id.
CITIES: Mapping[int, tuple[str, ...]] = {
    2643743: ("Greater London",),
    4140963: ("Washington DC", "Washington D.C.", "Washington", "DC", "D.C."),
    4180439: ("ATL",),
    4335045: ("NOLA",),
    4560349: ("Philly",),
    5128581: ("NYC", "New York", "Big Apple"),
    5368361: ("LA", "L.A."),
    5391959: ("SF", "San Fran", "Frisco"),
    5506956: ("Vegas",),
    1273294: ("Delhi",),
    1275339: ("Bombay",),
}

# British counties as people shorten them.
COUNTIES_SHORT: Mapping[str, tuple[str, ...]] = {
    "Bedfordshire": ("Beds",),
    "Buckinghamshire": ("Bucks",),
    "Cambridgeshire": ("Cambs",),
    "Gloucestershire": ("Glos",),
    "Hampshire": ("Hants",),
    "Hertfordshire": ("Herts",),
    "Lancashire": ("Lancs",),
    "Leicestershire": ("Leics",),
    "Lincolnshire": ("Lincs",),
    "North Northamptonshire": ("Northants",),
    "Nottinghamshire": ("Notts",),
    "Oxfordshire": ("Oxon",),
    "Staffordshire": ("Staffs",),
    "Wiltshire": ("Wilts",),
    "Worcestershire": ("Worcs",),
}

# Countries whose point on record is far from the middle of where people live, and divisions whose settlements lie in
# one corner: about their middles, by GeoNames' code.
MIDDLES: Mapping[str, tuple[float, float]] = {
    "EC": (-1.5, -78.5),
    "JP": (36.2, 138.6),
    "US": (39.8, -98.6),
    "AU.02": (-32.2, 147.0),
    "AU.03": (-19.8, 133.5),
    "AU.04": (-22.5, 144.5),
    "AU.05": (-30.0, 135.5),
    "AU.08": (-25.5, 122.0),
    "BR.04": (-4.0, -64.0),
    "BR.16": (-4.0, -53.0),
    "CA.01": (54.5, -115.0),
    "CA.02": (54.5, -125.0),
    "CA.03": (54.9, -97.4),
    "CA.05": (53.2, -59.5),
    "CA.08": (50.0, -86.0),
    "CA.10": (53.0, -71.5),
    "CA.11": (54.5, -106.0),
    "CA.12": (63.5, -135.5),
    "CA.13": (65.0, -119.0),
    "CA.14": (67.5, -88.0),
    "CN.13": (41.5, 85.5),
    "CN.14": (31.5, 88.5),
    "US.AK": (64.3, -152.5),
    "US.FL": (28.0, -81.7),
}

# What the people of continents are called.
PEOPLE_OF_CONTINENTS: Mapping[str, tuple[str, ...]] = {
    "Africa": ("African", "Africans"),
    "Asia": ("Asian", "Asians"),
    "Europe": ("European", "Europeans"),
}


class Part(NamedTuple):
    """A part of the world or of a country that no border marks."""

    names: tuple[str, ...]
    country: str
    latitude: float
    longitude: float
    radius_km: float
    millions: int


PARTS = (
    Part(("Middle East", "Mideast", "Naher Osten", "Moyen-Orient", "Oriente Medio"), "", 29.0, 45.0, 1700, 400),
    Part(("Caribbean", "West Indies", "Karibik", "Caraïbes", "Caribe"), "", 18.4, -74.0, 1400, 44),
    Part(("Central America",), "", 12.8, -85.6, 900, 50),
    Part(("Latin America",), "", -10.0, -62.0, 4500, 650),
    Part(("West Africa", "Western Africa", "Westafrika"), "", 12.0, -2.0, 1800, 400),
    Part(("East Africa", "Eastern Africa", "Ostafrika"), "", 1.0, 38.0, 1600, 440),
    Part(("North Africa", "Northern Africa", "Nordafrika"), "", 28.0, 12.0, 2300, 250),
    Part(("Southern Africa",), "", -22.0, 24.0, 1500, 70),
    Part(("Central Africa",), "", 2.0, 19.0, 1500, 180),
    Part(("Southeast Asia", "South East Asia", "South-East Asia", "Südostasien"), "", 8.0, 110.0, 2500, 680),
    Part(("South Asia",), "", 23.0, 79.0, 1900, 1900),
    Part(("East Asia",), "", 36.0, 118.0, 2500, 1600),
    Part(("Central Asia",), "", 44.0, 66.0, 1500, 75),
    Part(("Eastern Europe", "Osteuropa"), "", 52.0, 28.0, 1500, 290),
    Part(("Western Europe", "Westeuropa"), "", 48.5, 5.0, 900, 200),
    Part(("Scandinavia", "Skandinavien"), "", 62.0, 15.0, 900, 21),
    Part(("Balkans", "Balkan"), "", 43.0, 21.0, 600, 55),
    Part(("Benelux",), "", 51.3, 5.2, 200, 30),
    Part(("European Union", "EU"), "", 49.5, 11.0, 1700, 450),
    Part(("Sahel",), "", 15.0, 5.0, 2500, 150),
    Part(("Horn of Africa",), "", 8.0, 45.0, 900, 140),
    Part(("Midwest", "American Midwest"), "US", 42.0, -92.5, 900, 69),
    Part(("New England",), "US", 44.0, -71.5, 300, 15),
    Part(("Pacific Northwest", "PNW"), "US", 46.0, -121.0, 500, 13),
    Part(("Deep South",), "US", 32.5, -87.0, 600, 40),
    Part(("West Coast",), "US", 40.0, -121.5, 900, 51),
    Part(("East Coast",), "US", 38.5, -76.5, 900, 118),
    Part(("Gulf Coast",), "US", 29.8, -90.5, 700, 30),
    Part(("Bay Area", "San Francisco Bay Area"), "US", 37.7, -122.2, 70, 8),
    Part(("Silicon Valley",), "US", 37.38, -122.05, 30, 3),
    Part(("Long Island",), "US", 40.8, -73.1, 90, 8),
    Part(("Cape Cod",), "US", 41.7, -70.3, 50, 1),
    Part(("Florida Keys",), "US", 24.7, -81.1, 90, 1),
    Part(("South Island", "Te Waipounamu"), "NZ", -43.7, 170.6, 400, 1),
    Part(("North Island", "Te Ika-a-Māui"), "NZ", -38.8, 175.8, 350, 4),
    Part(("West Midlands",), "GB", 52.48, -2.0, 50, 3),
    Part(("East Midlands",), "GB", 52.9, -1.0, 70, 5),
    Part(("Home Counties",), "GB", 51.4, -0.5, 90, 10),
    Part(("Lake District",), "GB", 54.5, -3.1, 35, 1),
    Part(("Cotswolds",), "GB", 51.8, -1.9, 50, 1),
    Part(("West Bank",), "PS", 31.95, 35.25, 70, 3),
    Part(("Gaza Strip", "Gazastreifen"), "PS", 31.4, 34.35, 25, 2),
    Part(("Golan Heights",), "SY", 33.0, 35.75, 40, 1),
    Part(("Kashmir", "Cachemire"), "IN", 34.0, 76.5, 300, 18),
    Part(("Ruhrgebiet", "Ruhr"), "DE", 51.5, 7.2, 45, 5),
    Part(("Costa del Sol",), "ES", 36.6, -4.6, 80, 1),
    Part(("Côte d'Azur", "French Riviera"), "FR", 43.55, 7.0, 70, 1),
)
