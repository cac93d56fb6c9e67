//! The main job end to end, as a newcomer runs it: a demo folder, its pictures read by decoders that are
//! not ours, and each code answered with the verdict that it is named for.

use std::{collections::BTreeSet, fs, time::Instant};

use crate::program::{self, Demo, foreign, ocop_stamp, path};

/// One stamp for each verdict that a picture can show.
pub const SAMPLES: [&str; 7] = [
    "valid",
    "certificate_expired",
    "not_activated",
    "suspended",
    "revoked",
    "not_issued",
    "forged",
];

#[test]
fn each_sample_is_read_by_other_decoders_and_answered_with_its_verdict() {
    let demo = Demo::new();
    let serving = demo.serve();
    for name in SAMPLES {
        let code = demo.sample(name);
        let picture = demo.data().join(format!("samples/{name}.png"));
        let zbar = foreign("zbarimg", &["-q", "--raw", path(&picture)]);
        assert_eq!(String::from_utf8_lossy(&zbar.stdout).trim_end(), code, "zbarimg, {name}");
        let zxing = foreign("ZXingReader", &[path(&picture)]);
        let read = String::from_utf8_lossy(&zxing.stdout);
        assert!(read.contains(&code) && read.contains("EC Level:   M"), "ZXing, {name}: {read}");

        let digits =
            code.strip_prefix(&format!("{}/", program::BASE)).expect("the base comes first");
        let as_program = serving
            .client
            .get(format!("{}/{digits}", serving.url))
            .header("Accept", "application/json");
        let answer: serde_json::Value = as_program.send().expect("an answer").json().expect("JSON");
        assert_eq!(answer["verdict"], name);
        let page = serving.get(&format!("/{digits}")).text().expect("a page");
        assert!(page.contains(&format!("data-verdict=\"{name}\"")), "{name}");
        assert!(page.len() <= 12 * 1024, "the page of {name} has {} bytes", page.len());
    }
}

#[test]
fn samples_holds_three_files_a_verdict_and_nothing_else() {
    let demo = Demo::new();
    let names: BTreeSet<_> = fs::read_dir(demo.data().join("samples"))
        .expect("samples")
        .map(|name| name.expect("a name").file_name().into_string().expect("text"))
        .collect();
    let expected = SAMPLES
        .iter()
        .flat_map(|name| ["png", "svg", "txt"].map(|ending| format!("{name}.{ending}")));
    assert_eq!(names, expected.collect());
}

#[test]
fn a_demo_folder_has_to_be_new_or_empty() {
    let demo = Demo::new();
    let refused = ocop_stamp(&["demo", "--no-serve", "--data", path(&demo.data())])
        .output()
        .expect("it starts");
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("holds something already"));
}

#[test]
fn a_new_demo_answers_within_fifteen_seconds() {
    let folder = tempfile::tempdir().expect("a folder");
    let begun = Instant::now();
    program::run_well(&["demo", "--no-serve", "--data", path(&folder.path().join("new"))]);
    let serving = program::Serving::start(&folder.path().join("new"));
    // The promise is for a release build on an idle machine; a debug build on a busy one keeps it too.
    assert!(begun.elapsed().as_secs() < 15, "{:?}", begun.elapsed());
    assert_eq!(serving.get("/healthz").status(), 200);
}
