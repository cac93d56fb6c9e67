//! The integration tests in one binary, but those that take minutes (`tests/long`): the library from outside, with data, and the real application on
//! free ports, each test with a store of its own. They share neither state nor order.

// Promises that others hold us to: vectors that this project did not make, and the shape of the code.
mod architecture;
mod vectors;

// What tests are made of: invented content, histories that grow from it, the program started, labels and what becomes
// of them.
mod history;
mod invented;
mod printed;
mod program;
#[expect(dead_code, reason = "the long tests use all of it")]
mod spoilt;
mod writer;

// What a stamp is worth.
mod verdicts;

// The open list of certificates.
mod certificate_list;

// Certificates that are over.
mod expiry;

// The public log as strangers read it.
mod public_log;

// Revoking, suspending and lifting, against a naive replay.
mod lifting;

// The one writer over a ledger that fails when it is told to.
mod ledger;

// The register that an office keeps.
mod register;

// Folders that come back from elsewhere.
mod backup;
mod restore;

// Damage to the data folder, then a start.
mod bases;
mod damaged_view;
mod data;
mod recovery;
mod saved_state;

// A whole register at once.
mod large_change;

// Everything that goes wrong with disks, clocks, keys and folders, as tables.
mod bad_days;

// Which sync comes before which step, seen from outside.
mod sync_order;

// The service as its users meet it, and as programs in other languages audit it.
mod accounts;
mod certificate_code;
mod command_line;
mod configuration;
mod crash;
mod demo;
mod elsewhere;
mod foreign;
mod json_output;
mod manual;
mod metrics;
mod people_in_logs;
mod printing;
mod private;
mod readme_walk;
mod slow_clients;
mod terminal;
