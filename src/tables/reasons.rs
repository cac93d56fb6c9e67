//! Why a certificate was withdrawn, in the free words of offices. What the words deny is no reason, and what they
//! leave open is nobody's to guess: the reason stands in the public log for ever.

use super::text::folded;
use crate::log::Reason;

/// Keywords by which a reason is known, folded; the first line that fits. The text is what we write.
const REASONS: [(Reason, &str, &[&str]); 13] = [
    (
        Reason::FoodSafety,
        "An toàn thực phẩm",
        &[
            "an toan thuc pham",
            "attp",
            "ve sinh thuc pham",
            "an toan ve sinh",
            "chat cam",
            "ngo doc",
            "nhiem doc",
            "doc to",
            "vi sinh",
            "vi khuan",
            "nhiem khuan",
            "ton du",
            "vuot nguong",
            "vuot muc cho phep",
        ],
    ),
    (
        Reason::ReEvaluationFailed,
        "Đánh giá lại không đạt",
        &[
            "danh gia lai khong dat",
            "danh gia lai chua dat",
            "khong dat danh gia lai",
            "khong dat yeu cau danh gia lai",
            "khong dat ket qua danh gia lai",
            "khong dat khi danh gia lai",
            "khong dat 3 sao",
            "khong du dieu kien cong nhan lai",
            "khong du diem",
        ],
    ),
    (
        Reason::Expired,
        "Hết hạn",
        &[
            "het han",
            "qua han",
            "het hieu luc",
            "het thoi han",
            "chua danh gia lai",
            "khong danh gia lai",
            "36 thang",
        ],
    ),
    (Reason::StampCopied, "Tem bị sao chép", &["sao chep", "tem gia"]),
    (Reason::StampLostOrSpoiled, "Tem mất, hỏng", &["tem mat", "tem hong", "mat tem"]),
    (Reason::KeyCompromised, "Khóa ký bị lộ", &["khoa ky"]),
    (
        Reason::LabelNotAsCertified,
        "Sai bao bì, nhãn",
        &[
            "bao bi",
            "nhan mac",
            "nhan hang",
            "tem nhan",
            "mau ma",
            "kieu dang",
            "sai nhan",
            "nhan sai",
            "nhan khong dung",
            "nhan khong phu hop",
            "nhan khac",
            "nhan san pham",
        ],
    ),
    (
        Reason::NoTraceabilityRecords,
        "Không có hồ sơ truy xuất",
        &["truy xuat", "khong co ho so", "khong luu ho so"],
    ),
    (
        Reason::ProductionStopped,
        "Ngừng sản xuất",
        &[
            "ngung san xuat",
            "dung san xuat",
            "ngung hoat dong",
            "khong con san xuat",
            "khong san xuat",
            "giai the",
            "pha san",
            "ngung",
        ],
    ),
    (
        Reason::RecognitionAnnulled,
        "Hủy công nhận",
        &["huy cong nhan", "huy ket qua", "huy quyet dinh", "cong nhan sai", "huy bo"],
    ),
    (
        Reason::ProcessNotAsDeclared,
        "Sai quy trình, chất lượng công bố",
        &["quy trinh", "chat luong", "cong bo"],
    ),
    (Reason::Replaced, "Được thay thế", &["thay the", "nang hang", "cong nhan lai"]),
    (Reason::Other, "Khác", &["khac"]),
];

/// What offices may write of a certificate: stamps and keys have reasons of their own.
pub(super) fn of_certificates() -> impl Iterator<Item = &'static str> {
    let is_of_stamps = |reason: Reason| {
        matches!(reason, Reason::StampCopied | Reason::StampLostOrSpoiled | Reason::KeyCompromised)
    };
    REASONS.iter().filter(move |(reason, ..)| !is_of_stamps(*reason)).map(|(_, words, _)| *words)
}

/// Words that take back what follows them in their clause.
const DENIALS: [&[&str]; 12] = [
    &["khong", "phai"],
    &["khong", "vi"],
    &["khong", "do"],
    &["khong", "phat", "hien"],
    &["khong", "co", "vi", "pham"],
    &["khong", "co", "dau", "hieu"],
    &["khong", "lien", "quan"],
    &["khong", "thuoc"],
    &["khong", "bi"],
    &["chua", "phat", "hien"],
    &["chua", "vi", "pham"],
    &["chang", "phai"],
];

/// Words of keeping a rule: what follows them was not broken, unless they are themselves denied.
const KEPT: [&[&str]; 5] =
    [&["bao", "dam"], &["dam", "bao"], &["tuan", "thu"], &["chap", "hanh"], &["dap", "ung"]];

/// Words after which what was denied is so no more. Only with their marks: "những" and "mã" turn nothing.
const TURNS: [&str; 2] = ["mà", "nhưng"];

/// The reason that words mean; `None` where they are not known, deny what they name, or both.
pub(super) fn reason(text: &str) -> Option<Reason> {
    let cause = cause(text).and_then(|cause| reason_in(&cause, &deniable(text)));
    cause.or_else(|| reason_in(&deniable(text), &deniable(text)))
}

/// The words that we write for a reason.
pub(super) fn reason_in_words(reason: Reason) -> &'static str {
    let line = REASONS.iter().find(|(known, ..)| *known == reason);
    line.map(|(_, words, _)| *words).expect("each reason has a line, and a test counts them")
}

/// A word, and whether a denial stands before it.
struct Word {
    word: String,
    is_denied: bool,
    is_kept: bool,
}

