//! Producers as their offices see them.

use serde::{Deserialize, Serialize};

use super::{Asker, Service, UseCaseError, ownership, people::AccessError};
use crate::registry::{Producer, ProducerNumber, spelling};

/// The most producers in one answer.
const PAGE: usize = 100;

/// Which producers are asked for.
#[derive(Debug, Clone, Default)]
pub struct ProducerFilter {
    /// With these words in their name, in any case and with or without diacritics.
    pub name: Option<String>,
    /// After this number.
    pub after: Option<ProducerNumber>,
}

/// Some producers, and where the rest begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProducerPage {
    /// By number.
    pub producers: Vec<Producer>,
    /// Ask for those after this one; `null` at the end.
    pub next: Option<ProducerNumber>,
}

impl Service {
    /// Producers that are the asker's to see, by number.
    pub fn producers(&self, asker: &Asker, filter: &ProducerFilter) -> ProducerPage {
        let snapshot = self.snapshot();
        let register = snapshot.register();
        let name = filter.name.as_deref().map(folded);
        let wanted = register
            .producers()
            .filter(|producer| filter.after.is_none_or(|after| producer.producer > after))
            .filter(|producer| {
                name.as_ref().is_none_or(|name| folded(&producer.name).contains(name))
            })
            .filter(|producer| asker.authority.reaches((*producer).into()));
        let mut producers: Vec<_> = wanted.take(PAGE + 1).cloned().collect();
        let has_more = producers.len() > PAGE;
        producers.truncate(PAGE);
        let next = producers.last().filter(|_| has_more).map(|last| last.producer);
        ProducerPage { producers, next }
    }

    /// A producer that is the asker's to see.
    ///
    /// # Errors
    /// [`AccessError::NotThere`]
    pub fn producer(
        &self,
        asker: &Asker,
        number: ProducerNumber,
    ) -> Result<Producer, UseCaseError> {
        let snapshot = self.snapshot();
        let register = snapshot.register();
        let is_reached = ownership::of_producer(register, number)
            .is_some_and(|owner| owner.is_reached_by(&asker.authority));
        let producer = register.producer(number).filter(|_| is_reached);
        Ok(producer.cloned().ok_or(AccessError::NotThere("producer"))?)
    }
}

fn folded(text: &str) -> String {
    let mut folded = String::new();
    spelling::fold_into(text, &mut folded);
    folded
}
