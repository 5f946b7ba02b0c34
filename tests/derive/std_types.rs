//! Types of the standard library that have a rule of their own, as fields.

use klaw_runtime::{Validate, WireMessage, msgpack};
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::num::{NonZeroI16, NonZeroU8, NonZeroU32};

const THREE: NonZeroU8 = NonZeroU8::new(3).unwrap();

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, tag = 1, frozen)]
struct Worker {
    #[constrain(le = 10)]
    slots: NonZeroU8,
    peers: BTreeMap<NonZeroU32, SocketAddr>,
    address: IpAddr,
    #[wire(default)]
    shift: Option<NonZeroI16>,
    #[wire(default = THREE)]
    #[constrain(ge = 2)]
    retries: NonZeroU8,
}

fn worker() -> Worker {
    Worker {
        slots: THREE,
        peers: BTreeMap::from([(NonZeroU32::MIN, SocketAddr::from(([10, 0, 0, 1], 80)))]),
        address: Ipv6Addr::LOCALHOST.into(),
        shift: NonZeroI16::new(-1),
        retries: NonZeroU8::MAX,
    }
}

#[test]
fn they_are_fields_as_others_are() {
    let frame = msgpack::to_vec(&worker());
    assert_eq!(frame, b"\x96\x01\x03\x81\x01\xab10.0.0.1:80\xa3::1\xff\xcc\xff");
    assert_eq!(msgpack::from_slice::<Worker>(&frame).unwrap(), worker());
    let short: Worker = msgpack::from_slice(b"\x94\x01\x03\x80\xa99.8.7.255").unwrap();
    assert_eq!((short.address, short.shift, short.retries), (Ipv4Addr::new(9, 8, 7, 255).into(), None, THREE));
}

#[test]
fn rules_are_those_of_the_integer() {
    let error = |bytes: &[u8]| msgpack::from_slice::<Worker>(bytes).unwrap_err().to_string();
    assert_eq!(error(b"\x94\x01\x00\x80\xa3::1"), "Expected `int` >= 1 - at `$[1]`");
    assert_eq!(error(b"\x94\x01\x0b\x80\xa3::1"), "Expected `int` <= 10 - at `$[1]`");
    assert_eq!(error(b"\x94\x01\x03\x81\x00\xa3::1\xa3::1"), "Expected `int` >= 1 - at `key` in `$[2]`");
    assert_eq!(error(b"\x94\x01\x03\x81\x01\xa3::1\xa3::1"), "Invalid socket address - at `$[2][...]`");
    assert_eq!(error(b"\x94\x01\x03\x80\xa7::1.2.3"), "Invalid IP address - at `$[3]`");
    assert_eq!(error(b"\x95\x01\x03\x80\xa3::1\x00"), "Expected `int` other than 0 - at `$[4]`");
    assert_eq!(error(b"\x96\x01\x03\x80\xa3::1\xc0\x00"), "Expected `int` >= 1 - at `$[5]`");
    assert_eq!(error(b"\x96\x01\x03\x80\xa3::1\xc0\x01"), "Expected `int` >= 2 - at `$[5]`");
    let error = Worker { slots: NonZeroU8::MAX, ..worker() }.validate().unwrap_err();
    assert_eq!(error.to_string(), "Expected `int` <= 10 - at `$[1]`");
}

/// What a walk can tell it tells; what a decoder alone knows is told by itself.
#[test]
fn every_fault_is_found() {
    let faults =
        |bytes: &[u8]| Worker::validate_all(bytes).faults.into_iter().map(|fault| fault.message).collect::<Vec<_>>();
    assert_eq!(faults(&msgpack::to_vec(&worker())), [""; 0]);
    assert_eq!(
        faults(b"\x96\x01\x0b\x81\x00\x05\xa3::1\xa1x\x00"),
        [
            "Expected `int` <= 10 - at `$[1]`",
            "Expected `int` >= 1 - at `key` in `$[2]`",
            "Expected `int | null`, got `str` - at `$[4]`",
            "Expected `int` >= 1 - at `$[5]`",
        ]
    );
    assert_eq!(faults(b"\x95\x01\x03\x80\xa3::1\x00"), ["Expected `int` other than 0 - at `$[4]`"]);
    assert_eq!(faults(b"\x94\x01\x03\x80\xa1x"), ["Invalid IP address - at `$[3]`"]);
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(view_of = Worker)]
struct WorkerView {
    slots: NonZeroU8,
    address: IpAddr,
}

#[test]
fn a_view_names_them_as_its_message_does() {
    let view: WorkerView = msgpack::from_slice(&msgpack::to_vec(&worker())).unwrap();
    assert_eq!(view, WorkerView { slots: THREE, address: Ipv6Addr::LOCALHOST.into() });
}
