//! Arrays and objects: opened, and asked for what is in them until they are closed.

use super::Reader;
use crate::error::Error;
use crate::fault::{Fault, Types};
use std::borrow::Cow;

/// How a message begins: its bracket with the key of its tag, and the tag.
#[doc(hidden)]
pub type Start = (&'static [u8], &'static [u8]);

impl<'de> Reader<'de> {
    /// Opens an array. [`element`](Self::element) says whether there is another element, and closes it behind the last.
    ///
    /// # Errors
    /// Another value, none, or too many open arrays and objects.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn begin_array(&mut self) -> Result<(), Error> {
        if self.token() != b'[' {
            return Err(self.unexpected(Types::ARRAY));
        }
        self.open()
    }

    /// Is there another element? If there is none, the array is closed.
    ///
    /// # Errors
    /// Text that is not JSON.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn element(&mut self) -> Result<bool, Error> {
        let byte = self.token();
        if byte == b']' {
            self.close();
            return Ok(false);
        } else if self.first {
            if byte > b' ' {
                self.first = false;
                return Ok(true);
            }
        } else if byte == b',' {
            let comma = self.at;
            self.at += 1;
            let byte = self.token();
            if byte != b']' && byte > b' ' {
                return Ok(true);
            }
            self.at = comma;
        }
        self.apart(Self::any_element)
    }

    #[cold]
    #[inline(never)]
    fn any_element(&mut self) -> Result<bool, Error> {
        let first = std::mem::replace(&mut self.first, false);
        match self.token() {
            b']' => {
                self.close();
                return Ok(false);
            }
            b',' if !first => {
                self.at += 1;
                if self.token() == b']' {
                    return Err(self.malformed("trailing comma in array"));
                }
            }
            _ if first => {}
            0 if self.at == self.input.len() => {}
            _ => return Err(self.malformed("expected ',' or ']'")),
        }
        if self.at == self.input.len() { Err(self.truncated()) } else { Ok(true) }
    }

    // Objects.

    /// Opens an object. [`key`](Self::key) reads the next key, and closes it behind the last value.
    ///
    /// # Errors
    /// Another value, none, or too many open arrays and objects.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn begin_object(&mut self) -> Result<(), Error> {
        if self.token() != b'{' {
            return Err(self.unexpected(Types::OBJECT));
        }
        self.open()
    }

    /// The next key, if there is one: the cursor stands at its value. If there is none, the object is closed.
    ///
    /// # Errors
    /// Text that is not JSON, or a key that is not UTF-8.
    pub fn key(&mut self) -> Result<Option<Cow<'de, str>>, Error> {
        if !self.entry()? {
            return Ok(None);
        }
        let key = self.str()?;
        self.colon()?;
        Ok(Some(key))
    }

    /// Is there another entry? The cursor stands at its key then; else the object is closed.
    ///
    /// # Errors
    /// Text that is not JSON.
    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn entry(&mut self) -> Result<bool, Error> {
        let byte = self.token();
        if byte == b'}' {
            self.close();
            return Ok(false);
        } else if self.first {
            if byte == b'"' {
                self.first = false;
                return Ok(true);
            }
        } else if byte == b',' {
            let comma = self.at;
            self.at += 1;
            if self.token() == b'"' {
                return Ok(true);
            }
            self.at = comma;
        }
        self.apart(Self::any_entry)
    }

    #[cold]
    #[inline(never)]
    fn any_entry(&mut self) -> Result<bool, Error> {
        let first = std::mem::replace(&mut self.first, false);
        let mut byte = self.token();
        match byte {
            b'}' => {
                self.close();
                return Ok(false);
            }
            b',' if !first => {
                self.at += 1;
                byte = self.token();
            }
            _ if first => {}
            0 if self.at == self.input.len() => {}
            _ => return Err(self.malformed("expected ',' or '}'")),
        }
        match byte {
            b'"' => Ok(true),
            b'}' => Err(self.malformed("trailing comma in object")),
            0 if self.at == self.input.len() => Err(self.truncated()),
            _ => Err(self.malformed("object keys must be strings")),
        }
    }

    /// Reads what stands between a key and its value.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn colon(&mut self) -> Result<(), Error> {
        if self.token() == b':' {
            self.at += 1;
            return Ok(());
        }
        Err(if self.at == self.input.len() { self.truncated() } else { self.malformed("expected ':'") })
    }

    /// Reads a key of a map.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn map_key<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        self.is_key = true;
        let key = read(self);
        self.is_key = false;
        let key = key?;
        self.colon()?;
        Ok(key)
    }

    /// Opens the array or object that begins as it is written: its bracket, and its tag if it has one.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn opens(&mut self, (start, tag): Start, tagged: bool) -> bool {
        let Some(rest) = self.input.get(self.at..).and_then(|rest| rest.strip_prefix(start)) else { return false };
        // A space is what some write behind a colon.
        let rest = if tagged { rest.strip_prefix(b" ").unwrap_or(rest) } else { rest };
        let Some(rest) = rest.strip_prefix(tag) else { return false };
        // A tag that is a number may go on.
        if tagged && !matches!(rest.first(), Some(b',' | b']' | b'}')) {
            return false;
        }
        let Some(depth) = self.depth.checked_sub(1) else { return false };
        self.depth = depth;
        self.at = self.input.len() - rest.len();
        self.first = !tagged;
        true
    }

    /// Reads a key of a message, and its colon. Its UTF-8 is not looked at: a key that is not valid matches no name.
    pub(super) fn key_bytes(&mut self) -> Result<Cow<'de, [u8]>, Error> {
        let key = self.str_bytes()?;
        self.colon()?;
        Ok(key)
    }

    /// Counts an array or object as open, and passes over its bracket.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn open(&mut self) -> Result<(), Error> {
        match self.depth.checked_sub(1) {
            Some(depth) => {
                self.depth = depth;
                self.at += 1;
                self.first = true;
                Ok(())
            }
            None => Err(self.fault(Fault::Depth { limit: self.most_depth })),
        }
    }

    /// Passes over the bracket that closes the array or object that was opened last.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn close(&mut self) {
        self.depth = self.depth.saturating_add(1);
        self.at += 1;
        self.first = false;
    }
}
