//! A view beside the message that it is a view of.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use crate::assert::hex;
use klaw_runtime::view::{self, View};
use klaw_runtime::{Decode, Error, msgpack};
use std::fmt::Debug;

/// What an error says, and where.
pub fn told(error: &Error) -> (String, String, Option<usize>) {
    (error.to_string(), error.path().to_owned(), error.offset())
}

/// Does the error lie in what the view reads: around the message, or in one of `read`?
fn is_read(error: &Error, read: &[&str]) -> bool {
    let path = error.path();
    if path == "$" {
        let text = error.to_string();
        if error.offset().is_none() {
            // The message's own check, which no view runs.
            return false;
        }
        let of_a_field = text.contains("missing required field");
        return !of_a_field || read.iter().any(|path| text.contains(&format!("`{}`", path.trim_start_matches("$."))));
    }
    let is_key = path == "key in $";
    let path = path.split(" in ").last().unwrap_or(path);
    let is_in =
        |read: &&str| path.strip_prefix(*read).is_some_and(|rest| rest.is_empty() || rest.starts_with(['[', '.']));
    is_key || read.iter().any(is_in)
}

/// The view and the whole message of one frame: the view is refused where the message is, up to what it reads, in the
/// same words; where both are read, they agree on what it reads.
#[track_caller]
pub fn agree<'a, V, M, R>(frame: &'a [u8], read: &[&str], of_view: impl Fn(&V) -> R, of_message: impl Fn(&M) -> R)
where
    V: View<'a>,
    M: Decode<'a>,
    R: PartialEq + Debug,
{
    match (msgpack::from_slice::<V>(frame), msgpack::from_slice::<M>(frame)) {
        (Ok(view), Ok(message)) => assert_eq!(of_view(&view), of_message(&message), "{}", hex(frame)),
        (Err(view), Ok(_)) => panic!("the view alone is refused: {view:#}\n{}", hex(frame)),
        (Ok(_), Err(message)) => {
            assert!(!is_read(&message, read), "the view is not refused: {message:#}\n{}", hex(frame));
        }
        (Err(view), Err(message)) if is_read(&message, read) => {
            assert_eq!(told(&view), told(&message), "{}", hex(frame));
        }
        // The message was refused for what the view passes over. The view is no earlier, but where all of it is to blame.
        (Err(view), Err(message)) => {
            let is_earlier = view.offset().is_some_and(|at| Some(at) < message.offset()) && view.path() != "$";
            assert!(!is_earlier, "{view:#}\n{message:#}\n{}", hex(frame));
        }
    }
    // What is sound is sound up to the last field. Of a key that a map holds twice, the two take different values.
    if let Ok(view) = msgpack::from_slice::<V>(frame) {
        let first = view::first::<V>(frame).unwrap();
        if frame[0] & 0xf0 == 0x90 {
            assert_eq!(of_view(&first), of_view(&view), "{}", hex(frame));
        }
    }
}
