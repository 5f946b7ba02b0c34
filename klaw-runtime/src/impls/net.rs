//! Addresses of the network: text, as `str()` gives it for Python's.

use crate::decode::Decode;
use crate::encode::Encode;
use crate::error::Error;
use crate::fault::Fault;
#[cfg(any(feature = "json", feature = "serde"))]
use crate::fault::Types;
use crate::message::Frozen;
use crate::msgpack::writer::{Bound, Sink};
use crate::msgpack::{Reader, Writer};
use crate::schema::WireType;
use crate::validate::Validate;
use std::fmt::{self, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};

/// `[ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255%4294967295]:65535`, and no address is longer.
const LONGEST: usize = 64;

/// An address on its way to the wire.
struct Text {
    bytes: [u8; LONGEST],
    length: usize,
}

impl Write for Text {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        let room = self.bytes.get_mut(self.length..).and_then(|room| room.get_mut(..part.len())).ok_or(fmt::Error)?;
        room.copy_from_slice(part.as_bytes());
        self.length += part.len();
        Ok(())
    }
}

#[inline(never)]
fn text(address: fmt::Arguments<'_>) -> Text {
    let mut text = Text { bytes: [0; LONGEST], length: 0 };
    let written = text.write_fmt(address);
    debug_assert!(written.is_ok(), "an address longer than the longest");
    text
}

impl Text {
    fn as_str(&self) -> &str {
        self.bytes.get(..self.length).and_then(|text| str::from_utf8(text).ok()).unwrap_or_default()
    }
}

#[cfg(any(feature = "json", feature = "serde"))]
fn parse<T: std::str::FromStr>(text: &[u8]) -> Option<T> {
    str::from_utf8(text).ok().and_then(|text| text.parse().ok())
}

macro_rules! addresses {
    ($($address:ident $form:literal $least:literal $invalid:literal),* $(,)?) => {$(
        impl Encode for $address {
            const TYPE: WireType = WireType::Text($form);
            // SAFETY: a str 8 header, and no more text than the buffer of `Text` has.
            const BOUND: Bound<Self> = unsafe { Bound::at_most(2 + LONGEST) };

            fn encode(&self, writer: &mut Writer<'_>) {
                self.put(writer);
            }

            fn put<S: Sink>(&self, sink: &mut S) {
                sink.put_str(text(format_args!("{self}")).as_str());
            }

            #[cfg(feature = "json")]
            fn encode_json(&self, writer: &mut crate::json::Writer<'_>) {
                writer.plain(text(format_args!("{self}")).as_str());
            }
        }

        impl<'de> Decode<'de> for $address {
            /// A header and the shortest address.
            const MIN_SIZE: usize = 1 + $least;

            fn decode(reader: &mut Reader<'de>) -> Result<Self, Error> {
                let at = reader.rest();
                let address = reader.str()?.parse();
                address.map_err(|_| {
                    reader.seek(at);
                    reader.fault(Fault::Sentence($invalid))
                })
            }

            #[cfg(feature = "json")]
            fn decode_json(reader: &mut crate::json::Reader<'de>) -> Result<Self, Error> {
                reader.token();
                let start = reader.offset();
                let text = reader.form(Types::STR)?;
                parse(&text).ok_or_else(|| Error::at_offset(Fault::Sentence($invalid), start))
            }
        }

        impl Validate for $address {}
        impl Frozen for $address {}

        #[cfg(feature = "serde")]
        impl crate::serde::Ser for $address {
            fn serialize<S: crate::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(text(format_args!("{self}")).as_str())
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> crate::serde::De<'de> for $address {
            fn deserialize<D: crate::serde::Deserializer<'de>>(
                deserializer: D,
                place: &crate::serde::Place<'_>,
            ) -> Result<Self, D::Error> {
                let parse = |text: &[u8]| parse(text).ok_or(Fault::Sentence($invalid));
                crate::serde::text::parsed(deserializer, place, Types::STR, parse, |_| None)
            }
        }
    )*};
}

