//! Where a certificate's page is: the address in the code of tourism services, and of packs that have one
//! fixed code. Such a code is no stamp's and confirms no pack.

use super::CertificateNumber;

/// The path before a certificate's number.
const PREFIX: &str = "certificates/";

/// The path of a certificate's page, `/certificates/235`.
pub fn certificate_path(number: CertificateNumber) -> String {
    format!("/{PREFIX}{number}")
}

/// The certificate whose page a path means: its number in decimal without leading zeros, so that a
/// certificate has one address. As in the links of stamps, one trailing slash is passed by, and the leading
/// one may be missing.
pub fn certificate_of_path(path: &str) -> Option<CertificateNumber> {
    let text = path.strip_prefix('/').unwrap_or(path).strip_prefix(PREFIX)?;
    let text = text.strip_suffix('/').unwrap_or(text);
    let number: CertificateNumber = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, number: Option<u64>) {
        assert_eq!(certificate_of_path(path).map(u64::from), number, "{path}");
    }

    #[test]
    fn a_certificate_has_one_address() {
        check("/certificates/235", Some(235));
        check("/certificates/235/", Some(235));
        check("certificates/235", Some(235));
        check("/certificates/0", Some(0));
        check("/certificates/0235", None);
        check("/certificates/+235", None);
        check("/certificates/16777216", None);
        check("/certificates/235/code.svg", None);
        check("/certificates/", None);
        check("/certificate/235", None);
        let number = CertificateNumber::try_from(235).expect("small");
        assert_eq!(certificate_path(number), "/certificates/235");
    }
}
