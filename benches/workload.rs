//! The messages that the benches encode and decode.
