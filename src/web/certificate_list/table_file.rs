//! The list as one table for spreadsheets (RFC 4180): UTF-8 with a byte order mark, since Excel takes it
//! for something else without; written part by part, so that no list is held in memory twice.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use actix_web::{
    body::{BodySize, MessageBody},
    web::Bytes,
};
use jiff::{Timestamp, civil::Date};

use crate::{
    log::Text,
    registry::units,
    stamp::{BaseUrl, CertificateNumber, certificate_path},
    tables::{BYTE_ORDER_MARK, csv_line},
    verification::{CertificateAnswer, Snapshot, decide_certificate},
    web::{
        messages::Language,
        page::{certificate::end_reason, list::standing_word, words},
    },
};

/// Rows that are written at once: a fraction of a millisecond, which no scan on the same thread notices.
const ROWS_AT_ONCE: usize = 100;

const HEADER: [&str; 20] = [
    "Số trong hệ thống",
    "Số GCN",
    "Tên sản phẩm",
    "Nhóm",
    "Tên nhóm",
    "Hạng sao",
    "Tên chủ thể",
    "Mã tỉnh hiện nay",
    "Tỉnh hiện nay",
    "Số QĐ",
    "Ngày QĐ",
    "Cơ quan ban hành",
    "Có giá trị đến",
    "Trạng thái",
    "Lý do",
    "QĐ thu hồi / tạm dừng / chấm dứt",
    "Cơ quan ban hành QĐ thu hồi / tạm dừng / chấm dứt",
    "Áp dụng từ",
    "Thay bằng",
    "Trang",
];

/// The table, as a body that is written while it is sent.
pub(super) struct Table {
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) base_url: BaseUrl,
    pub(super) certificates: Vec<CertificateNumber>,
    pub(super) now: Timestamp,
    /// How many rows were written; `None` before the header.
    pub(super) written: Option<usize>,
}

impl MessageBody for Table {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Infallible>>> {
        Poll::Ready(self.get_mut().next_part().map(|part| Ok(part.into())))
    }
}

impl Table {
    fn next_part(&mut self) -> Option<String> {
        let Some(begin) = self.written else {
            self.written = Some(0);
            return Some(format!("{BYTE_ORDER_MARK}{}", csv_line(HEADER)));
        };
        let end = self.certificates.len().min(begin + ROWS_AT_ONCE);
        self.written = Some(end);
        let rows = &self.certificates[begin..end];
        let part: String = rows.iter().filter_map(|number| self.row(*number)).collect();
        (!rows.is_empty()).then_some(part)
    }

    fn row(&self, number: CertificateNumber) -> Option<String> {
        let answer = decide_certificate(number, &self.snapshot, self.now)?;
        let (facts, records) = (&answer.certificate.facts, &answer.records);
        let t = Language::Vietnamese.messages();
        let product = records.product_words();
        let producer = records.producer_words();
        let group = product.map(|product| words::group(product.group, t)).unwrap_or_default();
        let (group, group_name) = group.split_once(" – ").unwrap_or((&group, ""));
        let measure = Measure::of(&answer);
        Some(csv_line([
            number.to_string(),
            facts.number.as_ref().map_or_else(String::new, ToString::to_string),
            product.map_or_else(String::new, |product| product.name.to_owned()),
            group.to_owned(),
            group_name.to_owned(),
            u8::from(facts.stars).to_string(),
            producer.map_or_else(String::new, |producer| producer.name.to_owned()),
            facts.province.to_string(),
            units::province(facts.province.as_str())
                .map_or_else(String::new, |province| province.name().to_owned()),
            facts.decision.to_string(),
            facts.decided_on.to_string(),
            facts.issuer.to_string(),
            answer.certificate.last_valid_on().to_string(),
            standing_word(answer.standing, t),
            measure.reason,
            measure.decision,
            measure.decided_by,
            measure.applies_from.map_or_else(String::new, |day| day.to_string()),
            answer.successor.map_or_else(String::new, |newer| newer.facts.certificate.to_string()),
            self.base_url.link(certificate_path(number).trim_start_matches('/')),
        ]))
    }
}

/// Why a certificate is withdrawn, on hold or over before its time, by which decision, and from when.
#[derive(Default)]
struct Measure {
    reason: String,
    decision: String,
    decided_by: String,
    applies_from: Option<Date>,
}

impl Measure {
    fn of(answer: &CertificateAnswer<'_>) -> Self {
        let t = Language::Vietnamese.messages();
        let hold = match (&answer.revocation, answer.suspension) {
            (Some(revocation), _) => {
                Some((revocation.reason, revocation.terms, revocation.effective_from))
            }
            (None, Some(hold)) => {
                Some((hold.terms.reason, Some(hold.terms), hold.terms.effective_from))
            }
            (None, None) => None,
        };
        let name = |text: Option<&Text>| text.map_or_else(String::new, ToString::to_string);
        match (hold, answer.certificate.ended.as_deref()) {
            (Some((reason, terms, applies_from)), _) => Self {
                reason: words::reason(reason, t),
                decision: paper(
                    terms.and_then(|terms| terms.decision.as_ref()),
                    terms.and_then(|terms| terms.decided_on),
                ),
                decided_by: name(terms.and_then(|terms| terms.decided_by.as_ref())),
                applies_from: Some(applies_from),
            },
            (None, Some(ended)) => Self {
                reason: end_reason(ended.reason, t),
                decision: paper(ended.decision.as_ref(), ended.decided_on),
                decided_by: name(ended.decided_by.as_ref()),
                applies_from: None,
            },
            (None, None) => Self::default(),
        }
    }
}

fn paper(number: Option<&Text>, decided_on: Option<Date>) -> String {
    match (number, decided_on) {
        (Some(number), Some(day)) => {
            format!("{number} ngày {}", Language::Vietnamese.date(day))
        }
        (Some(_) | None, _) => String::new(),
    }
}
