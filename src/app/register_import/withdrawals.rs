//! A certificate withdrawn or ended as a row says: what goes into the log, and what speaks against it.

use jiff::civil::Date;

use super::plan::Planner;
use crate::{
    ledger::Draft,
    log::{Body, CertificateEnded, Decision, Hold, HoldFacts, Reason, Target, Text},
    registry::{Certificate, programme},
    stamp::CertificateNumber,
    tables::{Field, Grade, Row, Status, TextTrouble, What, folded, level_of_body, words},
};

impl Planner<'_> {
    /// Withdraws or ends a certificate as the table says, unless it is so already. Whether it did.
    pub(super) fn apply_status(&mut self, row: &Row, number: CertificateNumber) -> bool {
        let Some(certificate) = self.register.certificate(number).cloned() else { return false };
        let state = self.log.certificate(number);
        let last_day = state.map_or(certificate.valid_until, |state| state.last_valid_on());
        let is_revoked =
            self.log.holds_naming_certificate(number).any(|hold| hold.terms.hold == Hold::Revoked);
        let before = self.drafts.len();
        match row.status {
            Some(Status::Withdrawn) if is_revoked => self.say_other_decision(row, number),
            Some(Status::Withdrawn) => self.withdraw(row, &certificate, last_day),
            Some(Status::EndedEarly) => self.end(row, &certificate, last_day),
            Some(Status::InForce) if is_revoked => {
                self.say(row, Grade::Doubtful, Field::Status, What::StillWithdrawn);
            }
            Some(Status::InForce) if last_day < self.today => {
                self.say(row, Grade::Doubtful, Field::Status, What::OverByDate);
            }
            Some(Status::Expired) if !is_revoked && last_day >= self.today => {
                let what = What::RunsByDate { last_valid_on: last_day };
                self.say(row, Grade::Doubtful, Field::Status, what);
            }
            Some(Status::Suspended) if !self.is_suspended(number) => {
                self.say(row, Grade::Doubtful, Field::Status, What::SuspensionNotEntered);
            }
            Some(Status::InForce | Status::Expired | Status::Suspended) | None => {}
        }
        self.drafts.len() > before
    }

    /// Whether a row withdraws or ends what is neither withdrawn nor ended.
    pub(super) fn would_be_over(&self, row: &Row, number: CertificateNumber) -> bool {
        let mut holds = self.log.holds_naming_certificate(number);
        let is_revoked = holds.any(|hold| hold.terms.hold == Hold::Revoked);
        let state = self.log.certificate(number);
        let is_ended = state.is_some_and(|state| state.ended.is_some());
        match row.status {
            Some(Status::Withdrawn) => !is_revoked,
            Some(Status::EndedEarly) => !is_revoked && !is_ended,
            Some(Status::InForce | Status::Expired | Status::Suspended) | None => false,
        }
    }

    fn is_suspended(&self, number: CertificateNumber) -> bool {
        self.log.holds_naming_certificate(number).any(|hold| hold.terms.hold == Hold::Suspended)
    }

    /// The table may know a decision that the log does not.
    fn say_other_decision(&mut self, row: &Row, number: CertificateNumber) {
        let Some(told) = &row.withdrawal.decision else { return };
        let holds = self.log.holds_naming_certificate(number);
        let revoked = holds.filter(|hold| hold.terms.hold == Hold::Revoked);
        let known: Vec<_> = revoked.filter_map(|hold| hold.terms.decision.as_ref()).collect();
        if let Some(one) = known.first()
            && known.iter().all(|known| folded(known.as_str()) != folded(told))
        {
            let what = What::WithdrawnByOtherDecision { known: one.to_string() };
            self.say(row, Grade::Doubtful, Field::Withdrawal, what);
        }
    }

    /// Whether the log has a row's withdrawal already, and that was lifted.
    fn is_taken_back(&self, row: &Row, number: CertificateNumber) -> bool {
        self.log.holds_ever_naming_certificate(number).any(|hold| {
            hold.terms.hold == Hold::Revoked
                && hold.terms.decided_on == row.withdrawal.decided_on
                && hold.terms.decision.as_ref().map(|known| folded(known.as_str()))
                    == row.withdrawal.decision.as_ref().map(|told| folded(told))
        })
    }

    fn withdraw(&mut self, row: &Row, certificate: &Certificate, last_day: Date) {
        let (Some(decision), Some(decided_on), Some(reason)) =
            (&row.withdrawal.decision, row.withdrawal.decided_on, row.withdrawal.reason)
        else {
            return;
        };
        if reason == Reason::Expired && last_day >= self.today {
            let what = What::ExpiredButRuns { last_valid_on: last_day };
            return self.say(row, Grade::Bad, Field::Status, what);
        }
        if self.is_taken_back(row, certificate.certificate) {
            return self.say(row, Grade::Doubtful, Field::Withdrawal, What::WithdrawalTakenBack);
        }
        let body = row.withdrawal.decided_by.as_ref().unwrap_or(&certificate.issuer);
        let may = level_of_body(body, decided_on)
            .is_none_or(|level| programme::may_withdraw(certificate, level, decided_on));
        if !may {
            self.say(row, Grade::Doubtful, Field::Withdrawal, What::WithdrawnByOther);
        }
        let Some(decision) = self.decision(row, certificate, decision, decided_on) else { return };
        let effective_from = row.withdrawal.effective_from.unwrap_or(decided_on);
        let understood = What::WithdrawalUnderstood {
            reason: words::reason(reason).to_owned(),
            decision: decision.decision.to_string(),
            decided_on,
            decided_by: decision.decided_by.to_string(),
            effective_from: Some(effective_from).filter(|day| *day != decided_on),
        };
        self.say_understood(row, reason, understood);
        let target = Target::Certificate { certificate: certificate.certificate };
        let facts = HoldFacts::new(target, reason, Some(decision), effective_from, None);
        self.drafts.push(Draft::Ready(Body::Revoked(facts)));
        self.counts.withdrawn += 1;
    }

    /// The decision as it would stand in the log; what speaks against it is said.
    fn decision(
        &mut self,
        row: &Row,
        certificate: &Certificate,
        number: &str,
        decided_on: Date,
    ) -> Option<Decision> {
        if decided_on < certificate.decided_on {
            let what = What::WithdrawnBefore { decided_on: certificate.decided_on };
            self.say(row, Grade::Bad, Field::Withdrawal, what);
        }
        // A decision is written down after it was taken: a later day was typed wrongly.
        if decided_on > self.today {
            let what = What::WithdrawnInTheFuture { decided_on };
            self.say(row, Grade::Bad, Field::Withdrawal, what);
        }
        let body = row.withdrawal.decided_by.as_ref().unwrap_or(&certificate.issuer);
        Some(Decision {
            decision: self.log_text(row, number)?,
            decided_on,
            decided_by: self.log_text(row, body)?,
        })
    }

    fn end(&mut self, row: &Row, certificate: &Certificate, last_day: Date) {
        match row.valid_until {
            Some(day) if day == last_day && certificate.valid_until != day => {}
            Some(day) if day < last_day => {
                let Some(ended) = self.ended(row, certificate, day) else { return };
                self.drafts.push(Draft::Ready(Body::CertificateEnded(ended)));
                self.counts.ended += 1;
            }
            Some(_) | None => self.say(row, Grade::Bad, Field::ValidUntil, What::EndIncomplete),
        }
    }

    fn ended(
        &mut self,
        row: &Row,
        certificate: &Certificate,
        day: Date,
    ) -> Option<CertificateEnded> {
        let withdrawal = &row.withdrawal;
        let decision = match (&withdrawal.decision, withdrawal.decided_on) {
            (Some(number), Some(decided_on)) => {
                Some(self.decision(row, certificate, number, decided_on)?)
            }
            (_, _) => None,
        };
        let reason = withdrawal.reason.unwrap_or(Reason::Other);
        let words = words::reason(reason).to_owned();
        let understood = match &decision {
            Some(Decision { decision, decided_on, decided_by }) => What::EndUnderstood {
                reason: words,
                decision: decision.to_string(),
                decided_on: *decided_on,
                decided_by: decided_by.to_string(),
            },
            None => What::ReasonUnderstood { reason: words },
        };
        self.say_understood(row, reason, understood);
        let (decision, decided_on, decided_by) = Decision::split(decision);
        Some(CertificateEnded {
            certificate: certificate.certificate,
            last_valid_on: day,
            reason,
            decision,
            decided_on,
            decided_by,
            replaced_by: None,
        })
    }

    /// All of it stands in the log for ever, and was read from free words. What warns consumers of what they eat is
    /// looked at always.
    fn say_understood(&mut self, row: &Row, reason: Reason, what: What) {
        let grade = if reason == Reason::FoodSafety { Grade::Doubtful } else { Grade::Note };
        self.say(row, grade, Field::Withdrawal, what);
    }

    /// A text that can stand in the log; what can't is said.
    fn log_text(&mut self, row: &Row, text: &str) -> Option<Text> {
        Text::try_from(text.to_owned())
            .map_err(|error| {
                let what = What::Text { trouble: TextTrouble::from(&error) };
                self.say(row, Grade::Bad, Field::Withdrawal, what);
            })
            .ok()
    }
}
