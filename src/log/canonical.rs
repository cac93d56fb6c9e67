//! RFC 8785 canonical JSON, for the part of JSON that the log and the register's commitments use:
//! objects, lists, strings, whole numbers, booleans and null. Fractions are refused, since their
//! canonical form is where implementations differ.

use serde_json::{Map, Value};

/// A value that has no place in the log: a number with a fraction or beyond 2⁵³.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("only whole numbers between −2⁵³ and 2⁵³ stand in canonical JSON here")]
pub struct NotCanonical;

/// The largest whole number that every JSON reader holds exactly (RFC 7493 §2.2).
const LARGEST: u64 = 1 << 53;

/// Writes a value in canonical form.
///
/// # Errors
/// [`NotCanonical`] for a number that is not whole or too large.
pub fn canonical_json(value: &Value) -> Result<String, NotCanonical> {
    let mut text = String::new();
    write(value, &mut text)?;
    Ok(text)
}

fn write(value: &Value, text: &mut String) -> Result<(), NotCanonical> {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(true) => text.push_str("true"),
        Value::Bool(false) => text.push_str("false"),
        Value::Number(number) => {
            let magnitude = number.as_i64().map(i64::unsigned_abs).or(number.as_u64());
            if magnitude.is_none_or(|magnitude| magnitude > LARGEST) {
                return Err(NotCanonical);
            }
            text.push_str(&number.to_string());
        }
        Value::String(string) => write_string(string, text),
        Value::Array(values) => {
            text.push('[');
            for (place, value) in values.iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                write(value, text)?;
            }
            text.push(']');
        }
        Value::Object(object) => write_object(object, text)?,
    }
    Ok(())
}

/// Members in the order of their names' UTF-16 units (RFC 8785 §3.2.3).
fn write_object(object: &Map<String, Value>, text: &mut String) -> Result<(), NotCanonical> {
    let mut members: Vec<_> = object.iter().collect();
    members.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
    text.push('{');
    for (place, (name, value)) in members.into_iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        write_string(name, text);
        text.push(':');
        write(value, text)?;
    }
    text.push('}');
    Ok(())
}

/// `serde_json` escapes as RFC 8785 §3.2.2.2 wants it: the short escapes, and `\u00xx` in lower case.
fn write_string(string: &str, text: &mut String) {
    text.push_str(&serde_json::to_string(string).expect("a string always serialises"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_sorted_and_numbers_whole() {
        let value =
            serde_json::json!({"b": [1, null, true], "a": {"\u{20ac}": "\u{1}\n\"", "d": -7}});
        assert_eq!(
            canonical_json(&value),
            Ok("{\"a\":{\"d\":-7,\"\u{20ac}\":\"\\u0001\\n\\\"\"},\"b\":[1,null,true]}".to_owned())
        );
        assert_eq!(canonical_json(&serde_json::json!(1.0)), Err(NotCanonical));
        assert_eq!(canonical_json(&serde_json::json!(1_u64 << 60)), Err(NotCanonical));
    }
}
