//! Which profiles are taken, and what is said of the others.

use serde_json::{Value, json};

use super::*;
use crate::stamp::BatchNumber;

fn job(profile: Value) -> Result<(PrintJob, SymbolKind), String> {
    let profile: PrintProfile =
        serde_json::from_value(profile).map_err(|error| error.to_string())?;
    let words = PrintWords {
        product_name: "Chè tôm nõn Suối Mây".to_owned(),
        certificate: "OCOP 4 sao".to_owned(),
        domain: "tem.example.vn".to_owned(),
        pin_heading: "Cào để lấy mã PIN".to_owned(),
        batch: "Lô".to_owned(),
        sheet: "tờ".to_owned(),
    };
    let inputs = PrintInputs {
        dpi: profile.dpi.unwrap_or(300),
        profile,
        pin: false,
        quantity: 500,
        link_base: "https://tem.example.vn/".to_owned(),
        words,
    };
    let batch = PrintedBatch { batch: BatchNumber::new(7), quantity: 500 };
    inputs.job(batch, None).map_err(|error| error.to_string())
}

#[track_caller]
fn check(profile: Value, expected: Result<usize, &str>) {
    let found = job(profile.clone());
    match (found, expected) {
        (Ok((job, _)), Ok(files)) => assert_eq!(job.files().len(), files, "{profile}"),
        (Err(error), Err(words)) => assert!(error.contains(words), "{profile}: {error}"),
        (Ok(_), Err(words)) => panic!("{profile}: {words} was expected"),
        (Err(error), Ok(_)) => panic!("{profile}: {error}"),
    }
}

#[test]
fn each_format_says_what_it_needs() {
    let label = json!({ "width_mm": 40, "height_mm": 25 });
    let custom = json!({
        "columns": 4, "rows": 10, "first": { "x_mm": 10, "y_mm": 22 },
        "pitch": { "width_mm": 48.5, "height_mm": 25.4 }
    });
    let size = json!({ "width_mm": 45.7, "height_mm": 25.4 });
    check(json!({ "format": "pdf", "sheet": "a4-65" }), Ok(1));
    check(json!({ "format": "pdf" }), Err("pdf needs `sheet`"));
    check(json!({ "format": "pdf", "sheet": "a4-66" }), Err("a4-24, a4-24-margin"));
    check(json!({ "format": "pdf", "sheet": "single" }), Err("single needs `label`"));
    check(json!({ "format": "pdf", "sheet": "single", "label": label }), Ok(1));
    check(json!({ "format": "pdf", "sheet": "press", "label": label }), Ok(1));
    check(json!({ "format": "pdf", "sheet": "custom", "label": size }), Err("`grid`"));
    check(json!({ "format": "pdf", "sheet": "custom", "label": size, "grid": custom }), Ok(1));
    check(json!({ "format": "pdf", "sheet": "a4-65", "begin_at": 66 }), Err("label 66"));
    check(json!({ "format": "tspl", "roll": "35x22x2", "dpi": 203 }), Ok(1));
    check(json!({ "format": "zpl", "roll": "9x9" }), Err("35x22x2, 50x30"));
    check(json!({ "format": "zpl", "label": label, "across": 21 }), Err("`across` is 1 to 20"));
    check(json!({ "format": "zpl", "label": label, "speed": 0 }), Err("`speed` is 1 to 14"));
    check(json!({ "format": "svg" }), Err("svg needs `label`"));
    check(json!({ "format": "png", "label": label }), Ok(1));
    check(
        json!({ "format": "png", "dpi": 4800, "label": { "width_mm": 900, "height_mm": 900 } }),
        Err("too many dots"),
    );
    check(json!({ "format": "csv" }), Ok(1));
    check(json!({ "format": "jsonl", "symbol": "short" }), Ok(1));
    check(json!({ "format": "pdf", "sheet": "a4-65", "module_mm": 0.2 }), Err("too small"));
    check(json!({ "format": "pdf", "sheet": "a4-65", "dpi": 7 }), Err("7 dpi"));
    check(json!({ "format": "pdf", "sheets": "a4-65" }), Err("unknown field"));
    check(json!({ "format": "gif" }), Err("unknown variant"));
    check(
        json!({ "format": "svg", "label": { "width_mm": 1e9, "height_mm": 9 } }),
        Err("no length on paper"),
    );
    check(
        json!({ "format": "svg", "label": { "width_mm": -40, "height_mm": 25 } }),
        Err("does not fit"),
    );
}

#[test]
fn a_small_label_gets_the_short_code() {
    let small = json!({ "width_mm": 25, "height_mm": 15 });
    let (_, kind) = job(json!({ "format": "svg", "label": small })).expect("possible");
    assert_eq!(kind, SymbolKind::Short);
    let (_, kind) = job(json!({ "format": "csv" })).expect("possible");
    assert_eq!(kind, SymbolKind::Signed);
}
