//! Whoever is at the terminal, if anybody: asked before what can't be undone, and spared colours that were
//! not wanted.

use std::{
    env,
    io::{self, IsTerminal, Write},
};

use anyhow::Result;
use clap::Args;

use super::exit_status::{Failure, Status};
use crate::{
    app::Language,
    web::messages::{Obstacle, consent_in_words, obstacle_in_words},
};

/// Colour is for terminals that know it and people who did not refuse it (<https://no-color.org>).
pub(super) fn takes_colour(stream: &impl IsTerminal) -> bool {
    let is_refused = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    stream.is_terminal() && !is_refused && !is_dumb()
}

/// A terminal that can't move its cursor.
pub(super) fn is_dumb() -> bool {
    env::var_os("TERM").is_some_and(|terminal| terminal == "dumb")
}

/// Leave to go on unasked.
#[derive(Args, Clone)]
pub(super) struct Consent {
    /// Don't ask; needed where there is no terminal to ask at
    #[arg(long)]
    yes: bool,
}

impl Consent {
    /// Refuses at the start, before anything is opened, what could not be asked later.
    pub(super) fn require(&self, language: Language) -> Result<()> {
        if self.yes || io::stdin().is_terminal() {
            return Ok(());
        }
        let words = obstacle_in_words(&Obstacle::NoTerminal, language);
        Err(Failure::new(Status::Usage, words).into())
    }

    /// Asks whether to go on.
    pub(super) fn ask(&self, language: Language) -> Result<()> {
        if self.yes {
            return Ok(());
        }
        let [question, not_wanted] = consent_in_words(language);
        eprint!("{question} ");
        io::stderr().flush()?;
        let mut answer = String::new();
        io::stdin().read_line(&mut answer)?;
        match answer.trim().to_lowercase().as_str() {
            "y" | "yes" | "c" | "có" | "co" => Ok(()),
            _ => Err(Failure::new(Status::NotDone, not_wanted).into()),
        }
    }
}
