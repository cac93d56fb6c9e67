//! The code of a certificate's page, as decoders that are not ours read it, and as `verify` takes it: no
//! stamp, and nothing that confirms a pack.

use std::fs;

use crate::program::{BASE, Demo, foreign, path, run};

#[test]
fn a_certificates_code_leads_to_its_page_and_confirms_no_pack() {
    let demo = Demo::new();
    let serving = demo.serve();
    let link = format!("{BASE}/certificates/235");
    let picture = demo.beside("code.png");
    let bytes = serving.get("/certificates/235/code.png").bytes().expect("a picture");
    fs::write(&picture, bytes).expect("written");
    let zbar = foreign("zbarimg", &["-q", "--raw", path(&picture)]);
    assert_eq!(String::from_utf8_lossy(&zbar.stdout).trim_end(), link);
    let zxing = foreign("ZXingReader", &[path(&picture)]);
    let read = String::from_utf8_lossy(&zxing.stdout);
    assert!(read.contains(&link) && read.contains("EC Level:   M"), "{read}");

    let keys = demo.beside("keys.json");
    let published = serving.get("/.well-known/ocop-stamp/issuer-keys.json").bytes();
    fs::write(&keys, published.expect("keys")).expect("written");
    let offline = ["--demo", "--keys", path(&keys)];
    let data = demo.data();
    let (folder, service) = (["--data", path(&data)], ["--url", serving.url.as_str()]);
    for source in [&offline[..], &folder, &service] {
        for code in [link.as_str(), path(&picture)] {
            let output = run(&[&["verify"], source, &[code]].concat());
            assert_eq!(output.status.code(), Some(65), "{source:?}, {code}");
            let printed = String::from_utf8_lossy(&output.stdout);
            assert!(printed.contains("the code of a certificate's page"), "{printed}");
            assert!(printed.contains("confirms no pack"), "{printed}");
        }
    }
}
