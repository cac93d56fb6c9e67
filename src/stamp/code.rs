//! Every spelling of a stamp under one roof: what a phone's camera opens, what a person types, what a
//! program sends.

use super::{
    Gs1Link, Malformed, STAMP_DIGITS, ScannedStamp, ShortCode, Spelling, certificate_of_path,
    digits, short_code,
};

/// A code that is well spelt. Nothing about it is believed yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// The printed code's 192 digits.
    Printed(ScannedStamp),
    /// A GS1 Digital Link with the stamp in `s`.
    Gs1(Gs1Link),
    /// A short code, typed or from a small symbol.
    Short(ShortCode),
}

impl Code {
    /// Reads a code from a link's decoded path (with its leading slash) and its query (without `?`).
    /// Phones and messengers append things: one trailing slash, and query and fragment unless the
    /// link is GS1's, are passed by.
    ///
    /// # Errors
    /// [`Malformed`]: one spelling a stamp, and nothing else is read.
    pub fn from_link(path: &str, query: &str) -> Result<Self, Malformed> {
        if certificate_of_path(path).is_some() {
            return Err(Malformed(
                "this is the code of a certificate's page: it tells about the certificate and confirms no \
                 pack; open it to read",
            ));
        }
        let path = path.strip_prefix('/').unwrap_or(path);
        let path = path.strip_suffix('/').unwrap_or(path);
        match path.strip_prefix("01/") {
            Some(after_01) => Gs1Link::parse(after_01, query).map(Self::Gs1),
            None => Self::from_segment(path),
        }
    }

    /// Reads a link's path that is a printed code and nothing else, without decoding it first: digits need none.
    /// `None` for any other path; [`from_link`](Self::from_link) reads those.
    pub fn printed_of_path(path: &str) -> Option<ScannedStamp> {
        let digits = path.strip_prefix('/')?.as_bytes();
        digits::decode(digits).map(ScannedStamp::new).ok()
    }

    /// Reads a code as a person or a program hands it over: a link, a link's path, digits, or a short
    /// code; blanks around it are passed by.
    ///
    /// # Errors
    /// [`Malformed`], as for links.
    pub fn from_text(text: &str) -> Result<Self, Malformed> {
        let text = text.trim_matches(' ');
        let path = match text.split_once("://") {
            Some((scheme, rest))
                if ["http", "https"].iter().any(|s| scheme.eq_ignore_ascii_case(s)) =>
            {
                rest.split_once('/').ok_or(Malformed("a link without a code"))?.1
            }
            Some(_) => return Err(Malformed("not a web address")),
            None => text,
        };
        let path = path.split_once('#').map_or(path, |(before, _)| before);
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        Self::from_link(path, query)
    }

    /// The stamp with its signature, if the code carries one.
    pub const fn signed_stamp(&self) -> Option<&ScannedStamp> {
        match self {
            Self::Printed(stamp) => Some(stamp),
            Self::Gs1(link) => Some(&link.stamp),
            Self::Short(_) => None,
        }
    }

    /// Whether its check is so short that somebody may try until one fits: a typed code's 24 bits. A small symbol has
    /// 40, and a signature is not guessed.
    pub const fn is_guessable(&self) -> bool {
        match self {
            Self::Printed(_) | Self::Gs1(_) => false,
            Self::Short(short) => matches!(short.spelling, Spelling::Typed(_)),
        }
    }

    /// The number of characters says which kind it is; all others are reserved.
    fn from_segment(segment: &str) -> Result<Self, Malformed> {
        let bytes = segment.as_bytes();
        match bytes.len() {
            STAMP_DIGITS => digits::decode(bytes).map(ScannedStamp::new).map(Self::Printed),
            short_code::SYMBOL_DIGITS => ShortCode::parse_symbol(bytes).map(Self::Short),
            _ if segment.chars().count() > 24
                || bytes.iter().take(12).all(u8::is_ascii_digit) && bytes.len() > 18 =>
            {
                Err(Malformed("a printed code has 192 digits, a small symbol's has 30"))
            }
            _ => ShortCode::parse_typed(segment).map(Self::Short),
        }
    }
}

