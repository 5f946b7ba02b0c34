//! The types: klaw's derive and the peers' on the same logical messages.

use klaw_runtime::WireMessage;
use klaw_runtime::envelope::{DataMessage, Heartbeat, MessageKind, WireEnvelope, WireHeader};
use serde::{Deserialize, Serialize};
use zerompk::{FromMessagePack, ToMessagePack};

pub mod json;
#[cfg(feature = "peers")]
pub mod peers;

/// One record of an access log; `S` is `String` or `&str`.
#[derive(Debug, Clone, PartialEq, WireMessage, Serialize, Deserialize, FromMessagePack, ToMessagePack)]
#[wire(array_like)]
#[allow(missing_docs, reason = "the names of a log's columns")]
pub struct Log<S> {
    pub address: Address,
    pub identity: S,
    pub userid: S,
    pub date: S,
    pub request: S,
    pub code: u16,
    pub size: u64,
}

/// A batch of records, for a frame to own.
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(transparent)]
pub struct Batch<'a>(pub Vec<Log<&'a str>>);

/// An IPv4 address as an array of four.
#[derive(Debug, Clone, Copy, PartialEq, WireMessage, Serialize, Deserialize, FromMessagePack, ToMessagePack)]
#[wire(array_like)]
#[allow(missing_docs, reason = "four of a kind")]
pub struct Address {
    pub x0: u8,
    pub x1: u8,
    pub x2: u8,
    pub x3: u8,
}

/// A point. klaw writes float64, as Python has no other; the peers write float32, and are given that.
#[derive(Debug, Clone, Copy, PartialEq, WireMessage, Serialize, Deserialize, FromMessagePack, ToMessagePack)]
#[wire(array_like)]
#[allow(missing_docs, reason = "three of a kind")]
pub struct Vec3 {
    pub x: f32,
    pub y: f32,
    pub z: f32,
}

/// Five fields without rules; `S` is `String` or `&str`.
#[derive(Debug, Clone, PartialEq, WireMessage, Serialize, Deserialize, FromMessagePack, ToMessagePack)]
#[wire(array_like)]
#[allow(missing_docs, reason = "named after what they configure")]
pub struct Config<S> {
    pub capacity: u32,
    pub timeout: f64,
    pub concurrency: u32,
    pub name: S,
    pub namespace: S,
}

/// The same in the map form.
#[derive(Debug, Clone, PartialEq, WireMessage, Serialize, Deserialize, FromMessagePack, ToMessagePack)]
#[msgpack(map)]
#[allow(missing_docs, reason = "named after what they configure")]
pub struct Settings<S> {
    pub capacity: u32,
    pub timeout: f64,
    pub concurrency: u32,
    pub name: S,
    pub namespace: S,
}

impl<S: Copy> From<&Config<S>> for Settings<S> {
    fn from(&Config { capacity, timeout, concurrency, name, namespace }: &Config<S>) -> Self {
        Self { capacity, timeout, concurrency, name, namespace }
    }
}

/// The same, lent, for nothing but to stand beside those with rules.
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like)]
#[allow(missing_docs, reason = "named after what they configure")]
pub struct Unruled<'a> {
    pub capacity: u32,
    pub timeout: f64,
    pub concurrency: u32,
    pub name: &'a str,
    pub namespace: &'a str,
}

/// The same with ranges and lengths.
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like)]
#[allow(missing_docs, reason = "named after what they configure")]
pub struct Ranged<'a> {
    #[constrain(ge = 1, le = 1_000_000)]
    pub capacity: u32,
    #[constrain(ge = 0.0, le = 86_400.0)]
    pub timeout: f64,
    #[constrain(ge = 1, le = 10_000)]
    pub concurrency: u32,
    #[constrain(min_length = 1, max_length = 255)]
    pub name: &'a str,
    #[constrain(min_length = 1, max_length = 63)]
    pub namespace: &'a str,
}

