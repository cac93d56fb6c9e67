//! How a verdict looks: the word that programs read, the tone, the icon. Sentences are left to `words`.

use super::view::{
    Answer, Expiry, GoodsAtExpiry, IssuedStamp, Revocation, StampState, Unconfirmed,
};

/// The look of one answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    /// The verdict as JSON has it.
    pub(super) word: &'static str,
    pub(super) tone: Tone,
    pub(super) icon: Icon,
    /// Whether a button to call the hotline stands under the advice, since the advice asks for a call or a report.
    pub(super) asks_to_call: bool,
}

/// Red: don't trust or don't use. Amber: true, but. Grey: can't say. Blue: certified again. Plain: no verdict at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Green,
    Amber,
    Red,
    Grey,
    Blue,
    Plain,
}

impl Tone {
    /// The class that the style sheet colours.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Amber => "amber",
            Self::Red => "red",
            Self::Grey => "grey",
            Self::Blue => "blue",
            Self::Plain => "plain",
        }
    }

    /// For the browser's own bar; the same as in the style sheet.
    pub(super) fn colour(self) -> &'static str {
        match self {
            Self::Green => "#0a6b3d",
            Self::Amber => "#ffc02e",
            Self::Red => "#b3141b",
            Self::Grey => "#4a535d",
            Self::Blue => "#0b4f94",
            Self::Plain => "#1b211e",
        }
    }
}

/// Drawn by strokes on 24 × 24.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Icon {
    Check,
    Warning,
    NoEntry,
    Cross,
    Pause,
    Ring,
    Clock,
    Renewed,
    Question,
    Retry,
}

impl Icon {
    /// The `d` of its path.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Check => "M4.5 12.5l5 5L19.5 7",
            Self::Warning => "M12 3.5L2.5 20h19zM12 10v4.5M12 17v.1",
            Self::NoEntry => "M12 3a9 9 0 1 0 0 18 9 9 0 1 0 0-18zM7.5 12h9",
            Self::Cross => "M6 6l12 12M18 6L6 18",
            Self::Pause => "M8.5 5.5v13M15.5 5.5v13",
            Self::Ring => "M12 4a8 8 0 1 0 0 16 8 8 0 1 0 0-16z",
            Self::Clock => "M12 3a9 9 0 1 0 0 18 9 9 0 1 0 0-18zM12 7v5l3.5 2",
            Self::Renewed => "M20.5 12a8.5 8.5 0 1 1-2.5-6M20.5 2.5V7H16M8.5 12l2.5 2.5 4.5-5",
            Self::Question => "M8 8.5a4 4 0 1 1 5.8 3.5c-1.200.6-1.8 1.400-1.8 2.8M12 19v.1",
            Self::Retry => "M20.5 12a8.5 8.5 0 1 1-2.5-6M20.5 2.5V7H16",
        }
    }
}

impl Answer {
    /// The look of this answer, row by row as verdicts.md has it.
    pub(super) fn look(&self) -> Look {
        match self {
            Self::Issued(stamp) => stamp.look(),
            Self::Unconfirmed(unconfirmed) => unconfirmed.look(),
        }
    }
}

impl IssuedStamp {
    fn look(&self) -> Look {
        match &self.state {
            StampState::Valid => quiet("valid", Tone::Green, Icon::Check),
            StampState::KeyCompromisedLater => calling("valid", Tone::Amber, Icon::Warning),
            StampState::Revoked(
                Revocation::FoodSafety(_)
                | Revocation::CertificateWithdrawn(_)
                | Revocation::StampCancelled(_),
            ) => calling("revoked", Tone::Red, Icon::NoEntry),
            StampState::Revoked(Revocation::Expired(_, expiry)) => {
                Look { word: "revoked", ..expiry.look() }
            }
            StampState::Suspended(_) => calling("suspended", Tone::Amber, Icon::Pause),
            StampState::NotActivated => calling("not_activated", Tone::Grey, Icon::Ring),
            StampState::CertificateExpired(expiry) => expiry.look(),
        }
    }
}

impl Expiry {
    fn look(&self) -> Look {
        let word = "certificate_expired";
        match self.goods {
            GoodsAtExpiry::MadeInTime(_) | GoodsAtExpiry::NotKnown => {
                quiet(word, Tone::Amber, Icon::Clock)
            }
            GoodsAtExpiry::MadeAfter => calling(word, Tone::Amber, Icon::Clock),
            GoodsAtExpiry::CertifiedAgain(_) => quiet(word, Tone::Blue, Icon::Renewed),
        }
    }
}

impl Unconfirmed {
    fn look(self) -> Look {
        match self {
            Self::Forged => calling("forged", Tone::Red, Icon::Cross),
            Self::UnknownKey => calling("unknown_key", Tone::Red, Icon::Cross),
            Self::Unsupported => calling("unsupported", Tone::Red, Icon::Cross),
            Self::NotIssued => calling("not_issued", Tone::Red, Icon::Cross),
            Self::Malformed => quiet("malformed", Tone::Grey, Icon::Question),
            Self::CodeNotFound => calling("code_not_found", Tone::Grey, Icon::Question),
            Self::CannotTell => calling("cannot_tell", Tone::Grey, Icon::Retry),
        }
    }

    /// Whether typing a code, again or instead, is what to do next.
    pub(super) fn invites_typing(self) -> bool {
        match self {
            Self::Malformed | Self::CodeNotFound => true,
            Self::Forged
            | Self::UnknownKey
            | Self::Unsupported
            | Self::NotIssued
            | Self::CannotTell => false,
        }
    }
}

fn calling(word: &'static str, tone: Tone, icon: Icon) -> Look {
    Look { word, tone, icon, asks_to_call: true }
}

fn quiet(word: &'static str, tone: Tone, icon: Icon) -> Look {
    Look { asks_to_call: false, ..calling(word, tone, icon) }
}
