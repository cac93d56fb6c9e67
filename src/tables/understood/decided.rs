//! What was decided of a certificate, when and by whom; and its withdrawal.

use jiff::civil::Date;

use super::{
    super::{
        Cell, Field, Status, What, Withdrawal,
        decisions::{self, DecisionSaid},
        finding::{Expected, Grade},
        reasons, values, vocabulary,
    },
    Understanding,
};
use crate::registry::IssuerLevel;

impl Understanding<'_> {
    /// Number and date, from one cell or two.
    pub(super) fn decision(&mut self) -> Option<DecisionSaid> {
        let cell = self.cells.get(Field::DecisionNumber);
        if cell == Cell::Empty {
            self.say(Grade::Bad, Field::DecisionNumber, What::Missing);
            return None;
        }
        let said = self.read(Field::DecisionNumber, Expected::Decision, decisions::decision)?;
        let own_date = self.read(Field::DecisionDate, Expected::Date, decisions::date);
        if let Some(said) = said.date.filter(|said| own_date.is_some_and(|own| own != *said)) {
            self.say(Grade::Bad, Field::DecisionDate, What::DatesDisagree { said });
        }
        let date = own_date.or(said.date);
        if date.is_none() && self.cells.get(Field::DecisionDate) == Cell::Empty {
            self.say(Grade::Bad, Field::DecisionDate, What::Missing);
        }
        if said.number.is_none() {
            self.unreadable(Field::DecisionNumber, &cell, Expected::Decision);
        }
        Some(DecisionSaid { date, ..said })
    }

    pub(super) fn issuer(&mut self, decided: Option<&DecisionSaid>) -> Option<String> {
        let said = self.text_of_log(Field::Issuer);
        let issuer = said.or_else(|| decided.and_then(|decided| decided.body.clone()));
        if issuer.is_none() && self.cells.get(Field::Issuer) == Cell::Empty {
            self.say(Grade::Bad, Field::Issuer, What::Missing);
        }
        issuer
    }

    pub(super) fn issuer_level(
        &mut self,
        issuer: Option<&str>,
        decided_on: Option<Date>,
    ) -> Option<IssuerLevel> {
        let field = Field::IssuerLevel;
        let said =
            self.read(field, Expected::IssuerLevel, |cell| vocabulary::level(&values::line(cell)));
        if said.is_some() || self.cells.get(field) != Cell::Empty {
            return said;
        }
        // Without its day the row is bad, which is said.
        match vocabulary::level_of_body(issuer?, decided_on.unwrap_or(Date::MAX)) {
            Some(level) => {
                self.say(Grade::Doubtful, field, What::LevelFromIssuer { level });
                Some(level)
            }
            None => {
                self.say(Grade::Bad, field, What::Missing);
                None
            }
        }
    }

    /// A withdrawal from one cell or from several; whole, if the certificate is said to be withdrawn.
    pub(super) fn withdrawal(&mut self, status: Option<Status>) -> Withdrawal {
        let whole = self.cells.get(Field::Withdrawal);
        let in_one = self
            .read(Field::Withdrawal, Expected::Decision, decisions::withdrawal)
            .unwrap_or_default();
        let number = self
            .read(Field::WithdrawalNumber, Expected::Decision, decisions::decision)
            .unwrap_or_default();
        let date = self.read(Field::WithdrawalDate, Expected::Date, decisions::date);
        let words = match self.text(Field::WithdrawalReason) {
            Some(words) => Some((Field::WithdrawalReason, words)),
            None if values::is_ditto(&values::line(&whole)) => None,
            None => decisions::reason_text(&whole).map(|words| (Field::Withdrawal, words)),
        };
        let body = self.text_of_log(Field::WithdrawalBody);
        let reason = words.map(|(field, words)| match reasons::reason(&words) {
            Some(reason) => reason,
            None => {
                self.say(Grade::Doubtful, field, What::ReasonInOwnWords { text: words });
                crate::log::Reason::Other
            }
        });
        let withdrawal = Withdrawal {
            decision: number.number.or(in_one.number),
            decided_on: date.or(number.date).or(in_one.date),
            decided_by: body.or(number.body).or(in_one.body),
            reason,
            effective_from: decisions::effect(&whole),
        };
        let is_over = matches!(status, Some(Status::Withdrawn | Status::EndedEarly));
        if !is_over && withdrawal != Withdrawal::default() {
            self.say(Grade::Bad, Field::Status, What::WithdrawalWithoutStatus);
        }
        let is_whole = withdrawal.decision.is_some()
            && withdrawal.decided_on.is_some()
            && withdrawal.reason.is_some();
        if status == Some(Status::Withdrawn) && !is_whole {
            self.say(Grade::Bad, Field::Withdrawal, What::WithdrawalIncomplete);
        }
        withdrawal
    }
}
