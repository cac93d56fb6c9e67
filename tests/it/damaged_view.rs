//! sled's files damaged wherever one looks: the ledger holds the same, or says how to get there.

use std::{
    fs,
    path::{Path, PathBuf},
};

use ocop_stamp::{
    ledger::{History, IdempotencyKey, Ledger},
    store::SledLedger,
};

use crate::{
    data::{Data, copy},
    invented::{on_batch, suspended},
    writer::{change, under_key, wait},
};

/// Damages the view in every way, at this many places each: no answer changes, or the start says what to do.
pub(crate) fn damage_at(places: usize) {
    let large = Large::new();
    let db = |sled: &Path| sled.join("db");
    assert_eq!(large.check("nothing", |_| {}), [""; 0]);
    large.check("without snapshots", remove_snapshots);
    large.check("without db", |sled| fs::remove_file(db(sled)).expect("removed"));
    large.check("db is garbage", |sled| change_file(db(sled), |bytes| bytes.fill(0xa5)));
    large.check("without conf", |sled| fs::remove_file(sled.join("conf")).expect("removed"));
    large.check("conf is garbage", |sled| change_file(sled.join("conf"), |bytes| bytes.fill(0xa5)));
    for part in 0..places {
        let cut = |bytes: &mut Vec<u8>| bytes.truncate(bytes.len() / places * part + 99);
        large.check(&format!("db cut after part {part}"), |sled| change_file(db(sled), cut));
    }
    for part in 0..places {
        let flip = |bytes: &mut Vec<u8>| {
            let place = (bytes.len() / places * part + 1_234) % bytes.len();
            bytes[place] ^= 0x10;
        };
        large.check(&format!("bit flipped in part {part}"), |sled| change_file(db(sled), flip));
        large.check(&format!("and without snapshots, {part}"), |sled| {
            change_file(db(sled), flip);
            remove_snapshots(sled);
        });
        let erase = |bytes: &mut Vec<u8>| {
            let place = bytes.len() / places * part;
            let end = bytes.len().min(place + 4_096);
            bytes[place..end].fill(0);
        };
        large.check(&format!("page erased in part {part}"), |sled| change_file(db(sled), erase));
    }
}

/// A folder with enough in sled to have several segments and a snapshot, and all that it holds.
struct Large {
    data: Data,
    contents: Vec<String>,
}

/// Changes of the large history, each under a key.
const CHANGES: u32 = 24;

impl Large {
    fn new() -> Self {
        let data = Data::with_history();
        for start in 0..3 {
            let (writer, _) = data.open().expect("it starts");
            for place in 0..CHANGES / 3 {
                let bodies = (0..150).map(|_| suspended(on_batch(1)));
                let key = format!("change {}", start * CHANGES / 3 + place);
                writer.change(under_key(&key, change(bodies))).expect("suspended");
            }
            writer.stop();
        }
        let opened = SledLedger::open(data.path(), 0).expect("it opens");
        let contents = contents(&opened.ledger).expect("it can be read");
        drop(opened);
        Self { data, contents }
    }

    /// Damages a copy of the view: the ledger holds the same, or says how to get there. Returns what was mended.
    #[track_caller]
    fn check(&self, what: &str, damage: impl Fn(&Path)) -> Vec<String> {
        let folder = tempfile::tempdir().expect("a folder");
        copy(self.data.path(), folder.path());
        let sled = folder.path().join("sled");
        damage(&sled);
        let read = || {
            let opened = SledLedger::open(folder.path(), 0).map_err(|error| error.to_string())?;
            Ok((contents(&opened.ledger)?, opened.mended))
        };
        let (contents, mended) = match read() {
            Ok(read) => read,
            Err(error) => {
                let error: String = error;
                assert!(error.contains("move the folder `sled` aside"), "{what}: {error}");
                fs::rename(&sled, folder.path().join("sled.aside")).expect("moved");
                read().expect("it starts as told")
            }
        };
        assert_eq!(contents, self.contents, "{what}: {mended:?}");
        mended
    }
}

/// All that a ledger hands over: entries, records, outcomes.
fn contents(ledger: &SledLedger) -> Result<Vec<String>, String> {
    let mut contents = Vec::new();
    let replayed = wait(ledger.replay(&mut |item| {
        contents.push(format!("{item:?}"));
        Ok(())
    }));
    contents.push(replayed.map_err(|error| error.to_string())?.to_string());
    for place in 0..CHANGES {
        let key = IdempotencyKey::parse(&format!("change {place}")).expect("printable");
        let outcome = wait(ledger.recall(key.hash())).map_err(|error| error.to_string())?;
        contents.push(format!("{:?}", outcome.expect("an outcome")));
    }
    Ok(contents)
}

fn change_file(path: PathBuf, change: impl Fn(&mut Vec<u8>)) {
    let mut bytes = fs::read(&path).expect("a file of sled");
    change(&mut bytes);
    fs::write(&path, bytes).expect("written");
}

fn remove_snapshots(sled: &Path) {
    for name in fs::read_dir(sled).expect("a folder") {
        let path = name.expect("a name").path();
        if path.file_name().expect("a name").to_string_lossy().starts_with("snap.") {
            fs::remove_file(path).expect("removed");
        }
    }
}
