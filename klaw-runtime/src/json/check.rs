//! The limits that are off by default, held against a text before it is decoded. Nothing here recurses, but for the
//! canonical form, which is decoded.

use super::blame::Broken;
use super::reader::Reader;
use super::text;
use crate::decode::Decode;
use crate::error::Error;
use crate::fault::Fault;
use crate::msgpack::Limits;
use crate::msgpack::check::Keys;
use crate::value::Value;

/// Looks at the value at the start of a text.
pub(crate) fn text(input: &[u8], limits: &Limits) -> Result<(), Error> {
    // What follows relies on the text being JSON.
    let mut reader = Reader::with_limits(input, limits);
    reader.skip()?;
    tokens(input, reader.offset(), limits)?;
    if limits.canonical {
        let value = Value::decode_json(&mut Reader::with_limits(input, &limits.held()))?;
        let written = super::to_vec(&value);
        if written != input {
            let at = written.iter().zip(input).take_while(|(written, read)| written == read).count();
            return Err(Error::at_offset(Fault::Refused { what: "text in another form than is written", at }, at));
        }
    }
    Ok(())
}

/// An array or object that has not ended.
struct Open {
    elements: usize,
    /// Its number, if it is an object.
    object: Option<u64>,
}

fn tokens(input: &[u8], end: usize, limits: &Limits) -> Result<(), Error> {
    let mut keys = Keys::new(limits.memory_for(input.len()));
    let mut open: Vec<Open> = Vec::new();
    let mut is_key = false;
    let mut at = 0;
    while at < end {
        let start = at;
        match input[at] {
            b' ' | b'\n' | b'\t' | b'\r' | b':' => {
                at += 1;
                continue;
            }
            b',' => {
                is_key = open.last().is_some_and(|around| around.object.is_some());
                at += 1;
                continue;
            }
            b']' | b'}' => {
                open.pop();
                is_key = false;
                at += 1;
                continue;
            }
            b'"' => {
                at = text::skip(input, start).map_err(|broken| unlikely(broken, start))?;
                if at - start - 2 > limits.strings {
                    return Err(Error::at_offset(Fault::StringSize { limit: limits.strings, at: start }, start));
                }
                if is_key {
                    is_key = false;
                    if let Some(Open { object: Some(object), .. }) = open.last()
                        && limits.unique
                    {
                        let (key, _) = text::read(input, start).map_err(|broken| unlikely(broken, start))?;
                        keys.add(*object, 0, key, start)?;
                    }
                    continue;
                }
            }
            b'[' | b'{' => at += 1,
            // A number or a word.
            _ => at += input[at..end].iter().take_while(|byte| !b" \n\t\r,]}".contains(byte)).count().max(1),
        }
        if let Some(around) = open.last_mut() {
            around.elements += 1;
            if around.elements > limits.elements {
                return Err(Error::at_offset(Fault::ElementCount { limit: limits.elements, at: start }, start));
            }
        }
        if let b'[' | b'{' = input[start] {
            is_key = input[start] == b'{';
            open.push(Open { elements: 0, object: is_key.then(|| keys.map()) });
        }
    }
    Ok(())
}

/// A string that has been passed over before.
#[cold]
fn unlikely(broken: Broken, at: usize) -> Error {
    let what = if let Broken::Malformed(what, _) = broken { what } else { "invalid character" };
    Error::at_offset(Fault::NotJson { what, at }, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(input: &str, limits: Limits) -> String {
        text(input.as_bytes(), &limits).map_or_else(|error| error.to_string(), |()| String::from("ok"))
    }

    #[test]
    fn elements_and_strings_are_counted() {
        let limits = Limits::new().element_count(2).string_size(3);
        for fine in [r#"[1, "abc"]"#, "[ ]", "[[], [[1, 2], {}]]", r#" {"a": [1, -2.5e3], "b": {"c": null}} "#, "7"] {
            assert_eq!(says(fine, limits), "ok", "{fine}");
        }
        let many = |at| format!("Message holds an array or map of more than 2 elements (byte {at})");
        assert_eq!(says("[1, 2, 3]", limits), many(7));
        assert_eq!(says("[1, [true, false, null]]", limits), many(18));
        assert_eq!(says(r#"{"a": 1, "b": 2, "c": 3}"#, limits), many(22));
        assert_eq!(says("[[], {}, []]", limits), many(9));
        assert_eq!(says(r#"["abcd"]"#, limits), "Message holds a string longer than 3 bytes (byte 1)");
        assert_eq!(says(r#"{"abcd": 1}"#, limits), "Message holds a string longer than 3 bytes (byte 1)");
        assert_eq!(says("[[1, 2]", limits), "Input data was truncated");
        assert_eq!(says("[[1]]", limits.depth(1)), "Message is nested deeper than 1 arrays and maps");
    }

    #[test]
    fn keys_are_compared_by_what_they_say() {
        let limits = Limits::new().deny_duplicate_keys();
        for fine in [r#"{"a": "a", "b": "a"}"#, r#"[{"a": 1}, {"a": 1}]"#, r#"{"a": {"a": ["a", "a"]}, "b": {"a": 1}}"#]
        {
            assert_eq!(says(fine, limits), "ok", "{fine}");
        }
        for (twice, at) in [
            (r#"{"a": 1, "a": 2}"#, 9),
            (r#"{"a": 1, "\u0061": 2}"#, 9),
            (r#"{"a": {"b": 1}, "a": 2}"#, 16),
            (r#"[{"a": [{}, {"b": 1}], "a": 2}]"#, 23),
        ] {
            assert_eq!(says(twice, limits), format!("Message holds a map with a key twice (byte {at})"), "{twice}");
        }
    }

    #[test]
    fn canonical_is_what_is_written() {
        let limits = Limits::new().canonical();
        for fine in [r#"{"b":[1,-2,2.5,1e300,null,true],"a":"é\n"}"#, "[]", "18446744073709551615", "0.5"] {
            assert_eq!(says(fine, limits), "ok", "{fine}");
        }
        for other in
            [" 1", "1 ", "[1, 2]", r#""\u0061""#, r#""\/""#, "1.50", "1E3", "1.5e1", "-0", "36893488147419103232"]
        {
            let said = says(other, limits);
            assert!(said.starts_with("Message holds text in another form than is written (byte "), "{other}: {said}");
        }
    }
}