/// The same with patterns too.
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like)]
#[allow(missing_docs, reason = "named after what they configure")]
pub struct Constrained<'a> {
    #[constrain(ge = 1, le = 1_000_000)]
    pub capacity: u32,
    #[constrain(ge = 0.0, le = 86_400.0)]
    pub timeout: f64,
    #[constrain(ge = 1, le = 10_000)]
    pub concurrency: u32,
    #[constrain(min_length = 1, max_length = 255, pattern = "^[a-zA-Z_][a-zA-Z0-9_-]*$")]
    pub name: &'a str,
    #[constrain(min_length = 1, max_length = 63, pattern = "^[a-z][a-z0-9-]*$")]
    pub namespace: &'a str,
}

/// The envelope's header; `S` is `String` or `&str`.
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like)]
#[allow(missing_docs, reason = "as in the envelope")]
pub struct Header<S> {
    pub version: u32,
    pub kind: MessageKind,
    pub channel_id: S,
    pub seq: u64,
    pub ts: i64,
}

/// A heartbeat as an application would write it itself.
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like, tag = 3)]
#[allow(missing_docs, reason = "as in the envelope")]
pub struct Beat<S> {
    pub header: Header<S>,
    pub sender_id: S,
}

/// A data message with bytes for a payload.
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like, tag = 1)]
#[allow(missing_docs, reason = "as in the envelope")]
pub struct Blob<'a> {
    pub header: Header<&'a str>,
    pub payload: &'a [u8],
}

impl<'a> From<&'a WireHeader<'_>> for Header<&'a str> {
    fn from(header: &'a WireHeader<'_>) -> Self {
        let &WireHeader { version, kind, ref channel_id, seq, ts } = header;
        Self { version, kind, channel_id, seq, ts }
    }
}

impl<'a> From<&'a Heartbeat<'_>> for Beat<&'a str> {
    fn from(message: &'a Heartbeat<'_>) -> Self {
        Self { header: (&message.header).into(), sender_id: &message.sender_id }
    }
}

impl Beat<&str> {
    /// With text of its own.
    #[must_use]
    pub fn owned(&self) -> Beat<String> {
        let Header { version, kind, channel_id, seq, ts } = self.header;
        let header = Header { version, kind, channel_id: channel_id.to_owned(), seq, ts };
        Beat { header, sender_id: self.sender_id.to_owned() }
    }
}

impl<'a> From<&'a DataMessage<'_>> for Blob<'a> {
    fn from(message: &'a DataMessage<'_>) -> Self {
        Self { header: (&message.header).into(), payload: peer::body(&message.payload) }
    }
}

impl Log<String> {
    /// With text that is lent.
    #[must_use]
    pub fn borrowed(&self) -> Log<&str> {
        let Self { address, identity, userid, date, request, code, size } = self;
        Log { address: *address, identity, userid, date, request, code: *code, size: *size }
    }
}

impl Config<String> {
    /// With text that is lent.
    #[must_use]
    pub fn borrowed(&self) -> Config<&str> {
        let Self { capacity, timeout, concurrency, name, namespace } = self;
        Config { capacity: *capacity, timeout: *timeout, concurrency: *concurrency, name, namespace }
    }
}

/// The messages in the words of the peers, who have no tags: the tag is a field.
pub mod peer {
    use super::{
        DataMessage, Deserialize, FromMessagePack, Heartbeat, Serialize, ToMessagePack, WireEnvelope, WireHeader,
    };

    /// The envelope's header. `ts` is unsigned, because zerompk reads no unsigned family into an `i64`.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, FromMessagePack, ToMessagePack)]
    #[allow(missing_docs, reason = "as in the envelope")]
    pub struct Header<S> {
        pub version: u32,
        pub kind: u8,
        pub channel_id: S,
        pub seq: u64,
        pub ts: u64,
    }

    /// A heartbeat.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, FromMessagePack, ToMessagePack)]
    #[allow(missing_docs, reason = "as in the envelope")]
    pub struct Beat<S> {
        pub tag: u8,
        pub header: Header<S>,
        pub sender_id: S,
    }

