#![no_main]

libfuzzer_sys::fuzz_target!(|case: &[u8]| ocop_stamp_fuzz::under_libfuzzer(
    env!("CARGO_BIN_NAME"),
    case
));
