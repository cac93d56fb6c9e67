//! Which status, code and words each error has.

use actix_web::error::{JsonPayloadError, PathError, QueryPayloadError};

use super::{Kind, Problem, RETRY_IN_MINUTES, RETRY_SOON};
use crate::{
    app::{ArtworkRefused, Unwell, UseCaseError},
    ledger::{ChangeError, IdempotencyKeyError, Refusal},
    log::RuleBroken,
    registry::MintRefusal,
    signing::SignError,
    web::{certificate_list::query::ListQueryError, public_log::query::EntriesQueryError},
};

/// The service does not do all of its work, and says what of it.
impl From<Unwell> for Problem {
    fn from(unwell: Unwell) -> Self {
        Self::told(RETRY_SOON, "unhealthy", &unwell)
    }
}

impl From<UseCaseError> for Problem {
    fn from(error: UseCaseError) -> Self {
        use Kind::{AgainstTheRules, Conflict, NotFound, TooLarge};
        let told = |kind, code| Self::told(kind, code, &error);
        match &error {
            UseCaseError::Access(error) => Self::from(error),
            UseCaseError::Change(ChangeError::Refused(refusal)) => {
                let (kind, code) = of_refusal(refusal);
                told(kind, code)
            }
            UseCaseError::Change(ChangeError::Unavailable) => {
                let detail =
                    "changes can't be recorded now; ask again with the same idempotency key";
                Self::hidden(RETRY_SOON, "unavailable", detail, &error)
            }
            UseCaseError::Busy(_) => told(RETRY_SOON, "busy"),
            UseCaseError::Text(_) => told(AgainstTheRules, "text"),
            UseCaseError::NotDecidedYet(_) => told(AgainstTheRules, "not_decided_yet"),
            UseCaseError::StillRuns(..) => told(AgainstTheRules, "still_runs"),
            UseCaseError::ReviewPassed(_) => told(AgainstTheRules, "review_passed"),
            UseCaseError::TooManyCertificates(_) => told(TooLarge, "too_many_certificates"),
            UseCaseError::NotAPicture => told(AgainstTheRules, "not_a_picture"),
            UseCaseError::PictureTooLarge(_) => told(TooLarge, "picture_too_large"),
            UseCaseError::PictureNotKept(_) => {
                let detail = "the picture can't be kept now: the cause is in the service's log";
                Self::hidden(RETRY_SOON, "unavailable", detail, &error)
            }
            UseCaseError::NoBases | UseCaseError::BaseNotMade(_) => {
                let detail =
                    "no base was made, and nothing deleted: the cause is in the service's log";
                Self::hidden(RETRY_SOON, "unavailable", detail, &error)
            }
            UseCaseError::NoCorrection(_) => told(NotFound, "no_correction"),
            UseCaseError::OtherCorrection(_) => told(Conflict, "other_correction"),
            UseCaseError::OnePerson(_) => told(AgainstTheRules, "one_person"),
            UseCaseError::RecordMissing(_) => told(AgainstTheRules, "record_missing"),
            UseCaseError::UnknownBatch(_) => told(NotFound, "unknown_batch"),
            UseCaseError::Declaration(_) => told(AgainstTheRules, "declaration"),
            UseCaseError::Range { .. } => told(AgainstTheRules, "range"),
            UseCaseError::NotPublished => {
                let detail = "no stamp may be signed now; ask again with the same idempotency key";
                Self::hidden(RETRY_SOON, "not_published", detail, &error)
            }
            UseCaseError::KeyNotHeld(_) => told(Conflict, "key_not_held"),
            UseCaseError::NoShortCodes(_) => told(Conflict, "no_short_codes"),
            UseCaseError::NoPins(_) => told(Conflict, "no_pin_secret"),
            UseCaseError::Sign(error @ SignError::OtherKey { .. }) => Self::failed(error),
            UseCaseError::Sign(error @ SignError::Unavailable(_)) => {
                Self::hidden(RETRY_SOON, "signer_unavailable", "the key can't sign now", error)
            }
            UseCaseError::Profile(_) | UseCaseError::OneProfile => {
                told(AgainstTheRules, "print_profile")
            }
            UseCaseError::Artwork(error @ ArtworkRefused::Disk(_)) => {
                let detail =
                    "the picture can't be kept or read now: the cause is in the service's log";
                Self::hidden(RETRY_SOON, "unavailable", detail, &error)
            }
            UseCaseError::Artwork(_) => told(AgainstTheRules, "artwork"),
            UseCaseError::NotReceived { .. } => told(Conflict, "not_received"),
            UseCaseError::NoSheet(_) => told(AgainstTheRules, "no_such_sheet"),
            UseCaseError::NoPrintJob(_) => told(NotFound, "unknown_print_job"),
            UseCaseError::NoPrintFile(_) => told(NotFound, "unknown_print_file"),
            UseCaseError::PrintFilesGone(_) => told(Conflict, "print_files_gone"),
            UseCaseError::PrintJobState(..) => told(Conflict, "print_job_state"),
            UseCaseError::ReprintReasonNeeded(_) => told(AgainstTheRules, "reprint_reason_needed"),
            UseCaseError::BatchRevoked(_) => told(Conflict, "batch_revoked"),
            UseCaseError::PrintLinkTerms => told(AgainstTheRules, "print_link_terms"),
            UseCaseError::NoPrintLink(_) => told(NotFound, "unknown_print_link"),
            UseCaseError::TooManyPrintLinks => told(Conflict, "too_many_print_links"),
            UseCaseError::PrintLinkOver => told(NotFound, "print_link_over"),
            UseCaseError::NoSuchStamp(_) => told(AgainstTheRules, "no_such_stamp"),
            UseCaseError::StampsOfUse(_) => told(AgainstTheRules, "still_runs"),
            UseCaseError::UsedSince { .. } => told(Conflict, "used_since"),
            UseCaseError::TooManyPrintJobs => told(Conflict, "too_many_print_jobs"),
            UseCaseError::PrintNotKept(_) => {
                let detail = "the print job can't be kept now: the cause is in the service's log";
                Self::hidden(RETRY_SOON, "unavailable", detail, &error)
            }
            UseCaseError::NoTarget => told(AgainstTheRules, "no_target"),
            UseCaseError::TooManyTargets(_) => told(AgainstTheRules, "too_many_targets"),
            UseCaseError::NothingToLift(_) => told(AgainstTheRules, "nothing_to_lift"),
        }
    }
}