    /// A data message.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, FromMessagePack, ToMessagePack)]
    #[allow(missing_docs, reason = "as in the envelope")]
    pub struct Blob<'a> {
        pub tag: u8,
        #[serde(borrow)]
        pub header: Header<&'a str>,
        #[serde(with = "serde_bytes")]
        pub payload: &'a [u8],
    }

    /// Any of the five, each peer with its own way of telling them apart, payloads as bytes.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, FromMessagePack, ToMessagePack)]
    #[allow(missing_docs, reason = "as in the envelope")]
    pub enum Envelope<'a> {
        Data {
            #[serde(borrow)]
            header: Header<&'a str>,
            #[serde(with = "serde_bytes")]
            payload: &'a [u8],
        },
        Control {
            header: Header<&'a str>,
            action: &'a str,
            #[serde(with = "serde_bytes")]
            metadata: &'a [u8],
        },
        Heartbeat {
            header: Header<&'a str>,
            sender_id: &'a str,
        },
        Ack {
            header: Header<&'a str>,
            acked_seq: u64,
            status: &'a str,
        },
        Error {
            header: Header<&'a str>,
            code: &'a str,
            message: &'a str,
            #[serde(with = "serde_bytes")]
            details: &'a [u8],
        },
    }

    impl<'a> From<&'a WireHeader<'_>> for Header<&'a str> {
        fn from(header: &'a WireHeader<'_>) -> Self {
            Self {
                version: header.version,
                kind: header.kind as u8,
                channel_id: &header.channel_id,
                seq: header.seq,
                ts: header.ts as u64,
            }
        }
    }

    impl<'a> From<&'a Heartbeat<'_>> for Beat<&'a str> {
        fn from(heartbeat: &'a Heartbeat<'_>) -> Self {
            Self { tag: 3, header: (&heartbeat.header).into(), sender_id: &heartbeat.sender_id }
        }
    }

    impl Beat<&str> {
        /// With text of its own.
        #[must_use]
        pub fn owned(&self) -> Beat<String> {
            let Header { version, kind, channel_id, seq, ts } = self.header;
            let header = Header { version, kind, channel_id: channel_id.to_owned(), seq, ts };
            Beat { tag: self.tag, header, sender_id: self.sender_id.to_owned() }
        }
    }

    impl<'a> From<&'a DataMessage<'_>> for Blob<'a> {
        fn from(message: &'a DataMessage<'_>) -> Self {
            Self { tag: 1, header: (&message.header).into(), payload: body(&message.payload) }
        }
    }

    impl<'a> From<&'a WireEnvelope<'_>> for Envelope<'a> {
        fn from(envelope: &'a WireEnvelope<'_>) -> Self {
            let header = envelope.header().into();
            match envelope {
                WireEnvelope::Data(message) => Self::Data { header, payload: body(&message.payload) },
                WireEnvelope::Control(message) => {
                    Self::Control { header, action: action(&message.action), metadata: body(&message.metadata) }
                }
                WireEnvelope::Heartbeat(message) => Self::Heartbeat { header, sender_id: &message.sender_id },
                WireEnvelope::Ack(message) => {
                    Self::Ack { header, acked_seq: message.acked_seq, status: &message.status }
                }
                WireEnvelope::Error(message) => Self::Error {
                    header,
                    code: &message.code,
                    message: &message.message,
                    details: body(&message.details),
                },
            }
        }
    }

    /// The bytes of a payload.
    #[must_use]
    pub fn body<'a>(payload: &'a klaw_runtime::Raw<'_>) -> &'a [u8] {
        payload.decode().unwrap_or_default()
    }

    fn action<'a>(action: &'a klaw_runtime::envelope::ControlAction<'_>) -> &'a str {
        use klaw_runtime::envelope::ControlAction;
        match action {
            ControlAction::Create => "create",
            ControlAction::Close => "close",
            ControlAction::Resize => "resize",
            ControlAction::Pause => "pause",
            ControlAction::Resume => "resume",
            ControlAction::Other(action) => action,
        }
    }
}
