//! What an entry of the log says, in one line for people.

use jiff::civil::Date;

use super::{Language, Messages};
use crate::{
    log::{
        Body, CertificateEnded, CertificateFacts, Entry, HoldFacts, LiftAs, RangeDeclared, Target,
        Text,
    },
    stamp::{BatchNumber, StampIndex},
    web::page::words::reason,
};

/// The entry in words, with the decision behind it.
pub fn entry_in_words(entry: &Entry, language: Language) -> String {
    let words = what_it_says(entry, language);
    match decision(&entry.body) {
        (Some(decision), Some(decided_on), Some(decided_by)) => {
            language.messages().entry_by_decision(
                words,
                decision.as_str(),
                language.date(*decided_on),
                decided_by.as_str(),
            )
        }
        _ => words,
    }
}

/// Number, date and body of the decision behind what holds stamps back or ends a certificate.
fn decision(body: &Body) -> (Option<&Text>, Option<&Date>, Option<&Text>) {
    let (decision, decided_on, decided_by) = match body {
        Body::Revoked(facts) | Body::Suspended { facts, .. } => {
            (&facts.decision, &facts.decided_on, &facts.decided_by)
        }
        Body::CertificateEnded(ended) => (&ended.decision, &ended.decided_on, &ended.decided_by),
        Body::Lifted(lifted) => (&lifted.decision, &lifted.decided_on, &lifted.decided_by),
        Body::LogOpened { .. }
        | Body::KeyAdded(_)
        | Body::KeyRetired { .. }
        | Body::KeyCompromised { .. }
        | Body::CertificateRecorded(_)
        | Body::CertificateCorrected(_)
        | Body::BatchIssued(_)
        | Body::RangeActivated { .. }
        | Body::RangeDeclared(_) => return (None, None, None),
    };
    (decision.as_ref(), decided_on.as_ref(), decided_by.as_ref())
}

fn what_it_says(entry: &Entry, language: Language) -> String {
    let t = language.messages();
    match &entry.body {
        Body::LogOpened { origin, predecessor: None, .. } => t.entry_log_opened(origin.as_str()),
        Body::LogOpened { origin, predecessor: Some(before), .. } => {
            t.entry_log_continued(origin.as_str(), before.origin.as_str())
        }
        Body::KeyAdded(added) => t.entry_key_added(
            added.key.to_string(),
            added.body.as_str(),
            language.date(added.sign_until),
        ),
        Body::KeyRetired { key } => t.entry_key_retired(key.to_string()),
        Body::KeyCompromised { key, from_index } => {
            t.entry_key_compromised(key.to_string(), from_index.to_string())
        }
        Body::CertificateRecorded(facts) => {
            let [number, stars, decision, until] = certificate(facts, language);
            t.entry_certificate_recorded(number, stars, decision, until)
        }
        Body::CertificateCorrected(facts) => {
            let [number, stars, decision, until] = certificate(facts, language);
            t.entry_certificate_corrected(number, stars, decision, until)
        }
        Body::CertificateEnded(ended) => end(ended, language),
        Body::BatchIssued(issued) => t.entry_batch_issued(
            issued.batch.to_string(),
            language.count(issued.quantity.into()),
            issued.certificate.to_string(),
        ),
        Body::RangeActivated { batch, from, to } => {
            t.entry_range_activated(stamps(*batch, *from, *to, t))
        }
        Body::RangeDeclared(declared) => declaration(declared, language),
        Body::Revoked(facts) => {
            let [target, why] = hold(facts, t);
            t.entry_revoked(target, why)
        }
        Body::Suspended { facts, review_on: _ } => {
            let [target, why] = hold(facts, t);
            t.entry_suspended(target, why)
        }
        Body::Lifted(lifted) => match lifted.lifted_as {
            LiftAs::Lifted => t.entry_lifted(lifted.index.to_string()),
            LiftAs::Annulled => t.entry_annulled(lifted.index.to_string()),
        },
    }
}

fn certificate(facts: &CertificateFacts, language: Language) -> [String; 4] {
    [
        facts.certificate.to_string(),
        u8::from(facts.stars).to_string(),
        facts.decision.to_string(),
        language.date(facts.valid_until),
    ]
}

fn end(ended: &CertificateEnded, language: Language) -> String {
    let t = language.messages();
    t.entry_certificate_ended(
        ended.certificate.to_string(),
        language.date(ended.last_valid_on),
        reason(ended.reason, t),
    )
}

fn declaration(declared: &RangeDeclared, language: Language) -> String {
    let t = language.messages();
    let stamps = stamps(declared.batch, declared.from, declared.to, t);
    let days: Vec<Date> = [declared.made_from, declared.made_to].into_iter().flatten().collect();
    match days[..] {
        [] => t.entry_range_declared(stamps),
        [first, ..] => {
            let last = days.last().copied().unwrap_or(first);
            t.entry_range_declared_made(stamps, language.days(first, last))
        }
    }
}

