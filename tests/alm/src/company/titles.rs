//! What the company teaches. The first rows are those of the sample webhooks.

/// A learning object: English title, minutes, department, compliance topic, other titles.
pub(super) type Row =
    (&'static str, u64, &'static str, &'static str, &'static [(&'static str, &'static str)]);

#[rustfmt::skip]
pub(super) const COURSES: [Row; 26] = [
    ("Fire safety at work", 45, "All", "Fire safety", &[("de-DE", "Brandschutz am Arbeitsplatz"), ("ja-JP", "職場の防火"), ("ar-AE", "السلامة من الحريق في العمل")]),
    ("Data protection basics", 60, "All", "Data protection", &[("de-DE", "Grundlagen des Datenschutzes"), ("el-GR", "Βασικές αρχές προστασίας δεδομένων"), ("hi-IN", "डेटा सुरक्षा की मूल बातें")]),
    ("First aid", 120, "All", "First aid", &[("uk-UA", "Перша допомога"), ("he-IL", "עזרה ראשונה"), ("th-TH", "การปฐมพยาบาล")]),
    ("Handling chemicals safely", 90, "Production", "Hazardous substances", &[("zh-CN", "安全处理化学品"), ("ko-KR", "화학물질의 안전한 취급")]),
    ("Anti-bribery: gifts, meals and travel", 40, "Sales", "Anti-bribery", &[("pt-BR", "Antissuborno: presentes, refeições e viagens")]),
    ("Ladders and working at height", 35, "Production", "Working at height", &[("pl-PL", "Drabiny i praca na wysokości")]),
    ("Phishing: spot it, report it", 25, "All", "Information security", &[("tr-TR", "Kimlik avı: fark et, bildir"), ("vi-VN", "Lừa đảo qua mạng: nhận biết và báo cáo")]),
    ("Driving a forklift", 240, "Logistics", "Working equipment", &[("de-DE", "Gabelstapler fahren")]),
    ("Your first week", 30, "All", "", &[("ja-JP", "最初の一週間"), ("pt-BR", "Sua primeira semana")]),
    ("Giving feedback", 50, "Leadership", "", &[("de-DE", "Feedback geben")]),
    ("Running a good meeting", 45, "Leadership", "", &[]),
    ("Negotiation, part 1: \"Getting to yes\"", 90, "Sales", "", &[]),
    ("Negotiation, part 2: difficult partners", 90, "Sales", "", &[]),
    ("Reading a balance sheet", 75, "Finance", "", &[("el-GR", "Ανάγνωση ισολογισμού")]),
    ("Closing the month", 60, "Finance", "", &[]),
    ("Spreadsheets beyond sums", 80, "Finance", "", &[]),
    ("Writing clear English", 120, "All", "", &[]),
    ("Git in an afternoon", 180, "Engineering", "", &[]),
    ("Secure coding in Rust", 240, "Engineering", "Information security", &[]),
    ("Incident response", 90, "Engineering", "", &[]),
    ("Designing for accessibility", 110, "Engineering", "", &[]),
    ("Statistical process control", 150, "Production", "", &[("ko-KR", "통계적 공정 관리")]),
    ("Lifting and carrying", 20, "Logistics", "Ergonomics", &[("uk-UA", "Підіймання та перенесення")]),
    ("Customs declarations", 65, "Logistics", "", &[]),
    ("Talking to the press", 55, "Leadership", "", &[]),
    ("Fax machines", 15, "All", "", &[]),
];

#[rustfmt::skip]
pub(super) const PROGRAMS: [Row; 8] = [
    ("New to management", 600, "Leadership", "", &[("de-DE", "Neu als Führungskraft"), ("ja-JP", "はじめてのマネジメント"), ("ar-AE", "جديد في الإدارة")]),
    ("Onboarding", 300, "All", "", &[("zh-CN", "入职培训"), ("he-IL", "קליטת עובדים")]),
    ("Safe at work", 320, "Production", "Safety year", &[("hi-IN", "काम पर सुरक्षित"), ("th-TH", "ปลอดภัยในที่ทำงาน")]),
    ("Sales academy", 900, "Sales", "", &[]),
    ("Finance for everyone", 360, "Finance", "", &[]),
    ("Engineering ladder", 1_200, "Engineering", "", &[]),
    ("Warehouse basics", 280, "Logistics", "", &[]),
    ("Leading across cultures", 420, "Leadership", "", &[]),
];

#[rustfmt::skip]
pub(super) const CERTIFICATIONS: [Row; 6] = [
    ("First aider", 480, "All", "First aid", &[("de-DE", "Ersthelferin und Ersthelfer"), ("uk-UA", "Рятувальник"), ("ko-KR", "응급처치 요원")]),
    ("Forklift licence", 600, "Logistics", "Working equipment", &[("de-DE", "Staplerschein")]),
    ("Fire warden", 240, "All", "Fire safety", &[("pt-BR", "Brigadista de incêndio")]),
    ("Data protection officer", 960, "All", "Data protection", &[]),
    ("Secure developer", 720, "Engineering", "Information security", &[]),
    ("Internal auditor", 840, "Finance", "", &[]),
];
