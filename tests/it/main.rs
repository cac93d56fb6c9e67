//! The integration tests: the library from outside, with data. Tests share no state and no order.

// Promises that others hold us to: vectors that this project did not make, and the shape of the code.
mod architecture;
mod vectors;

// What tests are made of: invented content, and histories that grow from it.
mod history;
mod invented;
mod writer;

// What a stamp is worth.
mod verdicts;

// Revoking, suspending and lifting, against a naive replay.
mod lifting;

// The one writer over a ledger that fails when it is told to.
mod ledger;
