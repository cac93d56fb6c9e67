//! A bitmap in Zebra's hexadecimal with its short forms (ZPL II Programming Guide, "Alternative Data
//! Compression Scheme"): counts before a digit, `,` for zeros and `!` for ones to the row's end, `:` for the
//! row before.

use crate::printing::bitmap::Bitmap;

/// The rows, shortened.
pub(super) fn shortened(bitmap: &Bitmap) -> String {
    let mut text = String::new();
    let mut before: Option<&[u8]> = None;
    for row in bitmap.rows() {
        if before == Some(row) {
            text.push(':');
        } else {
            shorten_row(row, &mut text);
        }
        before = Some(row);
    }
    text
}

fn shorten_row(row: &[u8], text: &mut String) {
    let digits: Vec<u8> = row.iter().flat_map(|byte| [byte >> 4, byte & 0xf]).collect();
    let mut runs: Vec<&[u8]> = digits.chunk_by(|a, b| a == b).collect();
    let end = match runs.last().and_then(|run| run.first()) {
        Some(0) => Some(','),
        Some(0xf) => Some('!'),
        Some(_) | None => None,
    };
    if end.is_some() {
        runs.pop();
    }
    for run in runs {
        push_count(run.len(), text);
        text.push(char::from(b"0123456789ABCDEF"[usize::from(run[0])]));
    }
    text.extend(end);
}

/// `G` to `Y` are 1 to 19, `g` to `z` 20 to 400 in twenties; one digit alone has no count.
fn push_count(mut count: usize, text: &mut String) {
    if count == 1 {
        return;
    }
    while count >= 400 {
        text.push('z');
        count -= 400;
    }
    let letter =
        |first: u8, place: usize| char::from(first + u8::try_from(place).expect("20 at most"));
    if count >= 20 {
        text.push(letter(b'g', count / 20 - 1));
    }
    if !count.is_multiple_of(20) {
        text.push(letter(b'G', count % 20 - 1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(row: &[u8], expected: &str) {
        let mut text = String::new();
        shorten_row(row, &mut text);
        assert_eq!(text, expected);
    }

    #[test]
    fn rows_are_shortened_as_the_guide_says() {
        check(&[0x00, 0x00], ",");
        check(&[0xff, 0xff], "!");
        check(&[0x01, 0x23], "0123");
        check(&[0x66, 0x66, 0x66, 0x60], "M6,");
        check(&[[0x66; 10].as_slice(), &[0x12]].concat(), "g612");
        check(&[[0xbb; 163].as_slice(), &[0xbc]].concat(), "vMBC");
        check(&[[0xcc; 210].as_slice(), &[0x12]].concat(), "zgC12");
    }
}
