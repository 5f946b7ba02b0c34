//! Unions and enumerations.

use crate::{reads, refuses, says, versions};
use klaw_runtime::{Raw, msgpack};

#[test]
fn a_value_that_is_new_is_compatible() {
    versions! {
        { pub enum Level { Info = 1, Warn = 2 } }
        { pub enum Level { Info = 1, Warn = 2, Fail = 3 } }
    }
    says::<old::Level, new::Level>(&["Level.Fail: is new, as 3"]);
    reads(&old::Level::Warn, new::Level::Warn);
    reads(&new::Level::Warn, old::Level::Warn);
}

#[test]
fn a_value_that_is_gone_is_breaking() {
    versions! {
        { pub enum Level { Info, Warn } }
        { pub enum Level { Info } }
    }
    says::<old::Level, new::Level>(&["BREAKING Level.Warn: is gone, and frames hold its value Warn; keep it"]);
    refuses::<new::Level>(&old::Level::Warn, "Invalid enum value 'Warn'");
}

#[test]
fn a_value_that_is_renumbered_is_breaking() {
    versions! {
        { pub enum Level { Info = 1, Warn = 2 } }
        { pub enum Level { Info = 2, Warn = 1 } }
    }
    says::<old::Level, new::Level>(&[
        "BREAKING Level.Info: was 1 and is 2; keep the value that frames hold",
        "BREAKING Level.Warn: was 2 and is 1; keep the value that frames hold",
    ]);
    // No decoder sees it.
    reads(&old::Level::Warn, new::Level::Info);
}

#[test]
fn a_value_that_is_renamed_in_rust_is_the_same() {
    versions! {
        { pub enum Level { Info = 1 } }
        { pub enum Level { Notice = 1 } }
    }
    says::<old::Level, new::Level>(&["Level.Info: is called `Notice` now: its value counts"]);
    reads(&old::Level::Info, new::Level::Notice);
    reads(&new::Level::Notice, old::Level::Info);
}