/// The first reason that a part of a text names and the whole of it does not deny.
fn reason_in(part: &[Word], whole: &[Word]) -> Option<Reason> {
    let named = REASONS.iter().find(|(reason, _, keywords)| {
        let mut told = keywords.iter().flat_map(|keyword| told(part, keyword));
        told.any(|first| !is_taken_back(*reason, first))
    });
    let (reason, _, keywords) = named?;
    let mut everywhere = keywords.iter().flat_map(|keyword| told(whole, keyword));
    // Words that say it and deny it say nothing.
    let is_clear = everywhere.all(|first| !is_taken_back(*reason, first));
    is_clear.then_some(*reason)
}

/// Rules are kept or broken; only food safety is named by its rule alone.
fn is_taken_back(reason: Reason, word: &Word) -> bool {
    word.is_denied || (reason == Reason::FoodSafety && word.is_kept)
}

/// The first word of each place in which a keyword stands.
fn told<'a>(words: &'a [Word], keyword: &str) -> impl Iterator<Item = &'a Word> {
    let keyword: Vec<&str> = keyword.split(' ').collect();
    (0..words.len()).filter_map(move |start| {
        let here = words.get(start..start + keyword.len())?;
        let is_here = here.iter().zip(&keyword).all(|(here, keyword)| here.word == *keyword);
        // "công nhận sai" is no "nhãn sai".
        let before = start.checked_sub(1).map(|before| words[before].word.as_str());
        let is_half = keyword[0] == "nhan"
            && before.is_some_and(|word| matches!(word, "cong" | "chung" | "xac" | "tiep"));
        (is_here && !is_half).then(|| &here[0])
    })
}

/// The words of a text, each with whether it is denied.
fn deniable(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    for clause in text.to_lowercase().split([';', '.', ':']) {
        let spelt = clause.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let spelt: Vec<&str> = spelt.collect();
        let plain: Vec<String> = spelt.iter().map(|word| folded(word)).collect();
        let begins = |place: usize, phrases: &[&[&str]]| {
            phrases.iter().any(|phrase| {
                let here = plain.get(place..place + phrase.len());
                here.is_some_and(|here| here == *phrase)
            })
        };
        let (mut is_denied, mut is_kept) = (false, false);
        for (place, word) in plain.iter().enumerate() {
            if TURNS.contains(&spelt[place]) {
                (is_denied, is_kept) = (false, false);
            }
            if begins(place, &KEPT) {
                let before = place.checked_sub(1).map(|before| plain[before].as_str());
                is_kept = !before.is_some_and(|word| matches!(word, "khong" | "chua" | "thieu"));
            }
            words.push(Word { word: word.clone(), is_denied, is_kept });
            is_denied = is_denied || begins(place, &DENIALS);
        }
    }
    words
}

/// What stands behind the first "do" or "vì" that is not denied. Both have other meanings without their marks.
fn cause(text: &str) -> Option<Vec<Word>> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let place = (0..words.len()).find(|place| {
        let before = place.checked_sub(1).map(|before| words[before]);
        let is_denied =
            before.is_some_and(|word| matches!(word, "phải" | "phai" | "không" | "khong"));
        matches!(words[*place], "do" | "vì") && !is_denied
    })?;
    Some(deniable(&words[place + 1..].join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(words: &str, expect: Option<Reason>) {
        assert_eq!(reason(words), expect, "{words}");
    }

    #[test]
    fn our_own_words_are_read_again() {
        for reason in Reason::ALL {
            check(reason_in_words(reason), Some(reason));
        }
    }

    #[test]
    fn reasons_in_the_words_of_offices() {
        use Reason::*;
        check("vi phạm an toàn thực phẩm", Some(FoodSafety));
        check("VI PHẠM QUY ĐỊNH VỀ ATTP", Some(FoodSafety));
        check("không bảo đảm an toàn thực phẩm", Some(FoodSafety));
        check("không tuân thủ quy định an toàn thực phẩm", Some(FoodSafety));
        check("ngừng sản xuất do vi phạm an toàn thực phẩm", Some(FoodSafety));
        check("không đạt đánh giá lại", Some(ReEvaluationFailed));
        check("đánh giá lại không đạt", Some(ReEvaluationFailed));
        check("về việc thu hồi do nhãn sai", Some(LabelNotAsCertified));
        check("sai bao bì", Some(LabelNotAsCertified));
        check("nhãn không đúng như đã công bố", Some(LabelNotAsCertified));
        check("hủy kết quả do nhãn sai", Some(LabelNotAsCertified));
        check("công nhận sai", Some(RecognitionAnnulled));
        check("không còn sản xuất", Some(ProductionStopped));
        check("quá 36 tháng, không đánh giá lại", Some(Expired));
    }

    #[test]
    fn what_is_denied_is_no_reason() {
        use Reason::*;
        for words in [
            "không phải vì an toàn thực phẩm, mà do hết nguyên liệu",
            "không phải do vi phạm ATTP",
            "do không phát hiện vi phạm an toàn thực phẩm nhưng chủ thể tự nguyện trả lại",
            "không vi phạm an toàn thực phẩm",
            "chưa phát hiện vi phạm ATTP; chủ thể xin thôi",
            "vẫn bảo đảm an toàn thực phẩm",
            "tuân thủ quy định an toàn thực phẩm, chủ thể xin trả",
            "khong phai vi an toan thuc pham",
            "không phải vì những vi phạm về mẫu mã, an toàn thực phẩm",
            "không phải vì nhãn hàng, bao bì hay an toàn thực phẩm",
            "vi phạm an toàn thực phẩm; không vi phạm an toàn thực phẩm",
            "theo đơn tự nguyện của chủ thể",
        ] {
            check(words, None);
        }
        check("không phải vì an toàn thực phẩm, mà do ngừng sản xuất", Some(ProductionStopped));
        check("ngừng sản xuất, không phải do an toàn thực phẩm", Some(ProductionStopped));
        check("không phát hiện vi phạm ATTP nhưng hết hạn", Some(Expired));
    }
}
