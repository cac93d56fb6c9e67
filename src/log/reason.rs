//! Why something was revoked, suspended or ended, and the family by which a consumer is told.

use serde::{Deserialize, Serialize};

use super::Reach;

/// The reasons of the log's format, version 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Hết hạn.
    Expired,
    /// Đánh giá lại không đạt.
    ReEvaluationFailed,
    /// An toàn thực phẩm.
    FoodSafety,
    /// Sai quy trình, chất lượng công bố.
    ProcessNotAsDeclared,
    /// Sai bao bì, nhãn.
    LabelNotAsCertified,
    /// Ngừng sản xuất.
    ProductionStopped,
    /// Không có hồ sơ truy xuất.
    NoTraceabilityRecords,
    /// Hủy công nhận.
    RecognitionAnnulled,
    /// Tem bị sao chép.
    StampCopied,
    /// Tem mất, hỏng.
    StampLostOrSpoiled,
    /// Khóa ký bị lộ.
    KeyCompromised,
    /// Được thay thế.
    Replaced,
    /// Khác; keep it last.
    Other,
}

impl Reason {
    /// Every reason, in the order of the format.
    pub const ALL: [Self; 13] = [
        Self::Expired,
        Self::ReEvaluationFailed,
        Self::FoodSafety,
        Self::ProcessNotAsDeclared,
        Self::LabelNotAsCertified,
        Self::ProductionStopped,
        Self::NoTraceabilityRecords,
        Self::RecognitionAnnulled,
        Self::StampCopied,
        Self::StampLostOrSpoiled,
        Self::KeyCompromised,
        Self::Replaced,
        Self::Other,
    ];

    /// The word in JSON and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::ReEvaluationFailed => "re_evaluation_failed",
            Self::FoodSafety => "food_safety",
            Self::ProcessNotAsDeclared => "process_not_as_declared",
            Self::LabelNotAsCertified => "label_not_as_certified",
            Self::ProductionStopped => "production_stopped",
            Self::NoTraceabilityRecords => "no_traceability_records",
            Self::RecognitionAnnulled => "recognition_annulled",
            Self::StampCopied => "stamp_copied",
            Self::StampLostOrSpoiled => "stamp_lost_or_spoiled",
            Self::KeyCompromised => "key_compromised",
            Self::Replaced => "replaced",
            Self::Other => "other",
        }
    }

    /// Whether a revocation for this reason can be annulled as a mistake: a stamp that was copied, lost
    /// or signed by a stolen key is out of our hands, whatever was decided.
    pub const fn can_be_annulled(self) -> bool {
        match self {
            Self::StampCopied | Self::StampLostOrSpoiled | Self::KeyCompromised => false,
            Self::Expired
            | Self::ReEvaluationFailed
            | Self::FoodSafety
            | Self::ProcessNotAsDeclared
            | Self::LabelNotAsCertified
            | Self::ProductionStopped
            | Self::NoTraceabilityRecords
            | Self::RecognitionAnnulled
            | Self::Replaced
            | Self::Other => true,
        }
    }

    /// The family in which a revocation for this reason speaks.
    pub const fn family(self, reach: Reach) -> Family {
        match self {
            Self::FoodSafety => Family::FoodSafety,
            Self::Expired => Family::Expired,
            Self::ReEvaluationFailed
            | Self::ProcessNotAsDeclared
            | Self::LabelNotAsCertified
            | Self::ProductionStopped
            | Self::NoTraceabilityRecords
            | Self::RecognitionAnnulled
            | Self::StampCopied
            | Self::StampLostOrSpoiled
            | Self::KeyCompromised
            | Self::Replaced
            | Self::Other => match reach {
                Reach::Certificate => Family::CertificateWithdrawn,
                Reach::Batch | Reach::Range | Reach::Producer | Reach::Key => {
                    Family::StampCancelled
                }
            },
        }
    }
}

// A reason that is added before the last one and left out of the list does not compile.
const _: () = assert!(Reason::ALL.len() == Reason::Other as usize + 1);

impl std::str::FromStr for Reason {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|reason| reason.word() == word).ok_or_else(|| {
            let words: Vec<_> = Self::ALL.iter().map(|reason| reason.word()).collect();
            format!("{word:?} is not a reason; the reasons are {}", words.join(", "))
        })
    }
}

/// Families of revocation, in the order in which they speak: of several in force the first one does.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// Don't use it.
    FoodSafety,
    /// It may not carry the mark.
    CertificateWithdrawn,
    /// Don't rely on this stamp.
    StampCancelled,
    /// Only over: amber, never red.
    Expired,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_the_log() {
        for reason in Reason::ALL {
            assert_eq!(serde_json::to_value(reason).expect("a word"), reason.word());
            assert_eq!(reason.word().parse(), Ok(reason));
        }
    }
}
