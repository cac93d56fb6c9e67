//! age files of others and of ours, opened and refused.

use std::{collections::BTreeMap, fs, path::Path};

use super::*;

/// age's own test vectors: what is to be opened, and what is to be refused and where.
#[test]
fn the_vectors_of_the_specification_are_opened_and_refused() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/age");
    let mut met = BTreeMap::new();
    for file in fs::read_dir(folder).expect("a folder") {
        let file = file.expect("read").path();
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        let vector = Vector::parse(&fs::read(&file).expect("there"));
        let opened = vector.open();
        let is_good = vector.facts["expect"] == "success";
        assert_eq!(opened.is_some(), is_good, "{name}: {}", vector.facts["expect"]);
        if let Some(opened) = opened {
            let hash = <sha2::Sha256 as sha2::Digest>::digest(&opened);
            assert_eq!(data_encoding::HEXLOWER.encode(&hash), vector.facts["payload"], "{name}");
        }
        *met.entry(vector.facts["expect"].clone()).or_insert(0) += 1;
    }
    let met: Vec<_> = met.iter().map(|(expect, count)| (expect.as_str(), *count)).collect();
    assert!(met.iter().map(|(_, count)| count).sum::<u32>() > 80, "{met:?}");
}

struct Vector {
    facts: BTreeMap<String, String>,
    file: Vec<u8>,
}

impl Vector {
    fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(2).position(|two| two == b"\n\n").expect("an empty line");
        let (head, file) = (&bytes[..=end], &bytes[end + 2..]);
        let lines = std::str::from_utf8(head).expect("text").lines();
        // A remark may stand there more than once.
        let facts = lines.map(|line| line.split_once(": ").expect("a pair"));
        let facts: BTreeMap<_, _> =
            facts.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let file = match facts.get("compressed").map(String::as_str) {
            Some("zlib") => {
                let mut inflated = vec![0; 1 << 20];
                let length = libdeflater::Decompressor::new()
                    .zlib_decompress(file, &mut inflated)
                    .expect("a vector");
                inflated[..length].to_vec()
            }
            Some(other) => panic!("{other}"),
            None => file.to_vec(),
        };
        Self { facts, file }
    }

    fn open(&self) -> Option<Vec<u8>> {
        let with = match (self.facts.get("passphrase"), self.facts.get("identity")) {
            // A passphrase beside a key is opened by neither.
            (Some(text), _) => Unseal::Passphrase(Zeroizing::new(text.clone())),
            (None, Some(key)) => Unseal::Identities(Identity::all_in(key).ok()?),
            (None, None) => return None,
        };
        let mut opened = Vec::new();
        with.open(self.file.as_slice()).ok()?.read_to_end(&mut opened).ok()?;
        Some(opened)
    }
}

/// The key of the vectors, with its public half as another age prints it.
const SECRET: &str = "AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0";
const PUBLIC: &str = "age1xmwwc06ly3ee5rytxm9mflaz2u56jjj36s0mypdrwsvlul66mv4q47ryef";

/// Different each time, which is all that is asked of it here.
fn random(buffer: &mut [u8]) {
    use std::sync::atomic::{AtomicU8, Ordering};
    static NEXT: AtomicU8 = AtomicU8::new(1);
    buffer.iter_mut().for_each(|byte| *byte = NEXT.fetch_add(37, Ordering::Relaxed));
}

fn sealed(content: &[u8], seal: &Seal) -> Vec<u8> {
    let mut sealing = seal.seal(Vec::new(), random).expect("memory");
    // In pieces that do not fit the chunks.
    content.chunks(10_007).for_each(|piece| sealing.write_all(piece).expect("memory"));
    sealing.finish().expect("memory")
}

fn opened(bytes: &[u8], with: &Unseal) -> Option<Vec<u8>> {
    let mut opened = Vec::new();
    with.open(bytes).ok()?.read_to_end(&mut opened).ok()?;
    Some(opened)
}

#[test]
fn what_is_sealed_is_opened_by_whom_it_is_for() {
    let mine =
        Unseal::Identities(Identity::all_in(&format!("# mine\n\n{SECRET}\n")).expect("a key"));
    let other = "AGE-SECRET-KEY-1QQQSYQCYQ5RQWZQFPG9SCRGWPUGPZYSNZS23V9CCRYDPK8QARC0SWRYDWG";
    let other = Unseal::Identities(Identity::all_in(other).expect("a key"));
    let public = PUBLIC.parse().expect("a recipient");
    let second = "age13aqvttdk3ujkyjh9kg2w5an6dmy5mq5a84a4uxk3hfhnugfc9p0sy5p2wh";
    let both = Seal::Recipients(vec![second.parse().expect("a recipient"), public]);
    let one = Seal::Recipients(vec![second.parse().expect("a recipient")]);
    for length in [0, 1, 65_535, 65_536, 65_537, 131_072, 200_000] {
        let content: Vec<u8> = (0..length).map(|at: u32| (at % 251) as u8).collect();
        let to_both = sealed(&content, &both);
        assert_eq!(opened(&to_both, &mine).as_ref(), Some(&content), "{length}");
        assert_eq!(opened(&to_both, &other).as_ref(), Some(&content), "{length}");
        assert_eq!(opened(&sealed(&content, &one), &mine), None, "{length}");
        for at in [0, 100, to_both.len() / 2, to_both.len() - 1] {
            let mut flipped = to_both.clone();
            flipped[at] ^= 1;
            assert_eq!(opened(&flipped, &mine), None, "{length}: {at}");
            assert_eq!(opened(&to_both[..at], &mine), None, "{length}: cut at {at}");
        }
        assert_eq!(opened(&[to_both.as_slice(), b"x"].concat(), &mine), None, "{length}");
    }
    let under = Seal::Passphrase(Zeroizing::new("mưa rừng".to_owned()));
    let bytes = sealed(b"x", &under);
    let with = |text: &str| opened(&bytes, &Unseal::Passphrase(Zeroizing::new(text.to_owned())));
    assert_eq!(with("mưa rừng").as_deref(), Some(&b"x"[..]));
    assert_eq!(with("mưa"), None);
}

#[test]
fn keys_that_are_miswritten_are_refused() {
    assert!(PUBLIC.to_uppercase().parse::<Recipient>().is_ok());
    for wrong in [
        "",
        "age1",
        "AGE1xmwwc06ly3ee5rytxm9mflaz2u56jjj36s0mypdrwsvlul66mv4q47ryef",
        "age1xmwwc06ly3ee5rytxm9mflaz2u56jjj36s0mypdrwsvlul66mv4q47ryeg",
        "age1xmwwc06ly3ee5rytxm9mflaz2u56jjj36s0mypdrwsvlul66mv4q47rye",
        SECRET,
    ] {
        assert!(wrong.parse::<Recipient>().is_err(), "{wrong}");
    }
    for wrong in ["", "# nothing", PUBLIC, &SECRET.to_lowercase(), &SECRET[..70]] {
        assert!(Identity::all_in(wrong).is_err(), "{wrong}");
    }
}

proptest::proptest! {
    #[test]
    fn opening_never_panics(bytes: Vec<u8>, text in "age-encryption.org/v1\n(-> X25519 [A-Za-z0-9+/]{0,50}\n[A-Za-z0-9+/]{0,70}\n){0,3}(--- [A-Za-z0-9+/]{43}\n)?.{0,40}") {
        let mine = Unseal::Identities(Identity::all_in(SECRET).expect("a key"));
        drop(opened(&bytes, &mine));
        drop(opened(text.as_bytes(), &mine));
    }
}
