"""Languages by whatever a list or a form calls them: `Svenska (sv)`, `sv`, `Swedish`."""

import re

# Names that people write, each with the code of the language (ISO 639); the first of a code is the one we write.
_NAMES = {
    "sv": "Svenska, Swedish, Svensk",
    "nb": "Norsk bokmål, Bokmål, Norsk, Norska, Norwegian, Norwegian Bokmål, Norska bokmål",
    "nn": "Norsk nynorsk, Nynorsk, Norwegian Nynorsk",
    "en": "English, Engelska, Engelsk",
    "da": "Dansk, Danish, Danska",
    "fi": "Suomi, Finnish, Finska, Finsk",
    "is": "Íslenska, Icelandic, Isländska, Islandsk",
    "se": "Davvisámegiella, Northern Sami, Nordsamiska, Nordsamisk, Sami, Samiska, Samisk",
    "ar": "العربية, Arabic, Arabiska, Arabisk",
    "bs": "Bosanski, Bosnian, Bosniska, Bosnisk",
    "de": "Deutsch, German, Tyska, Tysk",
    "es": "Español, Spanish, Spanska, Spansk",
    "et": "Eesti, Estonian, Estniska, Estisk",
    "fa": "فارسی, Persian, Farsi, Persiska, Persisk",
    "fr": "Français, French, Franska, Fransk",
    "hi": "हिन्दी, Hindi",
    "hr": "Hrvatski, Croatian, Kroatiska, Kroatisk",
    "it": "Italiano, Italian, Italienska, Italiensk",
    "ku": "Kurdî, Kurdish, Kurdiska, Kurdisk",
    "lt": "Lietuvių, Lithuanian, Litauiska, Litauisk",
    "lv": "Latviešu, Latvian, Lettiska, Latvisk",
    "nl": "Nederlands, Dutch, Nederländska, Nederlandsk",
    "pl": "Polski, Polish, Polska, Polsk",
    "pt": "Português, Portuguese, Portugisiska, Portugisisk",
    "ro": "Română, Romanian, Rumänska, Rumensk",
    "ru": "Русский, Russian, Ryska, Russisk",
    "so": "Soomaali, Somali, Somaliska, Somalisk",
    "sr": "Srpski, Serbian, Serbiska, Serbisk",
    "sw": "Kiswahili, Swahili",
    "th": "ไทย, Thai, Thailändska, Thai",
    "ti": "ትግርኛ, Tigrinya, Tigrigna",
    "tr": "Türkçe, Turkish, Turkiska, Tyrkisk",
    "uk": "Українська, Ukrainian, Ukrainska, Ukrainsk",
    "ur": "اردو, Urdu",
    "zh": "中文, Chinese, Kinesiska, Kinesisk",
}
_CODES = {name.casefold(): code for code, names in _NAMES.items() for name in names.split(", ")}
_CODED = re.compile(r"(?:.*\()?\s*([A-Za-z]{2,3})(?:[-_][A-Za-z0-9_-]+)?\s*\)?", re.DOTALL)


def code_of(name: str) -> str | None:
    """The code of a language by what it is called; None for a name that is not known and has no code."""
    known = _CODES.get(" ".join(name.casefold().split()))
    if known:
        return known
    coded = _CODED.fullmatch(name.strip())
    if not coded or ("(" in name) != name.rstrip().endswith(")"):
        return None
    code = coded[1].lower()
    return "nb" if code == "no" else code


def name_of(code: str) -> str:
    """A language as a form names it: `Svenska (sv)`."""
    return f"{_NAMES.get(code, code).partition(',')[0]} ({code})"
