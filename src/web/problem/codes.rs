//! The stable words of problems, by which programs decide. What is here stays; a new one is added, and told of in
//! CHANGELOG.md.

/// All of them, in alphabetical order. Which problem has which is `problem`'s and its parts' to say.
pub(in crate::web) const CODES: &[&str] = &[
    "bad_token",
    "batch_disagrees",
    "batch_known",
    "body",
    "busy",
    "cannot_tell",
    "certificate_day",
    "certificate_ended",
    "certificate_held",
    "certificate_known",
    "change_too_long",
    "changed_since",
    "clock",
    "contact",
    "contact_taken",
    "cursor",
    "decision_needed",
    "declaration",
    "elsewhere",
    "entry",
    "entry_of_another_log",
    "failed",
    "form",
    "from_another_site",
    "header",
    "idempotency_key",
    "idempotency_key_of_another_request",
    "if_match_needed",
    "invitation_over",
    "invited_before",
    "key_compromised_earlier",
    "key_known",
    "key_may_not_sign",
    "key_not_held",
    "key_proof",
    "key_refused",
    "key_retired",
    "kind",
    "lifted_as",
    "lifted_before",
    "limit",
    "made_before",
    "malformed",
    "method_not_allowed",
    "never_annulled",
    "no_batch_number",
    "no_correction",
    "no_key",
    "no_pin_secret",
    "no_short_codes",
    "no_target",
    "not_a_picture",
    "not_decided_yet",
    "not_earlier",
    "not_for_producers",
    "not_found",
    "not_json",
    "not_permitted",
    "not_published",
    "not_published_yet",
    "not_signed_in",
    "not_there",
    "nothing_to_lift",
    "number",
    "one_person",
    "opening",
    "other_correction",
    "own_account",
    "password",
    "past_the_end",
    "person",
    "picture_too_large",
    "proposal_unreadable",
    "proposer_gone",
    "quantity",
    "query",
    "quota",
    "range",
    "record_missing",
    "register_moved",
    "review_needed",
    "review_passed",
    "review_too_late",
    "role",
    "search_too_long",
    "second_factor_needed",
    "settled_before",
    "signer_unavailable",
    "still_runs",
    "text",
    "throttled",
    "time",
    "token_over",
    "token_terms",
    "too_large",
    "too_many_certificates",
    "too_many_codes",
    "too_many_proposals",
    "too_many_requests",
    "too_many_stamps",
    "too_many_targets",
    "too_many_tokens",
    "too_often_today",
    "tourism",
    "unavailable",
    "unhealthy",
    "unknown_batch",
    "unknown_certificate",
    "unknown_entry",
    "unknown_key",
    "unknown_producer",
    "unknown_province",
    "unknown_state",
    "variant",
    "wrong_code",
    "wrong_password",
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// In those files, every text in quotes that is words of small letters is a code.
    fn written() -> BTreeSet<&'static str> {
        let sources = [
            include_str!("../problem.rs"),
            include_str!("of_access.rs"),
            include_str!("of_errors.rs"),
        ];
        let is_word = |text: &&str| {
            !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
        };
        let before_tests = sources.map(|source| source.split("#[cfg(test)]").next().unwrap_or(""));
        let lines = before_tests.into_iter().flat_map(str::lines);
        lines.flat_map(|line| line.split('"').skip(1).step_by(2)).filter(is_word).collect()
    }

    #[test]
    fn the_list_is_whole_and_has_nothing_else() {
        assert_eq!(CODES.iter().copied().collect::<BTreeSet<_>>(), written());
        assert!(CODES.is_sorted(), "it is searched by halves");
    }
}
