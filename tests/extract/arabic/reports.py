"""Whole reports in the manner of news, with the claims each should give.

The claims were written before the rules read the reports; afterwards names were spelt as the gazetteer has them, and one
day was corrected to the convention for events without a date.
"""

# ruff: noqa: E501
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Told:
    """One claim that must be found: sub-event type, place, day, and more where the words give it."""

    sub: str
    place: str
    start: str
    killed: int | None = None
    actor: tuple[str, str] | None = None
    claimant: str | None = None


@dataclass(frozen=True)
class Report:
    name: str
    published: dt.date
    text: str
    told: tuple[Told, ...]
    kept_off: tuple[str, ...] = ()
    """Words of sentences whose claims must all carry a flag."""


GOV = ("syrian government", "initiator")

REPORTS = (
    Report(
        "homs, march 2012",
        dt.date(2012, 3, 12),
        """بيروت، 12 آذار/مارس 2012
قالت الهيئة العامة للثورة السورية إن 45 شخصاً على الأقل، بينهم 26 طفلاً و21 امرأة، قتلوا ذبحاً في حي كرم الزيتون بمدينة حمص ليل الأحد. وبث ناشطون تسجيلاً مصوراً لجثث في منزل. واتهم ناشطون الشبيحة بارتكاب المجزرة.
وفي محافظة إدلب، قصفت دبابات الجيش السوري بلدة معرة مصرين، ما أسفر عن سقوط ستة قتلى. وأضاف المرصد أن اشتباكات اندلعت قرب بلدة بنش بين الجيش ومنشقين.
وقتل أكثر من 8000 شخص منذ اندلاع الاحتجاجات في آذار 2011، بحسب الأمم المتحدة.
""",
        (
            Told("Attack", "Karm al-Zeitoun", "2012-03-11", 45, None, "الهيئة العامة للثورة السورية"),
            Told(
                "Attack",
                "Karm al-Zeitoun",
                "2012-03-11",
                None,
                ("pro-government militia", "alleged_perpetrator"),
                "ناشطون",
            ),
            Told("Shelling/artillery/missile attack", "Maarrat Misrin", "2012-03-11", 6, GOV),
            Told("Armed clash", "Binnish", "2012-03-11", None, ("rebels", "participant"), "المرصد"),
        ),
        ("8000",),
    ),
    Report(
        "aleppo, december 2013",
        dt.date(2013, 12, 22),
        """أفاد مركز حلب الإعلامي بأن مروحيات النظام ألقت براميل متفجرة على حي مساكن هنانو في مدينة حلب اليوم الأحد، ما أدى إلى مقتل 32 مدنياً على الأقل. وأصيب العشرات بجروح.
كما استهدف الطيران المروحي بلدة عندان بريف حلب الشمالي ببرميلين متفجرين، وقتل ثلاثة أطفال من عائلة واحدة.
وفي حي الشيخ سعيد دارت اشتباكات بين مقاتلي المعارضة وقوات النظام.
ودعا الائتلاف الوطني السوري مجلس الأمن إلى فرض حظر جوي.
""",
        (
            Told("Air/drone strike", "Hanano", "2013-12-22", 32, GOV, "مركز حلب الإعلامي"),
            Told("Air/drone strike", "Anadan", "2013-12-21", 3, GOV),
            Told("Armed clash", "Sheikh Saeed", "2013-12-21", None, ("rebels", "participant")),
        ),
    ),
    Report(
        "idlib, april 2017",
        dt.date(2017, 4, 5),
        """قالت مديرية صحة إدلب إن 72 شخصاً بينهم عشرون طفلاً قتلوا في هجوم بغاز السارين على مدينة خان شيخون بريف إدلب الجنوبي صباح الثلاثاء. واتهمت الولايات المتحدة النظام السوري بتنفيذ الهجوم. ونفى الجيش السوري استخدام أي سلاح كيماوي.
وبعد ساعات استهدفت غارة مشفى المدينة، بحسب الدفاع المدني.
وفي سياق متصل أعلن التحالف الدولي أنه نفذ خمس غارات قرب الطبقة يوم الاثنين.
""",
        (
            Told("Chemical weapon", "Khan Sheikhoun", "2017-04-04", 72, None, "مديرية صحة إدلب"),
            Told(
                "Chemical weapon",
                "Khan Sheikhoun",
                "2017-04-04",
                None,
                ("syrian government", "alleged_perpetrator"),
            ),
            Told("Air/drone strike", "Khan Sheikhoun", "2017-04-04", None, None, "الدفاع المدني"),
            Told(
                "Air/drone strike",
                "Tabqa",
                "2017-04-03",
                None,
                ("us-led coalition", "initiator"),
                "التحالف الدولي",
            ),
        ),
    ),
    Report(
        "raqqa and hasakah, 2016",
        dt.date(2016, 8, 15),
        """سيطرت قوات سوريا الديمقراطية على مدينة منبج بالكامل يوم الجمعة، بعد معارك استمرت شهرين مع تنظيم الدولة.
وقال المرصد السوري لحقوق الإنسان إن التنظيم خطف ألفي مدني لدى انسحابه من المدينة.
وفي الحسكة انفجرت دراجة نارية مفخخة قرب دوار الغزل، ما أسفر عن إصابة أربعة عناصر من الأسايش.
وهدد تنظيم الدولة بشن هجمات على مدينة عين عيسى.
""",
        (
            Told("Non-state actor overtakes territory", "Manbij", "2016-08-12", None, ("sdf", "initiator")),
            Told(
                "Abduction/forced disappearance",
                "Manbij",
                "2016-08-14",
                None,
                ("islamic state", "initiator"),
                "المرصد السوري لحقوق الإنسان",
            ),
            Told("Remote explosive/landmine/IED", "Hasakah", "2016-08-14", None, ("sdf", "target")),
        ),
        ("وهدد",),
    ),
    Report(
        "state news agency, 2014",
        dt.date(2014, 4, 29),
        """سانا: استشهد 12 شخصاً وأصيب أكثر من خمسين آخرين بجروح جراء سقوط قذائف هاون أطلقها إرهابيون على مدرسة في حي الشاغور بدمشق صباح اليوم.
وفي حمص انفجرت سيارتان مفخختان في حي عكرمة، ما أدى إلى استشهاد 36 مواطناً بينهم نساء وأطفال.
وأعادت وحدات من الجيش الأمن إلى بلدة رنكوس في 9 نيسان.
""",
        (
            Told(
                "Shelling/artillery/missile attack",
                "Shaghour",
                "2014-04-29",
                12,
                ("rebels", "initiator"),
                "سانا",
            ),
            Told("Remote explosive/landmine/IED", "Akrama", "2014-04-28", 36),
        ),
    ),
    Report(
        "daraa, 2011",
        dt.date(2011, 4, 23),
        """خرج آلاف المتظاهرين أمس في مدينة درعا بعد صلاة الجمعة. وأطلقت قوات الأمن الرصاص الحي على المتظاهرين في بلدة إزرع، ما أدى إلى مقتل ١٤ شخصاً، وفق ناشطين حقوقيين.
واعتقلت المخابرات الجوية أربعين شخصاً في داريا بريف دمشق يوم الخميس.
ولم تسجل أي اشتباكات في اللاذقية.
وأحيت مدينة حماة ذكرى مجزرة عام 1982 التي قتل فيها الآلاف.
""",
        (
            Told("Peaceful protest", "Daraa", "2011-04-22"),
            Told("Excessive force against protesters", "Izraa", "2011-04-22", 14, GOV),
            Told("Arrests", "Daraya", "2011-04-21", None, GOV),
        ),
        ("اللاذقية", "1982"),
    ),
)
