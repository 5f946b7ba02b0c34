//! Roads behind the decoders: channels, their actor and a router's handlers, for the table in `roads`.

use crate::roads::{Reads, Road, Tree};
use bytes::Bytes;
use futures_lite::future::block_on;
use klaw_runtime::channel::local::{self, LocalReceiver};
use klaw_runtime::channel::{
    ChannelActor, ChannelError, ChannelOptions, FramedReceiver, Mismatch, Receiver, RecvError, ReferenceReceiver,
    Sender,
};
use klaw_runtime::envelope::WireEnvelope;
use klaw_runtime::msgpack::{self, Reader, Writer};
use klaw_runtime::router::Router;
use klaw_runtime::view::{self, Tag};
use klaw_runtime::{
    ChannelCapacity, Decode, DecodeOwned, Encode, Error, ErrorKind, Limits, Raw, Validate, WireMessage,
};

/// A payload of any kind, kept as it is.
struct Any(Raw<'static>);

impl Encode for Any {
    fn encode(&self, writer: &mut Writer<'_>) {
        self.0.encode(writer);
    }
}

impl Decode<'_> for Any {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, Error> {
        <Raw<'_> as Decode>::decode(reader).map(|raw| Self(raw.into_owned()))
    }
}

impl Validate for Any {}

/// The same where it stands.
#[derive(WireMessage)]
#[wire(transparent, frozen)]
struct Lent<'a>(Raw<'a>);

type Frames<T> = FramedReceiver<T, LocalReceiver<Bytes>>;

fn options() -> ChannelOptions {
    ChannelOptions::new(ChannelCapacity::literal(1))
}

/// A receiver in whose channel the frame is.
fn receiver<T>(bytes: &[u8], limits: &Limits) -> Frames<T> {
    let (sender, receiver) = local::channel::<Bytes>("", &options());
    sender.send_blocking(bytes.to_vec().into()).unwrap();
    FramedReceiver::new(receiver).limits(*limits)
}

/// An actor in whose channel it is, without being put as a frame.
fn actor<T: Encode + Validate + DecodeOwned + Send>(bytes: &[u8], limits: &Limits) -> ChannelActor<T> {
    let actor = ChannelActor::new("", &options());
    actor.register_receiver("reader", "").unwrap();
    actor.sender().frames().send_blocking(bytes.to_vec().into()).unwrap();
    actor.limits(*limits)
}

/// What came out, beside what the frame is. A channel's messages are data: a frame of another kind is none of them, and where that
/// is all that is wrong with it, all is well; a failure is told. What else is wrong with a frame of another kind is not looked at.
fn judged<T>(bytes: &[u8], limits: &Limits, received: Result<T, RecvError>) -> Result<(), Error> {
    let is_other = view::peek_tag(bytes).is_ok_and(|tag| tag != Tag::Int(1));
    match (received.map(drop), msgpack::from_slice_with::<WireEnvelope<'_>>(bytes, limits)) {
        (Ok(()), Ok(WireEnvelope::Data(_))) | (Err(RecvError::Fault(_)), Ok(WireEnvelope::Error(_))) => Ok(()),
        (Err(RecvError::Malformed { error, frame }), envelope) => {
            assert_eq!(frame, bytes);
            match envelope {
                Ok(WireEnvelope::Data(_)) if error.kind() == ErrorKind::UnsupportedVersion => Err(error),
                Ok(WireEnvelope::Control(_) | WireEnvelope::Heartbeat(_) | WireEnvelope::Ack(_)) => Ok(()),
                Ok(_) => panic!("{error}, and it is one of the channel's: {bytes:02x?}"),
                Err(own) => Err(if is_other { own } else { error }),
            }
        }
        (received, envelope) => panic!("{received:?} of {envelope:?}"),
    }
}

