//! Lifetimes: handles over frames hold no message, those in process do.

use crate::backends::options;
use klaw_runtime::channel::{FramedReceiver, FramedSender, Receiver, Sender, local};

/// A sender of any text is one of text that lives for ever.
fn narrow<'a, S>(sender: FramedSender<&'a str, S>) -> FramedSender<&'static str, S> {
    let _: &'a str = "";
    sender
}

/// A receiver of text that lives for ever is one of any text.
fn widen<'a, R>(receiver: FramedReceiver<&'static str, R>) -> FramedReceiver<&'a str, R> {
    receiver
}

#[test]
fn framed_senders_are_contravariant_and_receivers_covariant() {
    let (sender, _receiver) = local::framed::<String>("text", &options(2));
    let text: FramedSender<&str, _> = FramedSender::new("text", sender.frames().clone());
    futures_lite::future::block_on(narrow(text).send("load")).unwrap();
    let (_sender, receiver) = local::channel::<bytes::Bytes>("text", &options(2));
    let _ = widen(FramedReceiver::new(receiver));
}

/// Neither direction compiles for a handle that holds what is sent, on either side.
#[test]
#[cfg_attr(klaw_sanitizer, ignore = "!! SKIPPED: the compiler of each case would get the flags of the sanitizer")]
fn handles_that_move_messages_are_invariant() {
    trybuild::TestCases::new().compile_fail("channel/ui/*.rs");
}

#[test]
fn contramap_and_map_do_for_both() {
    let (sender, receiver) = local::channel::<String>("text", &options(2));
    let owned = String::from("load");
    let text = sender.contramap(|text: &str| text.to_owned());
    text.send_blocking(&owned).unwrap();
    let mut lengths = receiver.map(|text: String| text.len());
    assert_eq!(lengths.recv_blocking().unwrap().ack(), 4);
}
