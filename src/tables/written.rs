//! The register as rows to be written: the same columns that are read, each cell so that reading it gives the
//! same again.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Field, Status, reasons};
use crate::{
    log::Reason,
    registry::{CertificateKind, IssuerLevel, Paper, Points, ProducerKind, ProductGroup},
};

/// A cell to be written.
#[derive(Debug, Clone, PartialEq)]
pub enum Written {
    /// A text, or digits whose zeros count.
    Text(String),
    /// A whole number.
    Whole(u64),
    /// A number of hundredths.
    Hundredths(u16),
    /// A day.
    Day(Date),
}

/// A row to be written: what is not there is an empty cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WrittenRow {
    cells: BTreeMap<Field, Written>,
}

impl WrittenRow {
    /// Puts a cell, if there is something to put.
    pub fn put(&mut self, field: Field, written: Option<Written>) {
        if let Some(written) = written {
            self.cells.insert(field, written);
        }
    }

    /// Puts a text, if there is one.
    pub fn put_text(&mut self, field: Field, text: Option<impl Into<String>>) {
        self.put(field, text.map(|text| Written::Text(text.into())));
    }

    /// What stands in a column.
    pub fn get(&self, field: Field) -> Option<&Written> {
        self.cells.get(&field)
    }
}

/// The words of the table for what the register knows by other words.
pub mod words {
    use super::*;

    /// I to VI.
    pub const fn group(group: ProductGroup) -> &'static str {
        match group {
            ProductGroup::Food => "I. Thực phẩm",
            ProductGroup::Drinks => "II. Đồ uống",
            ProductGroup::MedicinalHerbs => "III. Dược liệu và sản phẩm từ dược liệu",
            ProductGroup::Handicrafts => "IV. Thủ công mỹ nghệ",
            ProductGroup::OrnamentalLife => "V. Sinh vật cảnh",
            ProductGroup::Tourism => "VI. Dịch vụ du lịch",
        }
    }

    /// DN, HTX, THT, HKD, khác.
    pub const fn producer_kind(kind: ProducerKind) -> &'static str {
        match kind {
            ProducerKind::Enterprise => "DN",
            ProducerKind::Cooperative => "HTX",
            ProducerKind::CooperativeGroup => "THT",
            ProducerKind::HouseholdBusiness => "HKD",
            ProducerKind::Other => "Khác",
        }
    }

    /// New, renewed, upgraded.
    pub const fn kind(kind: CertificateKind) -> &'static str {
        match kind {
            CertificateKind::New => "Mới",
            CertificateKind::Renewed => "Công nhận lại",
            CertificateKind::Upgraded => "Nâng hạng",
        }
    }

    /// Points: 88, 88,5, 71,25.
    pub fn points(points: Points) -> String {
        let (whole, hundredths) = (points.0 / 100, points.0 % 100);
        match (hundredths, hundredths % 10) {
            (0, _) => whole.to_string(),
            (_, 0) => format!("{whole},{}", hundredths / 10),
            (_, _) => format!("{whole},{hundredths:02}"),
        }
    }

    /// The level of a body.
    pub const fn level(level: IssuerLevel) -> &'static str {
        match level {
            IssuerLevel::District => "Huyện",
            IssuerLevel::Province => "Tỉnh",
            IssuerLevel::Ministry => "Trung ương",
        }
    }

    /// In force or not.
    pub const fn status(status: Status) -> &'static str {
        match status {
            Status::InForce => "Còn hiệu lực",
            Status::Expired => "Hết hạn",
            Status::EndedEarly => "Chấm dứt trước hạn",
            Status::Withdrawn => "Thu hồi",
            Status::Suspended => "Tạm dừng",
        }
    }

    /// The reason of a withdrawal or an end.
    pub fn reason(reason: Reason) -> &'static str {
        reasons::reason_in_words(reason)
    }

    /// The reasons for which a certificate is withdrawn or ends.
    pub fn withdrawal_reasons() -> Vec<&'static str> {
        reasons::of_certificates().collect()
    }

    /// Number, date and reason in one cell; and from which day, where that is not the decision's.
    pub fn withdrawal(
        decision: Option<&str>,
        decided_on: Option<Date>,
        reason: Reason,
        effective_from: Option<Date>,
    ) -> String {
        let number = decision.map(|number| format!("Số {number} ")).unwrap_or_default();
        let day = |day: Date| day.strftime("%d/%m/%Y");
        let decided = decided_on.map(|decided| format!("ngày {}, ", day(decided)));
        let effect = effective_from
            .filter(|from| Some(*from) != decided_on)
            .map(|from| format!(", hiệu lực từ ngày {}", day(from)));
        let (decided, effect) = (decided.unwrap_or_default(), effect.unwrap_or_default());
        format!("{number}{decided}lý do: {}{effect}", reasons::reason_in_words(reason))
    }

    /// Papers, one after the other.
    pub fn papers<'a>(papers: impl Iterator<Item = &'a Paper>) -> Option<String> {
        let text: Vec<String> = papers
            .map(|paper| match paper.valid_until {
                Some(day) => format!("{}, đến {}", paper.name, day.strftime("%d/%m/%Y")),
                None => paper.name.clone(),
            })
            .collect();
        (!text.is_empty()).then(|| text.join("; "))
    }
}
