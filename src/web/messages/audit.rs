//! What an audit of a log found, in words.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Language, Messages};
use crate::{
    app::BroughtForward,
    log::{
        Reason,
        audit::{Audited, Tally},
        note::Vkey,
    },
    web::page::words::reason,
};

/// A log that holds together.
#[derive(Debug)]
pub struct Findings<'a> {
    /// What was found.
    pub audited: &'a Audited,
    /// The time to which its checkpoint is proved to be the newest.
    pub cosigned_at: Option<Timestamp>,
    /// The key of a log that continues it, as it stands beside it.
    pub continued_by: Option<&'a Vkey>,
}

/// The same in words, and what is new in it.
pub fn audit_in_words(found: &Findings<'_>, language: Language) -> Vec<String> {
    let t = language.messages();
    let Findings { audited, cosigned_at, continued_by } = found;
    let checkpoint = &audited.checkpoint;
    let mut lines: Vec<_> =
        continued_by.map(|vkey| t.audit_continued_by(vkey.to_string())).into_iter().collect();
    lines.extend([
        t.audit_sound(checkpoint.origin.as_str(), language.count(checkpoint.size)),
        t.audit_root(checkpoint.root.to_base64()),
        match cosigned_at {
            Some(at) => t.audit_cosigned(at.to_string()),
            None => t.audit_not_cosigned(),
        },
    ]);
    lines.extend(audited.state.closed_logs().iter().map(|closed| {
        t.audit_continues_log(closed.origin.as_str(), language.count(closed.head.size))
    }));
    lines.push(match audited.seen {
        Some(size) => t.audit_continues(language.count(size)),
        None => t.audit_all(),
    });
    lines.extend(tally(&audited.news, language).into_iter().map(|line| format!("  {line}")));
    lines
}

/// What a folder was brought to, and what stays lost.
pub fn brought_forward_in_words(forward: &BroughtForward, language: Language) -> Vec<String> {
    let t = language.messages();
    let BroughtForward { before, now, news, without_record } = forward;
    if before == now {
        return vec![t.forward_nothing(language.count(*now))];
    }
    let mut lines = vec![t.forward_done(language.count(*before), language.count(*now))];
    lines.extend(tally(news, language).into_iter().map(|line| format!("  {line}")));
    lines.push(t.forward_private());
    if *without_record > 0 {
        lines.push(t.forward_without_record(language.count(*without_record as u64)));
    }
    lines
}

/// That the key was believed because who publishes the log said so.
pub fn key_on_trust_in_words(vkey: &str, language: Language) -> String {
    language.messages().audit_key_on_trust(vkey)
}

/// What there is of each kind.
fn tally(tally: &Tally, language: Language) -> Vec<String> {
    let t = language.messages();
    let count = |count: u64| language.count(count);
    let mut lines = vec![t.audit_entries(count(tally.entries))];
    if tally.keys_added + tally.keys_ended > 0 {
        lines.push(t.audit_keys(count(tally.keys_added), count(tally.keys_ended)));
    }
    let certificates =
        [tally.certificates_recorded, tally.certificates_corrected, tally.certificates_ended];
    if certificates.iter().sum::<u64>() > 0 {
        let [recorded, corrected, ended] = certificates.map(count);
        lines.push(t.audit_certificates(recorded, corrected, ended));
    }
    if tally.batches_issued > 0 {
        lines.push(t.audit_issued(count(tally.batches_issued), count(tally.stamps_issued)));
    }
    if tally.ranges_activated + tally.ranges_declared > 0 {
        lines.push(t.audit_ranges(count(tally.ranges_activated), count(tally.ranges_declared)));
    }
    for (reasons, words) in [
        (&tally.revoked, Messages::audit_revoked as fn(&Messages, String) -> String),
        (&tally.suspended, Messages::audit_suspended),
    ] {
        if !reasons.is_empty() {
            lines.push(words(t, count(reasons.values().sum())));
            lines.extend(by_reason(reasons, language));
        }
    }
    if tally.lifted > 0 {
        lines.push(t.audit_lifted(count(tally.lifted)));
    }
    lines
}

fn by_reason(reasons: &BTreeMap<&'static str, u64>, language: Language) -> Vec<String> {
    let t = language.messages();
    let known = Reason::ALL.into_iter().filter_map(|which| {
        let count = reasons.get(which.word())?;
        Some(format!("  {}: {}", reason(which, t), language.count(*count)))
    });
    known.collect()
}
