"""Single sentences in the manner of news, with what is to be read from each.

The report's day is Monday, 12 March 2012. The first 22 were read once before their expectations were written down; those
of the others were written first, and only names were spelt anew as the gazetteer has them.
"""

# ruff: noqa: E501
from __future__ import annotations

from dataclasses import dataclass, field

EVE = "2012-03-11..2012-03-12"
"""Without a date: the day of the report or the one before."""


@dataclass(frozen=True)
class Case:
    text: str
    sub: str | None
    """Sub-event type of the first claim, or None for no claim."""
    place: str | None = None
    days: str = EVE
    killed: tuple[int | None, int | None] = (None, None)
    wounded: tuple[int | None, int | None] = (None, None)
    actors: frozenset[tuple[str, str]] = field(default=frozenset())
    """(category, role) of the actors that must be found."""
    claimant: str | None = None
    stance: str = "asserts"
    flag: str | None = None


def by(*pairs: tuple[str, str]) -> frozenset[tuple[str, str]]:
    return frozenset(pairs)


GOV = ("syrian government", "initiator")
RUS = ("russia", "initiator")

CASES = [
    Case(
        "قال المرصد السوري لحقوق الإنسان إن 12 مدنياً بينهم ثلاثة أطفال قتلوا في قصف لقوات النظام على حي الخالدية بمدينة حمص يوم الأحد.",
        "Shelling/artillery/missile attack", "Khalidiyah", "2012-03-11..2012-03-11", (12, 12), actors=by(GOV),
        claimant="المرصد السوري لحقوق الإنسان",
    ),
    Case(
        "قُتل خمسة أشخاص وأصيب 15 آخرون بجروح في انفجار سيارة مفخخة وسط مدينة الباب شرقي حلب أمس.",
        "Remote explosive/landmine/IED", "Al-Bab", "2012-03-11..2012-03-11", (5, 5), (15, 15),
    ),
    Case(
        "شنت طائرات حربية روسية غارات جوية على بلدة حيان بريف حلب الشمالي، ما أدى إلى مقتل امرأتين وطفل.",
        "Air/drone strike", "Hayyan", killed=(3, 3), actors=by(RUS),
    ),
    Case(
        "اندلعت اشتباكات عنيفة بين قوات النظام والجيش الحر في مدينة الرستن، فيما قصفت مدفعية النظام بلدة تلبيسة.",
        "Armed clash", "Rastan",
        actors=by(("syrian government", "participant"), ("rebels", "participant")),
    ),
    Case(
        "سيطرت قوات سوريا الديمقراطية على مدينة منبج بعد معارك مع تنظيم الدولة.",
        "Non-state actor overtakes territory", "Manbij", actors=by(("sdf", "initiator"), ("islamic state", "target")),
    ),
    Case(
        "نفت وزارة الدفاع الروسية قصف مدينة إدلب.",
        "Shelling/artillery/missile attack", "Idlib", claimant="وزارة الدفاع الروسية", stance="denies",
    ),
    Case(
        "اتهم ناشطون قوات النظام بارتكاب مجزرة في كرم الزيتون راح ضحيتها 45 شخصا على الأقل.",
        "Attack", "Karm al-Zeitoun", killed=(45, None), claimant="ناشطون", stance="reports blame",
        actors=by(("syrian government", "alleged_perpetrator")),
    ),
    Case("خرجت مظاهرة حاشدة في مدينة درعا تطالب بإسقاط النظام.", "Peaceful protest", "Daraa"),
    Case(
        "أطلقت قوات الأمن النار على متظاهرين في حماة فقتلت ثلاثة منهم.",
        "Excessive force against protesters", "Hama", killed=(3, 3), actors=by(GOV),
    ),
    Case(
        "فجر انتحاري نفسه عند حاجز للجيش في جسر الشغور ما أسفر عن مقتل 4 جنود.",
        "Suicide bomb", "Jisr al-Shughour", killed=(4, 4),
    ),
    Case("اعتقلت قوات النظام عشرات الشبان في حملة مداهمات بحي الوعر في حمص.", "Arrests", "Waer", actors=by(GOV)),
    Case("قتل أكثر من 7500 شخص منذ بداية الثورة في سوريا.", "Attack", None, killed=(7500, None), flag="cumulative"),
    Case("هدد الجيش التركي بقصف مدينة عفرين.", "Shelling/artillery/missile attack", "Afrin", flag="plan or threat"),
    Case("لم تقصف الطائرات مدينة دوما اليوم.", "Air/drone strike", "Douma", "2012-03-12..2012-03-12", flag="negated"),
    Case("بحث مجلس الأمن في نيويورك المجزرة.", "Attack", None, flag="diplomacy"),
    Case(
        "ألقت مروحيات النظام براميل متفجرة على داريا دون وقوع إصابات.",
        "Air/drone strike", "Daraya", killed=(0, 0), wounded=(0, 0), actors=by(GOV),
    ),
    Case(
        "انفجرت عبوة ناسفة بسيارة عسكرية في درعا البلد، وقتل عنصران من قوات النظام.",
        "Remote explosive/landmine/IED", "Daraa al-Balad", killed=(2, 2), actors=by(("syrian government", "target")),
    ),
    Case(
        "استعاد الجيش السوري السيطرة على بلدة مورك من يد جبهة النصرة.",
        "Government regains territory", "Morek", actors=by(GOV, ("nusra front", "target")),
    ),
    Case(
        "اغتال مجهولون قيادياً في أحرار الشام في سراقب.",
        "Attack", "Saraqeb", killed=(1, 1), actors=by(("unknown", "initiator"), ("rebels", "target")),
    ),
    Case("مقتل 3 مدنيين في حمص و5 في حماة برصاص قناصة.", "Attack", "Homs", killed=(3, 3)),
    Case(
        "أعلنت قوات سوريا الديمقراطية سيطرتها على بلدة الشدادي بريف الحسكة.",
        "Non-state actor overtakes territory", "Shaddadi", actors=by(("sdf", "initiator")),
        claimant="قوات سوريا الديمقراطية",
    ),
    Case(
        "إصابة طفلين بانفجار لغم من مخلفات تنظيم داعش في قرية تل رفعت.",
        "Remote explosive/landmine/IED", "Tal Rifaat", wounded=(2, 2),
    ),
    # From here on each expectation was written before the sentence was read.
    Case(
        "وذكرت وكالة سانا أن مجموعة إرهابية مسلحة اختطفت ثلاثة مهندسين في مدينة تدمر.",
        "Abduction/forced disappearance", "Palmyra", actors=by(("rebels", "initiator")), claimant="وكالة سانا",
    ),
    Case(
        "قصف الطيران الحربي التابع للنظام مدينة معرة النعمان صباح اليوم مخلفاً سبعة قتلى وأكثر من عشرين جريحاً.",
        "Air/drone strike", "Maarat al-Numan", "2012-03-12..2012-03-12", (7, 7), (20, None), by(GOV),
    ),
    Case(
        "استشهد أحد عشر مدنياً جراء سقوط قذائف هاون على حي السكري في حلب مساء السبت.",
        "Shelling/artillery/missile attack", "Sukkari", "2012-03-10..2012-03-10", (11, 11),
    ),
    Case(
        "نفذ التحالف الدولي ضربة جوية على مواقع تنظيم الدولة في محيط مدينة الرقة.",
        "Air/drone strike", "Raqqa", actors=by(("us-led coalition", "initiator"), ("islamic state", "target")),
    ),
    Case(
        "أعدم تنظيم داعش خمسة وعشرين جندياً رمياً بالرصاص في مدينة تدمر بتاريخ 4 آذار 2012.",
        "Attack", "Palmyra", "2012-03-04..2012-03-04", (25, 25), actors=by(("islamic state", "initiator")),
    ),
    Case("انشق ثلاثة ضباط عن الجيش السوري في مدينة الرستن.", "Change to group/activity", "Rastan"),
    Case(
        "توصل الطرفان إلى هدنة في بلدة الفوعة تبدأ فجر الثلاثاء.",
        "Agreement", "Fuaa",
        days="2012-03-06..2012-03-06",
    ),
    Case("انسحبت فصائل المعارضة من بلدة اللطامنة.", "Non-violent transfer of territory", "Latamneh", actors=by(("rebels", "initiator"))),
    Case(
        "قتل مئتان وخمسون شخصاً في هجوم كيماوي على بلدة خان شيخون بريف إدلب.",
        "Chemical weapon", "Khan Sheikhoun", killed=(250, 250),
    ),
    Case(
        "داهمت قوات الأمن بلدة داعل في ريف درعا واعتقلت عشرة أشخاص.",
        "Arrests", "Dael", actors=by(GOV),
    ),
    Case(
        "ألقى مجهولون قنبلة يدوية على دورية للشرطة في السويداء.",
        "Grenade", "Suwayda", actors=by(("unknown", "initiator")),
    ),
    Case("نهب عناصر من الشبيحة منازل المدنيين في بلدة الحولة.", "Looting/property destruction", "Houla"),
    Case(
        "أسقطت فصائل المعارضة طائرة حربية قرب مدينة سراقب.",
        "Disrupted weapons use", "Saraqeb", actors=by(("rebels", "initiator")),
    ),
    Case(
        "أفاد شهود عيان بأن قناصاً أطلق الرصاص على امرأة في حي بابا عمرو فأرداها قتيلة.",
        "Attack", "Baba Amr", killed=(1, 1), claimant="شهود عيان",
    ),
    Case(
        "أصيب ما بين 30 و40 شخصاً في غارات روسية استهدفت سوقاً شعبية في مدينة أريحا يوم الجمعة الماضي.",
        "Air/drone strike", "Ariha", "2012-03-09..2012-03-09", wounded=(30, 40), actors=by(RUS),
    ),
    Case(
        "وثقت الشبكة السورية لحقوق الإنسان مقتل ١٧ مدنياً بينهم ٤ نساء في مدينة دوما في الثامن من شباط.",
        "Attack", "Douma", "2012-02-08..2012-02-08", (17, 17), claimant="الشبكة السورية لحقوق الإنسان",
    ),
    Case(
        "قد تقصف قوات النظام مدينة كفرنبل في الأيام المقبلة.",
        "Shelling/artillery/missile attack", "Kafranbel", flag="hypothetical",
    ),
    Case("قتل ثلاثة أشخاص في انفجار وسط بغداد.", "Remote explosive/landmine/IED", None, killed=(3, 3), flag="other country"),
    Case(
        "وكانت مدينة حماة قد شهدت مجزرة عام 1982 راح ضحيتها آلاف المدنيين.",
        "Attack", "Hama", "1982-01-01..1982-12-31", (1000, None), flag="historical",
    ),
    Case(
        "تظاهر المئات في بلدة كفر تخاريم ضد هيئة تحرير الشام، التي فرقت المتظاهرين بإطلاق الغاز المسيل للدموع.",
        "Protest with intervention", "Kafr Takharim",
    ),
    Case(
        "مقتل قيادي في جبهة النصرة بغارة لطائرة مسيرة أمريكية على سيارته قرب سرمدا.",
        "Air/drone strike", "Sarmada", killed=(1, 1), actors=by(("us-led coalition", "initiator"), ("nusra front", "target")),
    ),
    Case(
        "المرصد السوري: مقتل 9 عناصر من قوات النظام في كمين لتنظيم الدولة ببادية السخنة.",
        "Armed clash", "Sukhna", killed=(9, 9), claimant="المرصد السوري",
        actors=by(("syrian government", "target"), ("islamic state", "initiator")),
    ),
    Case("وصل وزير الخارجية الروسي إلى دمشق اليوم.", None),
    Case("ارتفع عدد القتلى في قصف أمس على حي جوبر بدمشق إلى 25 قتيلاً.", "Shelling/artillery/missile attack", "Jobar", "2012-03-11..2012-03-11", (25, 25)),
    Case(
        "سقط عشرات القتلى والجرحى في قصف صاروخي على مدينة أعزاز.",
        "Shelling/artillery/missile attack", "Azaz", killed=(0, None), wounded=(0, None),
    ),
    Case(
        "احترقت منازل جراء قصف إسرائيلي على محيط بلدة الكسوة بريف دمشق فجر الأحد.",
        "Air/drone strike", "Kiswah", "2012-03-11..2012-03-11", actors=by(("israel", "initiator")),
    ),
]  # fmt: skip