fn of_refusal(refusal: &Refusal) -> (Kind, &'static str) {
    use Kind::{AgainstTheRules, Conflict};
    match refusal {
        Refusal::Mint(refusal) => of_mint_refusal(refusal),
        Refusal::Rule(rule) => of_rule(rule),
        Refusal::Entry(_) => (AgainstTheRules, "entry"),
        Refusal::OtherRequest => (AgainstTheRules, "idempotency_key_of_another_request"),
        Refusal::RegisterMoved => (Conflict, "register_moved"),
        Refusal::TooLong { .. } => (Kind::TooLarge, "change_too_long"),
        Refusal::Clock(_) => (RETRY_IN_MINUTES, "clock"),
        Refusal::NoBatchNumber => (AgainstTheRules, "no_batch_number"),
    }
}

fn of_mint_refusal(refusal: &MintRefusal) -> (Kind, &'static str) {
    use Kind::{AgainstTheRules, NotFound};
    match refusal {
        MintRefusal::UnknownCertificate(_) => (NotFound, "unknown_certificate"),
        MintRefusal::RecordMissing(_) => (AgainstTheRules, "record_missing"),
        MintRefusal::Quantity(_) => (AgainstTheRules, "quantity"),
        MintRefusal::Ended(..) => (AgainstTheRules, "certificate_ended"),
        MintRefusal::Held(_) => (AgainstTheRules, "certificate_held"),
        MintRefusal::Tourism(_) => (AgainstTheRules, "tourism"),
        MintRefusal::Variant { .. } => (AgainstTheRules, "variant"),
        MintRefusal::Quota { .. } => (AgainstTheRules, "quota"),
        MintRefusal::NoKey => (AgainstTheRules, "no_key"),
        MintRefusal::NoPinSecret => (Kind::Conflict, "no_pin_secret"),
    }
}

