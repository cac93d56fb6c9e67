//! One run of the program: how it answers, in words or in JSON, and which flags and variables were given.

use std::{
    borrow::Cow,
    ffi::OsString,
    fmt::Display,
    io::{self, Write},
    num::NonZeroU16,
    process::ExitCode,
};

use anyhow::Result;
use clap::{
    ArgMatches,
    error::{ContextKind, ContextValue},
};
use serde::Serialize;
use serde_json::json;

use super::{DataArgs, exit_status::Status, place::Place, progress::Progress, setting_flags};
use crate::config::{DEFAULT_DPI, Settings, Source, Sourced};

/// A run of the program.
pub(super) struct Invocation {
    is_json: bool,
    /// What was given to the command that runs.
    matches: ArgMatches,
}

impl Invocation {
    /// A run with these arguments.
    pub(super) fn new(is_json: bool, matches: &ArgMatches) -> Self {
        let mut innermost = matches;
        while let Some((_, matches)) = innermost.subcommand() {
            innermost = matches;
        }
        Self { is_json, matches: innermost.clone() }
    }

    /// The settings of a data folder under the flags and variables of this run.
    pub(super) fn settings(&self, args: &DataArgs) -> Result<Settings> {
        setting_flags::settings(args, Some(&self.matches))
    }

    /// The printer's dots per inch: a folder's setting under flag and variable; from elsewhere no setting comes.
    pub(super) fn dpi(&self, place: &Place) -> Result<Sourced<NonZeroU16>> {
        Ok(match place {
            Place::Folder(folder) => self.settings(folder)?.dpi,
            Place::Service(_) => setting_flags::given(&self.matches, "dpi")
                .unwrap_or(Sourced { value: DEFAULT_DPI, source: Source::Default }),
        })
    }

    /// Prints data on standard output: one line of JSON, or words for people.
    pub(super) fn print(&self, data: &impl Serialize, words: impl Display) -> Result<()> {
        let mut output = io::stdout().lock();
        if self.is_json {
            serde_json::to_writer(&mut output, data).map_err(io::Error::from)?;
            writeln!(output)?;
        } else {
            writeln!(output, "{words}")?;
        }
        output.flush()?;
        Ok(())
    }

    /// A bar for what takes longer than a second.
    pub(super) fn progress(&self, what: impl Into<Cow<'static, str>>, steps: u64) -> Progress {
        Progress::new(what, steps, self.is_json)
    }
}

/// Says of a command that works on a data folder only what to do instead of naming a service elsewhere.
fn with_place(mut error: clap::Error) -> clap::Error {
    let text = |kind| error.get(kind).map(ContextValue::to_string).unwrap_or_default();
    let names_url = text(ContextKind::InvalidArg).starts_with("--url");
    if names_url && text(ContextKind::Usage).contains("--data") {
        let words =
            "no token is enough for this: run it on the machine of the service, with --data DIR";
        let words = ContextValue::StyledStrs(vec![words.into()]);
        error.insert(ContextKind::Suggested, words);
    }
    error
}

/// Whether the arguments ask for JSON, where they can't be read otherwise.
pub(super) fn asks_for_json(mut arguments: impl Iterator<Item = OsString>) -> bool {
    arguments.any(|argument| argument == "--json")
}

/// Says on standard error why a command was not done, and with which status it ends.
pub(super) fn report(error: &anyhow::Error, is_json: bool) -> ExitCode {
    let status = Status::of(error);
    if is_json {
        let message = format!("{error:#}");
        eprintln!("{}", json!({ "error": { "status": status as u8, "message": message } }));
    } else {
        eprintln!("ocop-stamp: {error:#}");
    }
    status.into()
}

/// The same for arguments that can't be read; help and version are printed as asked.
pub(super) fn report_usage(error: clap::Error, is_json: bool) -> ExitCode {
    let error = with_place(error);
    if error.use_stderr() && is_json {
        let message = error.render().to_string();
        let message = message.trim_end().trim_start_matches("error: ");
        let status = Status::Usage;
        eprintln!("{}", json!({ "error": { "status": status as u8, "message": message } }));
        return status.into();
    }
    match error.print() {
        Ok(()) if error.use_stderr() => Status::Usage.into(),
        Ok(()) => Status::Done.into(),
        Err(_) => Status::Io.into(),
    }
}
