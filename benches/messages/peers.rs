//! The messages in the words of the further peers, once with text of its own and once with text that is
//! lent; which derives a peer has decides where it takes part.
#![allow(missing_docs, reason = "the fields are those of the envelope and of a log")]

macro_rules! messages {
    (
        $(#[$derive:meta])*,
        $(#[$union:meta])*,
        [$($life:lifetime)?], [$($text:tt)+], [$($bytes:tt)+]
    ) => {
        use crate::messages::{self, peer};

        /// The envelope's header.
        #[derive(Debug, Clone, PartialEq, minicbor::Encode, minicbor::Decode, musli::Encode, musli::Decode, wincode::SchemaWrite, wincode::SchemaRead)]
        $(#[$derive])*
        #[musli(packed)]
        pub struct Header $(<$life>)? {
            #[n(0)]
            pub version: u32,
            #[n(1)]
            pub kind: u8,
            #[n(2)]
            pub channel_id: $($text)+,
            #[n(3)]
            pub seq: u64,
            #[n(4)]
            pub ts: u64,
        }

        /// A heartbeat.
        #[derive(Debug, Clone, PartialEq, minicbor::Encode, minicbor::Decode, musli::Encode, musli::Decode, wincode::SchemaWrite, wincode::SchemaRead)]
        $(#[$derive])*
        #[musli(packed)]
        pub struct Beat $(<$life>)? {
            #[n(0)]
            pub tag: u8,
            #[n(1)]
            pub header: Header $(<$life>)?,
            #[n(2)]
            pub sender_id: $($text)+,
        }

        /// A data message.
        #[derive(Debug, Clone, PartialEq, minicbor::Encode, minicbor::Decode, musli::Encode, musli::Decode, wincode::SchemaWrite, wincode::SchemaRead)]
        $(#[$union])*
        #[musli(packed)]
        pub struct Blob $(<$life>)? {
            #[n(0)]
            pub tag: u8,
            #[n(1)]
            pub header: Header $(<$life>)?,
            #[n(2)]
            #[cbor(with = "minicbor::bytes")]
            #[musli(bytes)]
            pub payload: $($bytes)+,
        }

        /// Any of the five. `Fault`, because msgpacker's code says `Self::Error` and means another.
        #[derive(Debug, Clone, PartialEq, minicbor::Encode, minicbor::Decode, musli::Encode, musli::Decode, wincode::SchemaWrite, wincode::SchemaRead)]
        $(#[$union])*
        pub enum Envelope $(<$life>)? {
            #[n(1)]
            #[musli(packed)]
            Data {
                #[n(0)]
                header: Header $(<$life>)?,
                #[n(1)]
                #[cbor(with = "minicbor::bytes")]
                #[musli(bytes)]
                payload: $($bytes)+,
            },
            #[n(2)]
            #[musli(packed)]
            Control {
                #[n(0)]
                header: Header $(<$life>)?,
                #[n(1)]
                action: $($text)+,
                #[n(2)]
                #[cbor(with = "minicbor::bytes")]
                #[musli(bytes)]
                metadata: $($bytes)+,
            },
            #[n(3)]
            #[musli(packed)]
            Heartbeat {
                #[n(0)]
                header: Header $(<$life>)?,
                #[n(1)]
                sender_id: $($text)+,
            },
            #[n(4)]
            #[musli(packed)]
            Ack {
                #[n(0)]
                header: Header $(<$life>)?,
                #[n(1)]
                acked_seq: u64,
                #[n(2)]
                status: $($text)+,
            },
            #[n(5)]
            #[musli(packed)]
            Fault {
                #[n(0)]
                header: Header $(<$life>)?,
                #[n(1)]
                code: $($text)+,
                #[n(2)]
                message: $($text)+,
                #[n(3)]
                #[cbor(with = "minicbor::bytes")]
                #[musli(bytes)]
                details: $($bytes)+,
            },
        }

        /// One record of an access log.
        #[derive(Debug, Clone, PartialEq, minicbor::Encode, minicbor::Decode, musli::Encode, musli::Decode, wincode::SchemaWrite, wincode::SchemaRead)]
        $(#[$derive])*
        #[musli(packed)]
        pub struct Log $(<$life>)? {
            #[n(0)]
            pub address: Address,
            #[n(1)]
            pub identity: $($text)+,
            #[n(2)]
            pub userid: $($text)+,
            #[n(3)]
            pub date: $($text)+,
            #[n(4)]
            pub request: $($text)+,
            #[n(5)]
            pub code: u16,
            #[n(6)]
            pub size: u64,
        }

        /// An IPv4 address.
        #[derive(Debug, Clone, Copy, PartialEq, minicbor::Encode, minicbor::Decode, musli::Encode, musli::Decode, wincode::SchemaWrite, wincode::SchemaRead)]
        $(#[$derive])*
        #[repr(C)]
        #[musli(packed)]
        pub struct Address {
            #[n(0)]
            pub x0: u8,
            #[n(1)]
            pub x1: u8,
            #[n(2)]
            pub x2: u8,
            #[n(3)]
            pub x3: u8,
        }

        /// A point.
        #[derive(Debug, Clone, Copy, PartialEq, minicbor::Encode, minicbor::Decode, musli::Encode, musli::Decode, wincode::SchemaWrite, wincode::SchemaRead)]
        $(#[$derive])*
        #[repr(C)]
        #[musli(packed)]
        pub struct Vec3 {
            #[n(0)]
            pub x: f32,
            #[n(1)]
            pub y: f32,
            #[n(2)]
            pub z: f32,
        }

        impl<'a> From<&peer::Header<&'a str>> for Header $(<$life>)? {
            fn from(header: &peer::Header<&'a str>) -> Self {
                let &peer::Header { version, kind, channel_id, seq, ts } = header;
                Self { version, kind, channel_id: channel_id.into(), seq, ts }
            }
        }

        impl<'a> From<&peer::Beat<&'a str>> for Beat $(<$life>)? {
            fn from(message: &peer::Beat<&'a str>) -> Self {
                Self { tag: message.tag, header: (&message.header).into(), sender_id: message.sender_id.into() }
            }
        }

        impl<'a> From<&peer::Blob<'a>> for Blob $(<$life>)? {
            fn from(message: &peer::Blob<'a>) -> Self {
                Self { tag: message.tag, header: (&message.header).into(), payload: message.payload.into() }
            }
        }

        impl<'a> From<&peer::Envelope<'a>> for Envelope $(<$life>)? {
            fn from(message: &peer::Envelope<'a>) -> Self {
                match *message {
                    peer::Envelope::Data { ref header, payload } => {
                        Self::Data { header: header.into(), payload: payload.into() }
                    }
                    peer::Envelope::Control { ref header, action, metadata } => {
                        Self::Control { header: header.into(), action: action.into(), metadata: metadata.into() }
                    }
                    peer::Envelope::Heartbeat { ref header, sender_id } => {
                        Self::Heartbeat { header: header.into(), sender_id: sender_id.into() }
                    }
                    peer::Envelope::Ack { ref header, acked_seq, status } => {
                        Self::Ack { header: header.into(), acked_seq, status: status.into() }
                    }
                    peer::Envelope::Error { ref header, code, message, details } => Self::Fault {
                        header: header.into(),
                        code: code.into(),
                        message: message.into(),
                        details: details.into(),
                    },
                }
            }
        }

        impl<'a> From<&messages::Log<&'a str>> for Log $(<$life>)? {
            fn from(log: &messages::Log<&'a str>) -> Self {
                let messages::Address { x0, x1, x2, x3 } = log.address;
                Self {
                    address: Address { x0, x1, x2, x3 },
                    identity: log.identity.into(),
                    userid: log.userid.into(),
                    date: log.date.into(),
                    request: log.request.into(),
                    code: log.code,
                    size: log.size,
                }
            }
        }

        impl From<&messages::Vec3> for Vec3 {
            fn from(&messages::Vec3 { x, y, z }: &messages::Vec3) -> Self {
                Self { x, y, z }
            }
        }
    };
}

/// With text of its own.
pub mod owned {
    messages!(
        #[derive(bitcode::Encode, bitcode::Decode, msgpacker::MsgPacker)]
        #[derive(rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
        #[rkyv(compare(PartialEq))],
        #[derive(bitcode::Encode, bitcode::Decode, msgpacker::MsgPacker)]
        #[derive(rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
        #[rkyv(compare(PartialEq))],
        [], [String], [Vec<u8>]
    );
}

/// With text that is lent. bitcode lends text, but no bytes; rkyv lends what it archives.
pub mod borrowed {
    messages!(
        #[derive(bitcode::Encode, bitcode::Decode, msgpacker::MsgPackerBorrowed)],
        #[derive(msgpacker::MsgPackerBorrowed)],
        ['a], [&'a str], [&'a [u8]]
    );
}

/// What prost derives from, which is what its compiler writes for a `.proto` file. It lends nothing.
pub mod protobuf {
    use crate::messages::{self, peer};

    /// The envelope's header.
    #[derive(Clone, PartialEq, prost::Message)]
    pub struct Header {
        #[prost(uint32, tag = "1")]
        pub version: u32,
        #[prost(uint32, tag = "2")]
        pub kind: u32,
        #[prost(string, tag = "3")]
        pub channel_id: String,
        #[prost(uint64, tag = "4")]
        pub seq: u64,
        #[prost(uint64, tag = "5")]
        pub ts: u64,
    }

    /// A heartbeat.
    #[derive(Clone, PartialEq, prost::Message)]
    pub struct Beat {
        #[prost(message, required, tag = "1")]
        pub header: Header,
        #[prost(string, tag = "2")]
        pub sender_id: String,
    }

    /// A data message.
    #[derive(Clone, PartialEq, prost::Message)]
    pub struct Blob {
        #[prost(message, required, tag = "1")]
        pub header: Header,
        #[prost(bytes = "vec", tag = "2")]
        pub payload: Vec<u8>,
    }

    /// A batch of records.
    #[derive(Clone, PartialEq, prost::Message)]
    pub struct Logs {
        #[prost(message, repeated, tag = "1")]
        pub logs: Vec<Log>,
    }

    /// One record of an access log.
    #[derive(Clone, PartialEq, prost::Message)]
    pub struct Log {
        #[prost(message, required, tag = "1")]
        pub address: Address,
        #[prost(string, tag = "2")]
        pub identity: String,
        #[prost(string, tag = "3")]
        pub userid: String,
        #[prost(string, tag = "4")]
        pub date: String,
        #[prost(string, tag = "5")]
        pub request: String,
        #[prost(uint32, tag = "6")]
        pub code: u32,
        #[prost(uint64, tag = "7")]
        pub size: u64,
    }

    /// An IPv4 address.
    #[derive(Clone, Copy, PartialEq, prost::Message)]
    pub struct Address {
        #[prost(uint32, tag = "1")]
        pub x0: u32,
        #[prost(uint32, tag = "2")]
        pub x1: u32,
        #[prost(uint32, tag = "3")]
        pub x2: u32,
        #[prost(uint32, tag = "4")]
        pub x3: u32,
    }

    /// Many points.
    #[derive(Clone, PartialEq, prost::Message)]
    pub struct Mesh {
        #[prost(message, repeated, tag = "1")]
        pub points: Vec<Vec3>,
    }

    /// A point.
    #[derive(Clone, Copy, PartialEq, prost::Message)]
    pub struct Vec3 {
        #[prost(float, tag = "1")]
        pub x: f32,
        #[prost(float, tag = "2")]
        pub y: f32,
        #[prost(float, tag = "3")]
        pub z: f32,
    }

    impl From<&peer::Header<&str>> for Header {
        fn from(header: &peer::Header<&str>) -> Self {
            let &peer::Header { version, kind, channel_id, seq, ts } = header;
            Self { version, kind: kind.into(), channel_id: channel_id.into(), seq, ts }
        }
    }

    impl From<&peer::Beat<&str>> for Beat {
        fn from(message: &peer::Beat<&str>) -> Self {
            Self { header: (&message.header).into(), sender_id: message.sender_id.into() }
        }
    }

    impl From<&peer::Blob<'_>> for Blob {
        fn from(message: &peer::Blob<'_>) -> Self {
            Self { header: (&message.header).into(), payload: message.payload.into() }
        }
    }

    impl From<&Vec<messages::Log<&str>>> for Logs {
        fn from(logs: &Vec<messages::Log<&str>>) -> Self {
            let log = |log: &messages::Log<&str>| {
                let messages::Address { x0, x1, x2, x3 } = log.address;
                Log {
                    address: Address { x0: x0.into(), x1: x1.into(), x2: x2.into(), x3: x3.into() },
                    identity: log.identity.into(),
                    userid: log.userid.into(),
                    date: log.date.into(),
                    request: log.request.into(),
                    code: log.code.into(),
                    size: log.size,
                }
            };
            Self { logs: logs.iter().map(log).collect() }
        }
    }

    impl From<&Vec<messages::Vec3>> for Mesh {
        fn from(points: &Vec<messages::Vec3>) -> Self {
            Self { points: points.iter().map(|&messages::Vec3 { x, y, z }| Vec3 { x, y, z }).collect() }
        }
    }
}