/// What is named and not there is not found; what was done before, or would undo it, conflicts.
fn of_rule(rule: &RuleBroken) -> (Kind, &'static str) {
    use Kind::{AgainstTheRules, Conflict, NotFound};
    match rule {
        RuleBroken::Opening | RuleBroken::Predecessor => (Conflict, "opening"),
        RuleBroken::Time { .. } => (AgainstTheRules, "time"),
        RuleBroken::KeyKnown(_) => (Conflict, "key_known"),
        RuleBroken::KeyUnknown(_) => (NotFound, "unknown_key"),
        RuleBroken::KeyRefused(..) => (AgainstTheRules, "key_refused"),
        RuleBroken::KeyProof(_) => (AgainstTheRules, "key_proof"),
        RuleBroken::KeyRetired(_) => (Conflict, "key_retired"),
        RuleBroken::KeyCompromisedEarlier(_) => (Conflict, "key_compromised_earlier"),
        RuleBroken::KeyMayNotSign(..) => (AgainstTheRules, "key_may_not_sign"),
        RuleBroken::CertificateKnown(_) => (Conflict, "certificate_known"),
        RuleBroken::CertificateUnknown(_) => (NotFound, "unknown_certificate"),
        RuleBroken::CertificateDay(..) => (AgainstTheRules, "certificate_day"),
        RuleBroken::NotEarlier(..) => (AgainstTheRules, "not_earlier"),
        RuleBroken::BatchKnown(_) => (Conflict, "batch_known"),
        RuleBroken::BatchUnknown(_) => (NotFound, "unknown_batch"),
        RuleBroken::BatchQuantity(_) => (AgainstTheRules, "quantity"),
        RuleBroken::BatchDisagrees(_) => (AgainstTheRules, "batch_disagrees"),
        RuleBroken::PastTheEnd { .. } => (AgainstTheRules, "past_the_end"),
        RuleBroken::ProducerUnknown(_) => (NotFound, "unknown_producer"),
        RuleBroken::NothingToLift(_) => (AgainstTheRules, "nothing_to_lift"),
        RuleBroken::LiftedBefore(..) => (Conflict, "lifted_before"),
        RuleBroken::LiftedAs(_) => (AgainstTheRules, "lifted_as"),
        RuleBroken::NeverAnnulled(_) => (AgainstTheRules, "never_annulled"),
    }
}

impl From<&IdempotencyKeyError> for Problem {
    fn from(error: &IdempotencyKeyError) -> Self {
        Self::told(Kind::BadRequest, "idempotency_key", error)
    }
}

impl From<&ListQueryError> for Problem {
    fn from(error: &ListQueryError) -> Self {
        let code = match error {
            ListQueryError::Query => "query",
            ListQueryError::Province(_) => "unknown_province",
            ListQueryError::State(_) => "unknown_state",
            ListQueryError::Search => "search_too_long",
            ListQueryError::Cursor(_) => "cursor",
            ListQueryError::Limit(_) => "limit",
        };
        Self::told(Kind::BadRequest, code, error)
    }
}

impl From<&EntriesQueryError> for Problem {
    fn from(error: &EntriesQueryError) -> Self {
        let code = match error {
            EntriesQueryError::Query => "query",
            EntriesQueryError::Kind(_) => "kind",
            EntriesQueryError::Number(..) => "number",
            EntriesQueryError::Cursor(_) => "cursor",
            EntriesQueryError::Limit(_) => "limit",
        };
        Self::told(Kind::BadRequest, code, error)
    }
}

impl From<JsonPayloadError> for Problem {
    fn from(error: JsonPayloadError) -> Self {
        match error {
            JsonPayloadError::Overflow { limit }
            | JsonPayloadError::OverflowKnownLength { limit, .. } => {
                let detail = format!("a body has at most {limit} bytes; send it in parts");
                Self::new(Kind::TooLarge, "too_large", detail)
            }
            JsonPayloadError::ContentType => {
                let detail = "send the header Content-Type: application/json";
                Self::new(Kind::NotJson, "not_json", detail)
            }
            JsonPayloadError::Deserialize(error) => Self::new(
                Kind::BadRequest,
                "body",
                format!("the body is not the JSON that is expected here: {error}"),
            ),
            // What is left is a body that broke off, and whatever a later version tells apart.
            error @ (JsonPayloadError::Serialize(_) | JsonPayloadError::Payload(_) | _) => {
                Self::new(Kind::BadRequest, "body", format!("the body broke off: {error}"))
            }
        }
    }
}

impl From<QueryPayloadError> for Problem {
    fn from(error: QueryPayloadError) -> Self {
        Self::new(Kind::BadRequest, "query", format!("the query can't be read: {error}"))
    }
}

