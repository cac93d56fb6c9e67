//! The command `ocop-stamp`; all of it is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    ocop_stamp::cli::main()
}