addresses!(
    Ipv4Addr "ipv4" 7 "Invalid IPv4 address",
    Ipv6Addr "ipv6" 2 "Invalid IPv6 address",
    IpAddr "ip" 2 "Invalid IP address",
    SocketAddrV4 "socket_v4" 9 "Invalid IPv4 socket address",
    SocketAddrV6 "socket_v6" 6 "Invalid IPv6 socket address",
    SocketAddr "socket" 6 "Invalid socket address",
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::DecodeOwned;
    use crate::impls::testing::{decoded, wire, written};
    use std::fmt::Debug;
    use std::str::FromStr;

    fn round_trip<T: Encode + DecodeOwned + FromStr + PartialEq + Debug>(texts: &[&str]) {
        for text in texts {
            let address = text.parse::<T>().ok();
            assert_eq!(address.as_ref().map(written), Some(wire(text)), "{text}");
            assert_eq!(decoded(&wire(text)).ok(), address, "{text}");
            assert!(1 + text.len() >= T::MIN_SIZE);
        }
    }

    #[test]
    fn addresses_are_text() {
        round_trip::<Ipv4Addr>(&["0.0.0.0", "127.0.0.1", "255.255.255.255"]);
        round_trip::<Ipv6Addr>(&["::", "::1", "2001:db8::8a2e:370:7334", "::ffff:192.0.2.128"]);
        round_trip::<Ipv6Addr>(&["ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"]);
        round_trip::<IpAddr>(&["10.0.0.1", "fe80::1"]);
        round_trip::<SocketAddrV4>(&["0.0.0.0:0", "255.255.255.255:65535"]);
        round_trip::<SocketAddrV6>(&["[::]:0", "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff%4294967295]:65535"]);
        round_trip::<SocketAddr>(&["10.0.0.1:80", "[::1]:443"]);
    }

    /// The text has no place for it, in Rust as in Python.
    #[test]
    fn the_flow_label_is_not_written() {
        let address = SocketAddrV6::new(Ipv6Addr::LOCALHOST, 80, 7, 3);
        assert_eq!(written(&address), wire("[::1%3]:80"));
        assert_eq!(decoded(&wire("[::1%3]:80")), Ok(SocketAddrV6::new(Ipv6Addr::LOCALHOST, 80, 0, 3)));
    }

    #[test]
    fn other_text_is_refused() {
        for text in
            ["", "1.2.3", "1.2.3.256", "01.2.3.4", "1.2.3.4 ", "::1", "localhost", "1.2.3.4:80", "\u{661}.2.3.4"]
        {
            assert_eq!(decoded::<Ipv4Addr>(&wire(text)), Err("Invalid IPv4 address".to_owned()), "{text:?}");
        }
        for text in ["", ":", ":::", "1.2.3.4", "::1%lo", "[::1]", "12345::", "::1 "] {
            assert_eq!(decoded::<Ipv6Addr>(&wire(text)), Err("Invalid IPv6 address".to_owned()), "{text:?}");
        }
        for text in ["", "1.2.3.4", "1.2.3.4:", "1.2.3.4:65536", "::1:80", "host:80", "1.2.3.4:+80"] {
            assert_eq!(decoded::<SocketAddr>(&wire(text)), Err("Invalid socket address".to_owned()), "{text:?}");
        }
        assert_eq!(decoded::<IpAddr>(&wire("x")), Err("Invalid IP address".to_owned()));
        assert_eq!(decoded::<SocketAddrV4>(&wire("[::1]:80")), Err("Invalid IPv4 socket address".to_owned()));
        assert_eq!(decoded::<SocketAddrV6>(&wire("1.2.3.4:80")), Err("Invalid IPv6 socket address".to_owned()));
    }

    #[test]
    fn other_values_are_refused() {
        for (bytes, error) in [
            (&b"\x05"[..], "Expected `str`, got `int`"),
            (b"\xc0", "Expected `str`, got `None`"),
            (b"\xc4\x04\x7f\0\0\x01", "Expected `str`, got `bytes`"),
            (b"\xa2\xff\xfe", "Invalid UTF-8 encoded string"),
            (b"\xa9127", "Input data was truncated"),
        ] {
            assert_eq!(decoded::<IpAddr>(bytes), Err(error.to_owned()));
        }
        assert_eq!(decoded::<Option<IpAddr>>(b"\xc0"), Ok(None));
        let error = decoded::<Option<IpAddr>>(b"\x05");
        assert_eq!(error, Err("Expected `str | null`, got `int`".to_owned()));
        let error = decoded::<Vec<IpAddr>>(b"\x92\xa3::1\xa1x");
        assert_eq!(error, Err("Invalid IP address - at `$[1]`".to_owned()));
    }
}