/// What an actor says of the frame itself, in the words of the envelope's decoder. What it says of members that it does not know and
/// of deliveries that are not open is another matter.
fn put<T: Encode + Validate + DecodeOwned + Send>(bytes: &[u8], limits: &Limits) -> Result<(), Error> {
    let actor = ChannelActor::<T>::new("", &options()).limits(*limits);
    let refused = match actor.put_frame_blocking(bytes.to_vec().into()) {
        Err(ChannelError::Mismatch(Mismatch { subject, reason })) if subject == "frame" => Some(reason),
        _ => None,
    };
    match (msgpack::from_slice_with::<WireEnvelope<'_>>(bytes, limits), refused) {
        (Ok(_), None) => Ok(()),
        (Ok(_), Some(reason)) => Err(Error::custom(reason)),
        (Err(error), Some(reason)) => {
            assert_eq!(reason, error.to_string());
            Err(error)
        }
        (Err(error), None) => panic!("accepted: {error}"),
    }
}

/// A frame that is none of a type's.
fn malformed<T>(received: Result<T, RecvError>) -> Result<(), Error> {
    match received {
        Ok(_) => Ok(()),
        Err(RecvError::Malformed { error, .. }) => Err(error),
        Err(other) => Err(Error::custom(other)),
    }
}

pub(crate) const CHANNELS: [Road; 11] = [
    Road {
        name: "FramedReceiver::recv",
        reads: Reads::Envelope,
        run: |bytes, limits| judged(bytes, limits, receiver::<Any>(bytes, limits).recv_blocking()),
    },
    Road {
        name: "FramedReceiver::recv_batch",
        reads: Reads::Envelope,
        run: |bytes, limits| judged(bytes, limits, receiver::<Any>(bytes, limits).recv_batch_blocking(9, None)),
    },
    Road {
        name: "FramedReceiver::recv_ref",
        reads: Reads::Envelope,
        run: |bytes, limits| {
            let received = block_on(receiver::<Lent<'static>>(bytes, limits).recv_ref());
            judged(bytes, limits, received)
        },
    },
    Road { name: "ChannelActor::put_frame", reads: Reads::Envelope, run: put::<Any> },
    Road {
        name: "ChannelActor::get",
        reads: Reads::Envelope,
        run: |bytes, limits| judged(bytes, limits, actor::<Any>(bytes, limits).get_nowait("reader")),
    },
    Road {
        name: "Router::dispatch to a handler",
        reads: Reads::Envelope,
        run: |bytes, limits| {
            let router = Router::<(), ()>::new(|_, _, _| Ok(())).limits(*limits);
            router.on_channel::<Lent<'static>>("", |_, _, _| Ok(()))?.dispatch(&mut (), bytes)
        },
    },
    Road {
        name: "FramedReceiver of Trees",
        reads: Reads::Typed,
        run: |bytes, limits| malformed(receiver::<Tree>(bytes, limits).recv_blocking()),
    },
    Road {
        name: "FramedReceiver of Trees in place",
        reads: Reads::Typed,
        run: |bytes, limits| malformed(block_on(receiver::<Tree>(bytes, limits).recv_ref())),
    },
    Road {
        name: "ChannelActor::put_frame of a Tree",
        reads: Reads::Typed,
        run: |bytes, limits| {
            put::<Tree>(bytes, limits)?;
            malformed(actor::<Tree>(bytes, limits).get_nowait("reader"))
        },
    },
    Road {
        name: "ChannelActor::get of a Tree",
        reads: Reads::Typed,
        run: |bytes, limits| malformed(actor::<Tree>(bytes, limits).get_nowait("reader")),
    },
    Road {
        name: "Router::dispatch to a Tree",
        reads: Reads::Typed,
        run: |bytes, limits| {
            let router = Router::<(), ()>::new(|_, _, _| Err(Error::custom("no handler is for it"))).limits(*limits);
            router.on_channel::<Tree>("", |_, _, _| Ok(()))?.dispatch(&mut (), bytes)
        },
    },
];