#[test]
fn unknown_values_are_kept_and_not_refused() {
    versions! {
        { pub enum Level { Info, #[wire(other)] Other(String) } }
        { pub enum Level { Info } }
    }
    says::<old::Level, new::Level>(&[
        "BREAKING Level: kept unknown values and refuses them; keep the variant marked `other`",
    ]);
    says::<new::Level, old::Level>(&["Level: keeps unknown values now"]);
    refuses::<new::Level>(&old::Level::Other("x".into()), "Invalid enum value 'x'");
    reads(&new::Level::Info, old::Level::Info);
}

#[test]
fn a_member_that_is_new_is_compatible() {
    versions! {
        {
            #[wire(array_like)] pub enum Event { Start(Start) }
            #[wire(array_like, tag = 1)] pub struct Start { pub id: u8 }
        }
        {
            #[wire(array_like)] pub enum Event { Start(Start), Stop(Stop) }
            #[wire(array_like, tag = 1)] pub struct Start { pub id: u8 }
            #[wire(array_like, tag = 2)] pub struct Stop { pub id: u8 }
        }
    }
    says::<old::Event, new::Event>(&["Event.Stop: is a new member", "Stop: is new"]);
    reads(&old::Event::Start(old::Start { id: 1 }), new::Event::Start(new::Start { id: 1 }));
    reads(&new::Event::Start(new::Start { id: 1 }), old::Event::Start(old::Start { id: 1 }));
}

#[test]
fn a_member_that_is_gone_is_breaking() {
    versions! {
        { #[wire(array_like)] pub enum Event { #[wire(tag = 1)] Start { id: u8 }, #[wire(tag = 2)] Stop { id: u8 } } }
        { #[wire(array_like)] pub enum Event { #[wire(tag = 1)] Start { id: u8 } } }
    }
    says::<old::Event, new::Event>(&[
        "BREAKING Event.Stop: is gone with its tag 2, and frames hold it; keep the member",
    ]);
    refuses::<new::Event>(&old::Event::Stop { id: 1 }, "Invalid value 2 - at `$[0]`");
}

#[test]
fn a_member_with_another_tag_is_breaking() {
    versions! {
        {
            #[wire(array_like)] pub enum Event { #[wire(tag = 1)] Start { id: u8 } }
            #[wire(array_like)] pub enum Held { Start(Start) }
            #[wire(array_like, tag = 1)] pub struct Start { pub id: u8 }
        }
        {
            #[wire(array_like)] pub enum Event { #[wire(tag = 2)] Start { id: u8 } }
            #[wire(array_like)] pub enum Held { Start(Start) }
            #[wire(array_like, tag = 2)] pub struct Start { pub id: u8 }
        }
    }
    let text = "had the tag 1 and has 2; keep the tag of the frames that exist";
    says::<old::Event, new::Event>(&[&format!("BREAKING Event.Start: {text}")]);
    says::<old::Held, new::Held>(&[&format!("BREAKING Start: {text}")]);
    refuses::<new::Event>(&old::Event::Start { id: 1 }, "Invalid value 1 - at `$[0]`");
}

#[test]
fn a_tag_that_is_reused_is_breaking_where_the_messages_differ() {
    versions! {
        {
            #[wire(array_like)] pub enum Event { Start(Start), Stop(Stop) }
            #[wire(array_like, tag = 1)] pub struct Start { pub id: u8 }
            #[wire(array_like, tag = 2)] pub struct Stop { pub id: u8 }
        }
        {
            #[wire(array_like)] pub enum Event { Start(Start), Pause(Pause) }
            #[wire(array_like, tag = 1)] pub struct Start { pub id: u8 }
            #[wire(array_like, tag = 2)] pub struct Pause { pub id: String }
        }
    }
    says::<old::Event, new::Event>(&[
        "Event.Stop: is called `Pause` now: its tag counts",
        "BREAKING Stop (now Pause).id: was `u8` and is `str`; give what is new a field of its own",
    ]);
    refuses::<new::Event>(&old::Event::Stop(old::Stop { id: 1 }), "Expected `str`, got `int` - at `$[1]`");
}

#[test]
fn a_member_is_renamed_and_given_a_type_of_its_own() {
    versions! {
        { #[wire(array_like)] pub enum Event { #[wire(tag = 1)] Start { id: u8 } } }
        {
            #[wire(array_like)] pub enum Event { Begin(Start) }
            #[wire(array_like, tag = 1)] pub struct Start { pub id: u8 }
        }
    }
    says::<old::Event, new::Event>(&["Event.Start: is called `Begin` now: its tag counts", "Start: is new"]);
    reads(&old::Event::Start { id: 1 }, new::Event::Begin(new::Start { id: 1 }));
    reads(&new::Event::Begin(new::Start { id: 1 }), old::Event::Start { id: 1 });
}

#[test]
fn unknown_tags_are_kept_and_not_refused() {
    mod old {
        #[derive(Debug, PartialEq, klaw_runtime::WireMessage)]
        #[wire(array_like)]
        pub enum Event<'a> {
            #[wire(tag = 1)]
            Start { id: u8 },
            #[wire(other)]
            Other(klaw_runtime::Raw<'a>),
        }
    }
    mod new {
        #[derive(Debug, PartialEq, klaw_runtime::WireMessage)]
        #[wire(array_like)]
        pub enum Event {
            #[wire(tag = 1)]
            Start { id: u8 },
        }
    }
    says::<new::Event, old::Event<'_>>(&["Event: keeps unknown tags now"]);
    says::<old::Event<'_>, new::Event>(&[
        "BREAKING Event: kept unknown tags and refuses them; keep the variant marked `other`",
    ]);
    let other = old::Event::Other(Raw::new(&[0x91, 9]).unwrap());
    refuses::<new::Event>(&other, "Invalid value 9 - at `$[0]`");
    reads(&old::Event::Start { id: 1 }, new::Event::Start { id: 1 });
}

#[test]
fn another_form_of_a_union_is_breaking() {
    versions! {
        { #[wire(array_like)] pub enum Event { #[wire(tag = 1)] Start { id: u8 } } #[wire(tag_field = "kind")] pub enum Keyed { #[wire(tag = 1)] Start { id: u8 } } }
        { pub enum Event { #[wire(tag = 1)] Start { id: u8 } } pub enum Keyed { #[wire(tag = 1)] Start { id: u8 } } }
    }
    says::<old::Event, new::Event>(&["BREAKING Event: was an array and is a map; keep the form, or write a new type"]);
    refuses::<new::Event>(&old::Event::Start { id: 1 }, "Expected `object`, got `array`");
    says::<old::Keyed, new::Keyed>(&[
        "BREAKING Keyed: had its tag under `kind` and has it under `type`; keep the key",
        "BREAKING Keyed.Start: had its tag under `kind` and has it under `type`; keep the key",
    ]);
    refuses::<new::Keyed>(&old::Keyed::Start { id: 1 }, "Object missing required field `type`");
    assert!(msgpack::from_slice::<old::Keyed>(&msgpack::to_vec(&old::Keyed::Start { id: 1 })).is_ok());
}
