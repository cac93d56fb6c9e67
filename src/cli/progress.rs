//! A bar on standard error for what takes longer than a second, at a terminal only: never where the output
//! is piped, read by a program, or shown by a terminal that can't redraw a line.

use std::{
    borrow::Cow,
    io::{self, IsTerminal},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::terminal::is_dumb;

/// How often the bar is redrawn at the most, a second.
const REDRAWS: u8 = 10;

/// How far a command has come. Cheap to tell often; gone when it is dropped.
pub(super) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// Begins a bar of so many steps: `Signing stamps [====>   ] 4000/10000, 12s left`.
    pub(super) fn new(
        what: impl Into<Cow<'static, str>>,
        steps: u64,
        is_for_programs: bool,
    ) -> Self {
        if is_for_programs || !io::stderr().is_terminal() || is_dumb() {
            return Self { bar: ProgressBar::hidden() };
        }
        let target = ProgressDrawTarget::stderr_with_hz(REDRAWS);
        let style = ProgressStyle::with_template("{msg} [{bar:30}] {pos}/{len}, {eta} left");
        let style = style.expect("the template is right").progress_chars("=> ");
        let bar = ProgressBar::with_draw_target(Some(steps), target);
        bar.set_style(style);
        bar.set_message(what);
        // The time left is told on while a single step takes long.
        bar.enable_steady_tick(Duration::from_millis(500));
        Self { bar }
    }

    /// Some more steps are done.
    pub(super) fn advance(&self, steps: u64) {
        self.bar.inc(steps);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
