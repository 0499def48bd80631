//! Names as people write them, with the Latin letters of their e-mail addresses.

/// People who share a language.
#[derive(Clone, Copy)]
pub(super) struct Culture {
    /// The language of their user interface.
    pub(super) locale: &'static str,
    /// ALM's code of their time zone; an opaque text (ALM's samples have numbers and `IST`).
    pub(super) time_zone: &'static str,
    pub(super) city: &'static str,
    /// Whether the family name comes first, without a space.
    pub(super) family_first: bool,
    /// Seven, as `name/letters`.
    pub(super) given: [&'static str; GIVEN],
    /// Six, as `name/letters`. Seven and six have no common divisor, so 42 people have
    /// different names.
    pub(super) family: [&'static str; FAMILY],
}

pub(super) const GIVEN: usize = 7;
pub(super) const FAMILY: usize = 6;

const fn culture(
    (locale, time_zone, city): (&'static str, &'static str, &'static str),
    given: [&'static str; GIVEN],
    family: [&'static str; FAMILY],
) -> Culture {
    Culture { locale, time_zone, city, family_first: false, given, family }
}

const fn family_first(culture: &Culture) -> Culture {
    Culture { family_first: true, ..*culture }
}

/// What the codes of the cultures mean.
pub const TIME_ZONES: [(&str, &str); 15] = [
    ("127", "America/Sao_Paulo"),
    ("213", "Europe/Berlin"),
    ("240", "Europe/Kyiv"),
    ("233", "Europe/Athens"),
    ("284", "Asia/Dubai"),
    ("246", "Asia/Jerusalem"),
    ("IST", "Asia/Kolkata"),
    ("368", "Asia/Tokyo"),
    ("344", "Asia/Shanghai"),
    ("372", "Asia/Seoul"),
    ("332", "Asia/Bangkok"),
    ("217", "Europe/Warsaw"),
    ("331", "Asia/Ho_Chi_Minh"),
    ("247", "Europe/Istanbul"),
    ("85", "America/Chicago"),
];

#[rustfmt::skip]
pub(super) const CULTURES: [Culture; 15] = [
    culture(("pt-BR", "127", "São Paulo"),
        ["Ana/ana", "João/joao", "Inês/ines", "Luís/luis", "Conceição/conceicao", "Antônio/antonio", "Mônica/monica"],
        ["Souza/souza", "Gonçalves/goncalves", "Araújo/araujo", "Magalhães/magalhaes", "Brandão/brandao", "Conceição/da.conceicao"]),
    culture(("de-DE", "213", "Köln"),
        ["Jürgen/juergen", "Käthe/kaethe", "Björn/bjoern", "Sören/soeren", "Änne/aenne", "Jörg/joerg", "Zoë/zoe"],
        ["Müller/mueller", "Weiß/weiss", "Schäfer/schaefer", "Großmann/grossmann", "Köhler/koehler", "Süßkind/suesskind"]),
    culture(("uk-UA", "240", "Київ"),
        ["Олена/olena", "Тарас/taras", "Оксана/oksana", "Андрій/andrii", "Їва/yiva", "Світлана/svitlana", "Юрій/yurii"],
        ["Шевченко/shevchenko", "Коваленко/kovalenko", "Бондаренко/bondarenko", "Мельник/melnyk", "Ткачук/tkachuk", "Гончар/honchar"]),
    culture(("el-GR", "233", "Αθήνα"),
        ["Ελένη/eleni", "Γιώργος/giorgos", "Κατερίνα/katerina", "Νίκος/nikos", "Σοφία/sofia", "Δημήτρης/dimitris", "Ζωή/zoi"],
        ["Παπαδόπουλος/papadopoulos", "Νικολάου/nikolaou", "Γεωργίου/georgiou", "Οικονόμου/oikonomou", "Βασιλείου/vasileiou", "Αντωνίου/antoniou"]),
    culture(("ar-AE", "284", "دبي"),
        ["فاطمة/fatima", "محمد/mohammed", "ليلى/layla", "يوسف/yusuf", "عائشة/aisha", "خالد/khalid", "مريم/maryam"],
        ["الهاشمي/alhashimi", "النجار/alnajjar", "حداد/haddad", "منصور/mansour", "الفارسي/alfarsi", "سليمان/suleiman"]),
    culture(("he-IL", "246", "חיפה"),
        ["נועה/noa", "אורי/uri", "תמר/tamar", "דוד/david", "יעל/yael", "משה/moshe", "שירה/shira"],
        ["כהן/cohen", "לוי/levi", "מזרחי/mizrahi", "פרץ/peretz", "ביטון/biton", "אברהם/avraham"]),
    culture(("hi-IN", "IST", "मुंबई"),
        ["अदिति/aditi", "राहुल/rahul", "प्रिया/priya", "अर्जुन/arjun", "काव्या/kavya", "विक्रम/vikram", "श्रेया/shreya"],
        ["शर्मा/sharma", "वर्मा/verma", "गुप्ता/gupta", "सिंह/singh", "मेहता/mehta", "कुलकर्णी/kulkarni"]),
    family_first(&culture(("ja-JP", "368", "大阪"),
        ["美咲/misaki", "健太/kenta", "さくら/sakura", "大輔/daisuke", "陽子/yoko", "翔/sho", "恵/megumi"],
        ["佐藤/sato", "鈴木/suzuki", "高橋/takahashi", "渡辺/watanabe", "齋藤/saito", "中村/nakamura"])),
    family_first(&culture(("zh-CN", "344", "上海"),
        ["伟/wei", "芳/fang", "秀英/xiuying", "娜/na", "强/qiang", "静/jing", "丽华/lihua"],
        ["王/wang", "李/li", "张/zhang", "刘/liu", "陈/chen", "欧阳/ouyang"])),
    family_first(&culture(("ko-KR", "372", "부산"),
        ["지민/jimin", "서연/seoyeon", "민준/minjun", "하은/haeun", "도윤/doyun", "수아/sua", "예준/yejun"],
        ["김/kim", "이/lee", "박/park", "최/choi", "정/jung", "강/kang"])),
    culture(("th-TH", "332", "เชียงใหม่"),
        ["สมชาย/somchai", "สุดา/suda", "นภา/napa", "ปรีชา/preecha", "วรรณา/wanna", "กิตติ/kitti", "มาลี/malee"],
        ["ศรีสุข/srisuk", "แก้วใส/kaewsai", "บุญมี/boonmee", "ทองดี/thongdee", "วงศ์ไทย/wongthai", "สุวรรณ/suwan"]),
    culture(("pl-PL", "217", "Łódź"),
        ["Łucja/lucja", "Paweł/pawel", "Małgorzata/malgorzata", "Zbigniew/zbigniew", "Żaneta/zaneta", "Michał/michal", "Agnieszka/agnieszka"],
        ["Wójcik/wojcik", "Wiśniewski/wisniewski", "Dąbrowska/dabrowska", "Źrebiec/zrebiec", "Błaszczyk/blaszczyk", "Król/krol"]),
    culture(("vi-VN", "331", "Đà Nẵng"),
        ["Thị Hương/huong", "Văn Đức/duc", "Ngọc Ánh/anh", "Quốc Bảo/bao", "Thùy Dung/dung", "Hữu Phước/phuoc", "Mỹ Lệ/my.le"],
        ["Nguyễn/nguyen", "Trần/tran", "Lê/le", "Phạm/pham", "Đặng/dang", "Võ/vo"]),
    culture(("tr-TR", "247", "İzmir"),
        ["Ayşe/ayse", "Çağlar/caglar", "İpek/ipek", "Oğuz/oguz", "Gülşen/gulsen", "Ömer/omer", "Işıl/isil"],
        ["Yıldız/yildiz", "Şahin/sahin", "Öztürk/ozturk", "Çelik/celik", "Koç/koc", "Güneş/gunes"]),
    culture(("en-US", "85", "Austin, TX"),
        ["Sinéad/sinead", "Olivia/olivia", "Renée/renee", "José/jose", "Siân/sian", "Ruairí/ruairi", "Grace/grace"],
        ["O'Neill/oneill", "Smith-Jones/smith-jones", "Nuñez/nunez", "Begay/begay", "Fontaine/fontaine", "McAllister/mcallister"]),
];
