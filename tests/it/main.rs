//! All integration tests in one binary: each starts the real application on a free port with a store of
//! its own; they share neither state nor order.

// The program, started for a test.
mod program;

// As its users meet it.
mod command_line;
mod crash;
mod demo;
mod foreign;

#[test]
fn nothing_acknowledged_is_lost_by_three_crashes() {
    crash::crash(3);
}
