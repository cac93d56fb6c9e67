//! Refused acts of people in the audit trail: so many a day.

use std::sync::PoisonError;

use super::daily::MostADay;
use crate::{
    app::{Asker, Service},
    ledger::Change,
    stamp::today,
};

/// Who sees twenty of one person knows what to think; all together are some hundred kilobytes.
const NOTED: MostADay = MostADay { of_one: 20, of_all: 1_000 };

impl Service {
    /// Notes that somebody was refused something, and with which problem. A trail that can't be written now changes
    /// nothing for who asked: it is said in the service's log.
    pub async fn note_refusal(&self, asker: &Asker, what: String, refused: &'static str) {
        let Some(account) = asker.authority.account() else { return };
        let admits = {
            let mut refusals =
                self.presence.refusals.lock().unwrap_or_else(PoisonError::into_inner);
            refusals.admit(account, today(self.now()), NOTED)
        };
        if !admits {
            tracing::debug!(%account, "a refused act is not noted: there were many today");
            return;
        }
        let change = Change { target: what, refused, ..self.begin(asker, "refused act") };
        if let Err(error) = self.parts.sequencer.change(change).await {
            tracing::error!(%error, "a refused act could not be noted in the audit trail");
        }
    }
}
