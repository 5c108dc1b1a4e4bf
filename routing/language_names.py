"""What languages are called, by ISO 639-1 code: those that people on public networks commonly write. Pure."""

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["NAMES", "code_of", "name_of"]

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "af": "Afrikaans", "sq": "Albanian", "am": "Amharic", "ar": "Arabic", "hy": "Armenian", "az": "Azerbaijani",
        "eu": "Basque", "be": "Belarusian", "bn": "Bengali", "bs": "Bosnian", "bg": "Bulgarian", "my": "Burmese",
        "ca": "Catalan", "zh": "Chinese", "hr": "Croatian", "cs": "Czech", "da": "Danish", "nl": "Dutch",
        "en": "English", "et": "Estonian", "fi": "Finnish", "fr": "French", "gl": "Galician", "ka": "Georgian",
        "de": "German", "el": "Greek", "gu": "Gujarati", "ha": "Hausa", "he": "Hebrew", "hi": "Hindi",
        "hu": "Hungarian", "is": "Icelandic", "ig": "Igbo", "id": "Indonesian", "ga": "Irish", "it": "Italian",
        "ja": "Japanese", "kn": "Kannada", "kk": "Kazakh", "km": "Khmer", "ko": "Korean", "ku": "Kurdish",
        "lo": "Lao", "lv": "Latvian", "lt": "Lithuanian", "lb": "Luxembourgish", "mk": "Macedonian", "ms": "Malay",
        "ml": "Malayalam", "mt": "Maltese", "mr": "Marathi", "mn": "Mongolian", "ne": "Nepali", "no": "Norwegian",
        "ps": "Pashto", "fa": "Persian", "pl": "Polish", "pt": "Portuguese", "pa": "Punjabi", "ro": "Romanian",
        "ru": "Russian", "sr": "Serbian", "si": "Sinhala", "sk": "Slovak", "sl": "Slovenian", "so": "Somali",
        "es": "Spanish", "sw": "Swahili", "sv": "Swedish", "tl": "Tagalog", "ta": "Tamil", "te": "Telugu",
        "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "uz": "Uzbek", "vi": "Vietnamese",
        "cy": "Welsh", "xh": "Xhosa", "yi": "Yiddish", "yo": "Yoruba", "zu": "Zulu",
    }
)  # fmt: skip
_CODES = {name.casefold(): code for code, name in NAMES.items()}


def name_of(code: str) -> str:
    """The language's name in English; a code that is not known stays as it is."""
    return NAMES.get(code, code)


def code_of(word: str) -> str:
    """The code of a language given by its code or its English name; empty when there is no such language."""
    wanted = word.strip().casefold()
    return wanted if wanted in NAMES else _CODES.get(wanted, "")
