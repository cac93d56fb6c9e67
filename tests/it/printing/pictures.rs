//! ZIPs of labels: the table in each names every picture in it, and nothing else.

use std::{collections::BTreeSet, fs};

use ocop_stamp::printing::{Insets, PictureFormat, PrintJob, SymbolKind};

use crate::{
    printed::{Reader, check_codes, label, mm, written},
    program::{foreign, path},
};

#[track_caller]
fn check(format: PictureFormat, pin: bool, expected_beside: &[&str]) {
    let folder = tempfile::tempdir().expect("a folder");
    let label = label(mm(50.0, 30.0), Insets::default(), 600, 5, pin);
    let (zip, stamps) = written(&PrintJob::Pictures(label, format), SymbolKind::Signed, pin);
    let (file, out) = (folder.path().join("labels.zip"), folder.path().join("out"));
    fs::write(&file, zip).expect("written");
    let unpacked = foreign("python3", &["-m", "zipfile", "-e", path(&file), path(&out)]);
    assert!(unpacked.status.success(), "{unpacked:?}");
    let mut names: BTreeSet<String> = fs::read_dir(&out)
        .expect("a folder")
        .map(|entry| entry.expect("read").file_name().into_string().expect("plain"))
        .collect();
    let table = fs::read_to_string(out.join("batch-7-00000000-00000004-1of1.csv")).expect("text");
    assert!(table.is_ascii());
    let rows: Vec<Vec<&str>> = table.lines().skip(1).map(|row| row.split(',').collect()).collect();
    assert_eq!(rows.len(), stamps.len());
    for (row, stamp) in rows.iter().zip(&stamps) {
        assert_eq!((row[1], row[2]), (stamp.link.as_str(), stamp.short_code.as_str()));
        assert_eq!(row[3], stamp.pin.map(|pin| pin.to_string()).unwrap_or_default());
        assert_eq!(row[4], "41");
        assert!(names.remove(row[5]), "{} is there", row[5]);
        if let PictureFormat::Png = format {
            let picture = out.join(row[5]);
            check_codes(&Reader::Zbar.read(&[&picture]), std::slice::from_ref(stamp), row[5]);
        }
    }
    let beside: Vec<&str> = names.iter().map(String::as_str).collect();
    assert_eq!(beside, expected_beside);
}

#[test]
fn the_table_in_a_zip_of_pictures_names_each_of_them() {
    let table = "batch-7-00000000-00000004-1of1.csv";
    check(PictureFormat::Png, false, &[table]);
    check(PictureFormat::Svg, false, &[table]);
    check(PictureFormat::Svg, true, &["batch-7-00000000-00000004-1of1-scratch.svg", table]);
}