impl From<PathError> for Problem {
    fn from(error: PathError) -> Self {
        Self::new(Kind::NotFound, "not_found", format!("the path names nothing: {error}"))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::{ResponseError, http::header};
    use jiff::Timestamp;

    use super::*;
    use crate::{
        app::{Busy, PictureTooLarge},
        ledger::ClockDoubt,
        log::TextError,
        stamp::BatchNumber,
        verification::CannotTell,
        web::messages::Language,
    };

    #[track_caller]
    fn check(error: impl Into<UseCaseError>, status: u16, code: &str, detail: &str) {
        let problem = Problem::from(error.into());
        assert_eq!((problem.status_code().as_u16(), problem.code), (status, code));
        assert!(problem.detail.contains(detail), "{}", problem.detail);
        let response = problem.error_response();
        assert_eq!(response.headers().contains_key(header::RETRY_AFTER), status == 503);
        let body =
            serde_json::to_value(problem.into_body(Language::English)).expect("it serialises");
        assert_eq!(body["type"], format!("urn:problem-type:ocop-stamp:{code}"));
        assert_eq!(body["status"], status);
    }

    fn refused(refusal: impl Into<Refusal>) -> UseCaseError {
        ChangeError::Refused(refusal.into()).into()
    }

    fn number<T: TryFrom<u64, Error: std::fmt::Debug>>(number: u64) -> T {
        number.try_into().expect("small")
    }

    #[test]
    fn use_cases_that_fail_have_their_status_and_code() {
        let range = UseCaseError::Range { batch: number(1), from: 0, to: 9, quantity: 3 };
        let other_key = SignError::OtherKey { asked: number(1), held: number(2) };
        check(ChangeError::Unavailable, 503, "unavailable", "same idempotency key");
        check(Busy, 503, "busy", "ask again in a moment");
        check(TextError::Empty, 422, "text", "an empty text");
        check(UseCaseError::UnknownBatch(BatchNumber::new(7)), 404, "unknown_batch", "batch 7");
        check(range, 422, "range", "batch 1 has 3");
        check(UseCaseError::NotPublished, 503, "not_published", "same idempotency key");
        check(UseCaseError::KeyNotHeld(number(3)), 409, "key_not_held", "key 3");
        check(UseCaseError::NoShortCodes(number(3)), 409, "no_short_codes", "batch 3");
        check(UseCaseError::NoPins(number(3)), 409, "no_pin_secret", "batch 3");
        check(other_key, 500, "failed", "the service's log");
        check(SignError::Unavailable("slot 4".into()), 503, "signer_unavailable", "can't sign");
        check(UseCaseError::NotAPicture, 422, "not_a_picture", "JPEG");
        check(PictureTooLarge, 413, "picture_too_large", "40960 bytes");
        let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
        check(UseCaseError::PictureNotKept(full), 503, "unavailable", "the service's log");
        let why = "slot 4".to_owned();
        check(UseCaseError::BaseNotMade(why), 503, "unavailable", "nothing deleted");
        check(UseCaseError::NoBases, 503, "unavailable", "no base was made");
        check(UseCaseError::NoTarget, 422, "no_target", "name at least one");
        check(UseCaseError::TooManyTargets(9_999), 422, "too_many_targets", "9999");
        check(UseCaseError::NothingToLift(5), 422, "nothing_to_lift", "entry 5");
    }

    #[test]
    fn refusals_have_their_status_and_code() {
        let certificate = number(4);
        check(
            refused(Refusal::OtherRequest),
            422,
            "idempotency_key_of_another_request",
            "a new one",
        );
        check(
            refused(MintRefusal::UnknownCertificate(certificate)),
            404,
            "unknown_certificate",
            "4",
        );
        check(refused(MintRefusal::Held(certificate)), 422, "certificate_held", "suspended");
        check(refused(MintRefusal::NoKey), 422, "no_key", "no issuer key");
        check(refused(MintRefusal::NoPinSecret), 409, "no_pin_secret", "pin-secret-1.pem");
        let longest = 1_000;
        check(refused(Refusal::TooLong { length: 1_001, longest }), 413, "change_too_long", "1000");
        let (now, expected) = (Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH);
        check(
            refused(ClockDoubt::Ahead { now, expected }),
            503,
            "clock",
            "`ocop-stamp clock confirm`",
        );
        check(refused(RuleBroken::KeyKnown(number(1))), 409, "key_known", "added before");
        check(refused(RuleBroken::BatchUnknown(number(1))), 404, "unknown_batch", "not in the log");
        check(refused(RuleBroken::LiftedBefore(3, 5)), 409, "lifted_before", "by entry 5");
        check(refused(RuleBroken::NeverAnnulled(3)), 422, "never_annulled", "never annulled");
        let refusal = crate::signing::IssuerKeyError::Torsion;
        let rule = RuleBroken::KeyRefused(number(1), refusal);
        check(refused(rule), 422, "key_refused", "is refused: has a part of small order");
    }

    #[test]
    fn a_failure_of_ours_keeps_its_cause_to_itself() {
        let signer = UseCaseError::Sign(SignError::Unavailable("slot 4".into()));
        assert!(!Problem::from(signer).to_string().contains("slot 4"));
        let cannot_tell =
            Problem::cannot_tell(CannotTell::SecretNotHeld(2), Language::English, "1900 0000");
        assert_eq!(cannot_tell.title.as_deref(), Some("Cannot check right now"));
        assert!(cannot_tell.detail.contains("1900 0000"));
        assert!(!cannot_tell.detail.contains('2'));
    }
}