fn hold(facts: &HoldFacts, t: &Messages) -> [String; 2] {
    [target_in_words(facts.target, t), reason(facts.reason, t)]
}

/// What stamps are held back by.
pub(in crate::web) fn target_in_words(target: Target, t: &Messages) -> String {
    match target {
        Target::Certificate { certificate } => t.target_certificate(certificate.to_string()),
        Target::Batch { batch } => t.target_batch(batch.to_string()),
        Target::Range { batch, from, to } => stamps(batch, from, to, t),
        Target::Producer { producer } => t.target_producer(producer.to_string()),
        Target::Key { key } => t.target_key(key.to_string()),
    }
}

fn stamps(batch: BatchNumber, from: StampIndex, to: StampIndex, t: &Messages) -> String {
    if from == to {
        t.target_stamp(batch.to_string(), from.to_string())
    } else {
        t.target_range(batch.to_string(), from.to_string(), to.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first entry of that kind among the vectors.
    #[track_caller]
    fn check(kind: &str, vietnamese: &str, english: &str) {
        let vectors: serde_json::Value =
            serde_json::from_str(include_str!("../../../fixtures/log.json")).expect("JSON");
        let entries = vectors["entries"].as_array().expect("a list");
        let of_kind = format!("\"kind\":\"{kind}\"");
        let mut texts = entries.iter().filter_map(serde_json::Value::as_str);
        let text = texts.find(|text| text.contains(&of_kind)).expect("an entry of each kind");
        let entry = Entry::parse(text.as_bytes()).expect("an entry");
        assert_eq!(entry_in_words(&entry, Language::Vietnamese), vietnamese);
        assert_eq!(entry_in_words(&entry, Language::English), english);
    }

    #[test]
    fn entries_are_told_in_both_languages() {
        check("log_opened", "Mở sổ tem.example.vn/log", "Log tem.example.vn/log opened");
        check(
            "key_added",
            "Thêm khóa ký 1 của Văn phòng Điều phối NTM tỉnh (mẫu), ký đến 01/03/2029",
            "Issuer key 1 of Văn phòng Điều phối NTM tỉnh (mẫu) added, to sign until 1 Mar 2029",
        );
        check(
            "key_retired",
            "Ngừng dùng khóa ký 1; tem đã ký vẫn có hiệu lực",
            "Issuer key 1 retired; what it signed stands",
        );
        check(
            "key_compromised",
            "Khóa ký 1 bị lộ: các lô tem cấp từ vị trí 12 trở đi bị thu hồi",
            "Issuer key 1 compromised: batches issued from position 12 on are revoked",
        );
        check(
            "certificate_recorded",
            "Ghi chứng nhận 77: 4 sao, theo 12/QĐ-UBND, đến 20/02/2029",
            "Certificate 77 recorded: 4 stars, by 12/QĐ-UBND, until 20 Feb 2029",
        );
        check(
            "certificate_corrected",
            "Sửa chứng nhận 77: 4 sao, theo 12/QĐ-UBND, đến 20/02/2029",
            "Certificate 77 corrected: 4 stars, by 12/QĐ-UBND, until 20 Feb 2029",
        );
        check(
            "certificate_ended",
            "Chứng nhận 77 kết thúc sớm ngày 10/03/2026: vi phạm an toàn thực phẩm (theo 41/QĐ-UBND ngày 09/03/2026, UBND tỉnh (mẫu))",
            "Certificate 77 ended early, on 10 Mar 2026: food safety (by 41/QĐ-UBND of 9 Mar 2026, UBND tỉnh (mẫu))",
        );
        check(
            "batch_issued",
            "Cấp lô tem 1: 5.000 tem cho chứng nhận 77",
            "Batch 1 issued: 5,000 stamps for certificate 77",
        );
        check("range_activated", "Kích hoạt tem 1/0 đến 1/4999", "Activated: stamps 1/0 to 1/4999");
        check(
            "range_declared",
            "Cơ sở khai về tem 1/0 đến 1/1999: sản xuất 02/03/2026 – 05/03/2026",
            "Declared by the producer: stamps 1/0 to 1/1999, made 2 Mar 2026 – 5 Mar 2026",
        );
        check(
            "revoked",
            "Thu hồi tem 1/10 đến 1/12: tem bị mất hoặc hỏng",
            "Revoked: stamps 1/10 to 1/12 – stamp lost or spoiled",
        );
        check(
            "suspended",
            "Tạm dừng cả lô tem 1: không có hồ sơ truy xuất nguồn gốc",
            "Put on hold: batch 1 – no traceability records",
        );
        check("lifted", "Gỡ tạm dừng ở mục 7", "The hold of entry 7 is lifted");
    }
}
