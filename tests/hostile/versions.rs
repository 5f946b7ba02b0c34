//! Frames of versions that nobody knows, or that are not what they say.

use crate::roads::{Reads, everywhere};
use klaw_runtime::envelope::WireEnvelope;
use klaw_runtime::registry::SchemaRegistry;
use klaw_runtime::{Error, ErrorKind, WireMessage};

#[test]
fn class_43_versions_that_are_not_known() {
    for version in [&b"\x00"[..], b"\x02", b"\xce\xff\xff\xff\xff"] {
        let bytes = [b"\x93\x03\x95", version, b"\x03\xa4jobs\x07\0\xa8worker-1"].concat();
        let seen = everywhere(&bytes);
        assert_eq!(seen.on("SchemaRegistry::decode").unwrap_err().0, ErrorKind::UnsupportedVersion);
        assert!(seen.on("peek_version").is_ok());
        // The rest is not looked at.
        let broken = [b"\x93\x03\x95", version, b"\xc1"].concat();
        assert_eq!(everywhere(&broken).on("SchemaRegistry::decode").unwrap_err().0, ErrorKind::UnsupportedVersion);
    }
    for version in [&b"\xff"[..], b"\xa11", b"\xc0", b"\xcb\x3f\xf0\0\0\0\0\0\0", b"\xcf\0\0\0\x01\0\0\0\0", b"\x90"] {
        let bytes = [b"\x93\x03\x95", version, b"\x03\xa4jobs\x07\0\xa8worker-1"].concat();
        let seen = everywhere(&bytes);
        assert_eq!(seen.on("SchemaRegistry::decode").unwrap_err().0, ErrorKind::Validation);
        assert_eq!(seen.on("peek_version").unwrap_err().0, ErrorKind::Validation);
    }
    // A channel's own envelope is of one version.
    for version in [&b"\x00"[..], b"\x02", b"\xce\xff\xff\xff\xff"] {
        let bytes = [b"\x93\x01\x95", version, b"\x01\xa4jobs\x07\0\xc0"].concat();
        let seen = everywhere(&bytes);
        for road in
            ["FramedReceiver::recv", "FramedReceiver::recv_batch", "FramedReceiver::recv_ref", "ChannelActor::get"]
        {
            assert_eq!(seen.on(road).unwrap_err().0, ErrorKind::UnsupportedVersion, "{road}");
        }
        let (_, text) = seen.on("ChannelActor::put_frame").unwrap_err();
        assert!(text.contains("the frame is of wire version"), "{text}");
    }
    // None is that of the default.
    everywhere(b"\x93\x03\x90\xa8worker-1").accepted(&[Reads::Envelope]);
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, tag = 3, frozen)]
struct Second<'a> {
    header: klaw_runtime::envelope::WireHeader<'a>,
    count: u64,
}

fn up(second: Second<'_>) -> Result<WireEnvelope<'_>, Error> {
    Ok(klaw_runtime::envelope::Heartbeat::new(second.header, "second").into())
}

/// The body of one version under the header of another is refused by that one's type.
#[test]
fn class_44_versions_that_are_another() {
    let registry = SchemaRegistry::default();
    registry.register_upgrade::<Second<'static>>(2, up).unwrap();
    assert!(registry.decode(b"\x93\x03\x95\x02\x03\xa4jobs\x07\0\x05").is_ok());
    assert!(registry.decode(b"\x93\x03\x95\x01\x03\xa4jobs\x07\0\xa8worker-1").is_ok());
    for (bytes, text) in [
        (&b"\x93\x03\x95\x01\x03\xa4jobs\x07\0\x05"[..], "Expected `str`, got `int` - at `$[2]`"),
        (b"\x93\x03\x95\x02\x03\xa4jobs\x07\0\xa8worker-1", "Expected `int`, got `str` - at `$[2]`"),
        (b"\x93\x01\x95\x02\x01\xa4jobs\x07\0\x05", "Invalid value 1 - at `$[0]`"),
    ] {
        assert_eq!(registry.decode(bytes).unwrap_err().to_string(), text);
    }
}