/// Whether a path means to be a code, so that a wrong one is answered as malformed rather than as a
/// page that does not exist: it lies under `/01/`, or is one segment that starts with twelve digits or
/// has 14 to 18 letters and digits, dashes and blanks aside.
pub fn looks_like_code(path: &str) -> bool {
    let path = path.strip_prefix('/').unwrap_or(path);
    let segment = path.strip_suffix('/').unwrap_or(path);
    if path.starts_with("01/") {
        return true;
    }
    if segment.contains('/') {
        return false;
    }
    if segment.bytes().take_while(u8::is_ascii_digit).count() >= 12 {
        return true;
    }
    let mut letters = segment.chars().filter(|c| !short_code::is_between_groups(*c));
    let count = letters.clone().count();
    (14..=18).contains(&count) && letters.all(|c| c.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_to_be_a_code_is_told_from_other_paths() {
        for (path, code) in [
            ("/123456789012", true),
            ("/123456789012x", true),
            ("/12345678901", false),
            ("/WBN5-N2DG-DJZE-8G3M", true),
            ("/wbn5 n2dg djze 8g3m/", true),
            ("/WBN5–N2DG–DJZE–8G3M", true),
            ("/WBN5N2DGDJZE8G", true),
            ("/WBN5N2DGDJZE8", false),
            ("/WBN5N2DGDJZE8G3M999", false),
            ("/01/anything", true),
            ("/01", false),
            ("/favicon.ico", false),
            ("/robots.txt", false),
            ("/", false),
            ("/a/123456789012", false),
        ] {
            assert_eq!(looks_like_code(path), code, "{path}");
        }
    }

    #[test]
    fn what_messengers_append_is_passed_by() {
        let digits = digits::encode(&[0x10; 79]);
        let code = Code::from_text(&digits).expect("good");
        for text in [
            format!("https://tem.example.vn/{digits}"),
            format!("HTTPS://tem.example.vn/{digits}/"),
            format!("https://tem.example.vn/{digits}?fbclid=1#top"),
            format!("/{digits}"),
            format!(" {digits} "),
        ] {
            assert_eq!(Code::from_text(&text), Ok(code), "{text}");
        }
        for text in [
            format!("{digits}//"),
            format!("+{digits}"),
            "ftp://x/1".into(),
            "https://x".into(),
            String::new(),
        ] {
            assert!(Code::from_text(&text).is_err(), "{text}");
        }
    }

    #[test]
    fn dashes_of_word_processors_are_passed_by() {
        let code = Code::from_text("WBN5-N2DG-DJZE-8G3M").expect("good");
        for text in ["WBN5–N2DG–DJZE–8G3M", "https://tem.example.vn/WBN5—N2DG—DJZE—8G3M"]
        {
            assert_eq!(Code::from_text(text), Ok(code), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_parses_writes_back(bytes: [u8; 32], turn in 0_usize..192, digit in b'0'..=b'9') {
            let mut text = digits::encode(&[&bytes[..], &bytes, &bytes[..15]].concat()).into_bytes();
            text[turn] = digit;
            let text = String::from_utf8(text).expect("digits");
            if let Ok(Code::Printed(stamp)) = Code::from_text(&text) {
                proptest::prop_assert_eq!(digits::stamp_digits(&stamp), text.clone());
                proptest::prop_assert_eq!(Code::printed_of_path(&format!("/{text}")), Some(stamp));
            }
            let link = format!("/01/08930000000019/21/{}?s={text}", &text[..18]);
            if let Ok(Code::Gs1(read)) = Code::from_text(&link) {
                proptest::prop_assert_eq!(read.to_path(), link);
            }
        }

        #[test]
        fn parsing_never_panics(text in ".{0,250}", path in "/(01/)?[0-9/?=s]{0,230}") {
            let _ = Code::from_text(&text);
            let _ = Code::from_text(&path);
        }
    }
}
