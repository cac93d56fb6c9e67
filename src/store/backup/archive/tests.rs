//! Archives that are whole, and all that is none.

use super::{super::manifest::FolderContent, *};

fn manifest(content: Content, members: Vec<Member>) -> Manifest {
    Manifest {
        format: FORMAT,
        made_by: "test".to_owned(),
        made_at: jiff::Timestamp::UNIX_EPOCH,
        origin: "tem.example.vn/log".to_owned(),
        vkey: String::new(),
        content,
        members,
    }
}

fn folder() -> Content {
    Content::Folder(FolderContent {
        last_sequence: 1,
        last_frame: String::new(),
        log_size: 1,
        root: String::new(),
        checkpoint: None,
        counts: super::super::Counts::default(),
    })
}

/// A backup of these files.
fn written(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ArchiveWriter::new(Vec::new(), 1_790_000_000);
    for (name, content) in files {
        archive.add(name, content.len() as u64, &mut &**content).expect("memory");
    }
    archive.finish(|members| manifest(folder(), members)).expect("memory").0
}

const FILES: [(&str, &[u8]); 4] = [
    ("ocop-stamp.toml", b"x"),
    ("journal/00000000000000000001.journal", &[7; 512]),
    ("log/tile/0/000.p/1", &[9; 700]),
    ("log/checkpoint", b""),
];

fn read(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, ArchiveError> {
    let mut found = Vec::new();
    read_archive(bytes, &mut |name, content| {
        let mut bytes = Vec::new();
        content.read_to_end(&mut bytes)?;
        found.push((name.to_owned(), bytes));
        Ok(())
    })?;
    Ok(found)
}

#[test]
fn what_is_written_is_read() {
    let found = read(&written(&FILES)).expect("a backup");
    let expected: Vec<_> =
        FILES.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
    assert_eq!(found, expected);
}

#[test]
fn every_flipped_byte_every_cut_and_every_addition_is_found() {
    let good = written(&FILES);
    for at in 0..good.len() {
        let mut flipped = good.clone();
        flipped[at] ^= 1;
        // The manifest's words about itself are guarded by nothing but its form; what it says of files is.
        let is_read = read(&flipped).is_ok();
        let in_manifest = at > 512 * 8 && at < good.len() - 1024;
        assert!(!is_read || in_manifest, "byte {at}");
    }
    for length in 0..good.len() {
        let error = read(&good[..length]).expect_err("cut");
        let is_told = matches!(error, ArchiveError::Cut) || length < 512;
        assert!(is_told, "{length}: {error}");
    }
    for more in [&b"x"[..], &[0], &[0; 512], &good] {
        let longer = [good.as_slice(), more].concat();
        assert!(matches!(read(&longer), Err(ArchiveError::Extended)), "{} more", more.len());
    }
}

#[test]
fn names_that_lead_elsewhere_are_refused() {
    for name in [
        "../journal/x",
        "/etc/passwd",
        "journal/../../x",
        "journal//x",
        "journal/./x",
        "journal/.hidden",
        "journal/x/",
        "journal/a b",
        "journal/a\\b",
        "journal/ă",
        "keys/log.pem",
        "personal/account-1.key",
        "lock",
        "sled/db",
        "journal",
    ] {
        let bytes = written(&[("ocop-stamp.toml", b"x"), (name, b"x")]);
        assert!(matches!(read(&bytes), Err(ArchiveError::Name(_))), "{name}");
    }
    let twice = written(&[("journal/a", b"x"), ("journal/a", b"y")]);
    assert!(matches!(read(&twice), Err(ArchiveError::Name(_))));
    let mut archive = ArchiveWriter::new(Vec::new(), 0);
    let long = format!("journal/{}", "a".repeat(100));
    assert!(matches!(archive.add(&long, 0, &mut &b""[..]), Err(ArchiveError::TooLong(_))));
}

#[test]
fn links_devices_and_other_tars_are_refused() {
    let good = written(&FILES);
    for kind in [b'1', b'2', b'3', b'5', b'L', b'x', b'g', 0] {
        let mut other = good.clone();
        other[156] = kind;
        // With the checksum that belongs to it.
        other[148..156].fill(b' ');
        let sum: u32 = other[..512].iter().map(|byte| u32::from(*byte)).sum();
        other[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        assert!(matches!(read(&other), Err(ArchiveError::Foreign)), "{kind}");
    }
    for foreign in [&b""[..], b"PK\x03\x04", &[0; 4096]] {
        assert!(matches!(read(foreign), Err(ArchiveError::Foreign)));
    }
}

#[test]
fn a_later_format_is_named() {
    let mut archive = ArchiveWriter::new(Vec::new(), 0);
    archive.add("journal/a", 1, &mut &b"x"[..]).expect("memory");
    let later = |members| Manifest { format: 2, ..manifest(folder(), members) };
    let (bytes, _) = archive.finish(later).expect("memory");
    assert!(matches!(read(&bytes), Err(ArchiveError::Format(2))));
}

#[test]
fn a_file_that_grows_shorter_is_noticed() {
    let mut archive = ArchiveWriter::new(Vec::new(), 0);
    let added = archive.add("journal/a", 5, &mut &b"four"[..]);
    assert!(matches!(added, Err(ArchiveError::Shrunk(_))));
}

proptest::proptest! {
    #[test]
    fn reading_never_panics(bytes: Vec<u8>, at in 0_usize..4096, value: u8) {
        drop(read(&bytes));
        let mut changed = written(&FILES);
        let at = at % changed.len();
        changed[at] = value;
        drop(read(&changed));
    }
}
