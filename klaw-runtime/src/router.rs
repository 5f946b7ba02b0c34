//! [`Router`]: which function a payload is for.

use crate::envelope::{WireEnvelope, WireHeader};
use crate::error::{Error, ErrorKind};
use crate::family::Family;
#[cfg(feature = "json")]
use crate::json;
use crate::message::WireMessage;
use crate::msgpack::{self, Kind, Limits, Reader};
use crate::raw::{Format, Raw};
use crate::schema::{Form, MemberBody, MessageSchema, Schema, Shape, Tag, WireType};
use crate::view::{self, tag_under};
use std::collections::HashMap;
use std::fmt;

/// Hands payloads to functions: by the channel that they came in on, or else by their tag.
///
/// A payload is decoded once, for the function that it is for, and borrows from the frame. A message that no function is
/// for, and one that is no data message, goes to the function that the router was made with.
///
/// `C` is what all functions share, and `R` what they give.
///
/// ```
/// use klaw_runtime::envelope::{DataMessage, Heartbeat, WireHeader};
/// use klaw_runtime::router::Router;
/// use klaw_runtime::{WireMessage, msgpack};
///
/// #[derive(WireMessage)]
/// #[wire(array_like, tag = 1, frozen)]
/// struct Started<'a> {
///     task: &'a str,
/// }
///
/// #[derive(WireMessage)]
/// #[wire(array_like, tag = 2, frozen)]
/// struct Done {
///     result: u64,
/// }
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// let router = Router::<Vec<String>>::new(|log, message, frame| {
///     log.push(format!("{:?} of {} bytes", message.kind(), frame.len()));
///     Ok(())
/// })
/// .on_tag::<Started<'static>>(|log, header, started| {
///     log.push(format!("{}: {} started", header.channel_id, started.task));
///     Ok(())
/// })?
/// .on_tag::<Done>(|log, header, done| {
///     log.push(format!("{}: {}", header.channel_id, done.result));
///     Ok(())
/// })?;
///
/// let mut log = Vec::new();
/// let header = || WireHeader::new("jobs");
/// router.dispatch(&mut log, &msgpack::to_vec(&DataMessage::new(header(), Started { task: "load" })))?;
/// router.dispatch(&mut log, &msgpack::to_vec(&DataMessage::new(header(), Done { result: 42 })))?;
/// router.dispatch(&mut log, &msgpack::to_vec(&Heartbeat::new(header(), "worker-1")))?;
/// assert_eq!(log, ["jobs: load started", "jobs: 42", "Heartbeat of 21 bytes"]);
/// # Ok(())
/// # }
/// ```
pub struct Router<C: ?Sized, R = ()> {
    channels: HashMap<String, Box<Handler<'static, C, R>>>,
    routes: Vec<Routes>,
    handlers: Vec<Box<Handler<'static, C, R>>>,
    otherwise: Box<Otherwise<C, R>>,
    limits: Limits,
}

type Handler<'h, C, R> = dyn Fn(&mut C, &WireHeader<'_>, &Raw<'_>, &Limits) -> Result<R, Error> + Send + Sync + 'h;
type Otherwise<C, R> = dyn Fn(&mut C, &WireEnvelope<'_>, &[u8]) -> Result<R, Error> + Send + Sync;

/// The tags that stand at one place, each with the handler that its payloads are for.
struct Routes {
    /// The key that the tag stands under; nothing for an array.
    tag_field: Option<&'static str>,
    tags: Vec<(Tag, usize)>,
}

impl<C: ?Sized, R> Router<C, R> {
    /// A router with a function for everything that no other is for. It is given the message, and the frame that it is
    /// in.
    pub fn new(
        otherwise: impl Fn(&mut C, &WireEnvelope<'_>, &[u8]) -> Result<R, Error> + Send + Sync + 'static,
    ) -> Self {
        Self {
            channels: HashMap::new(),
            routes: Vec::new(),
            handlers: Vec::new(),
            otherwise: Box::new(otherwise),
            limits: Limits::new(),
        }
    }

    /// The same with other limits for what it decodes: the frames, and each payload by itself.
    ///
    /// ```
    /// use klaw_runtime::{ErrorKind, Limits};
    /// use klaw_runtime::router::Router;
    ///
    /// let router = Router::<(), ()>::new(|_, _, _| Ok(())).limits(Limits::new().message_size(16));
    /// assert!(router.dispatch(&mut (), b"\x93\x03\x90\xa8worker-1").is_ok());
    /// let error = router.dispatch(&mut (), b"\x93\x03\x90\xb3worker-1-and-another").unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Limit);
    /// ```
    #[must_use]
    pub fn limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// The function for the payloads of a channel, which are all a `P`.
    ///
    /// ```
    /// use klaw_runtime::envelope::{DataMessage, WireHeader};
    /// use klaw_runtime::router::Router;
    /// use klaw_runtime::{PositiveInt, msgpack};
    ///
    /// # fn main() -> Result<(), klaw_runtime::Error> {
    /// let router = Router::<u64>::new(|_, _, _| Ok(())).on_channel::<PositiveInt>("counts", |total, _, count| {
    ///     *total += count.get();
    ///     Ok(())
    /// })?;
    /// let mut total = 0;
    /// for count in [3, 4] {
    ///     router.dispatch(&mut total, &msgpack::to_vec(&DataMessage::new(WireHeader::new("counts"), count)))?;
    /// }
    /// assert_eq!(total, 7);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// A channel that has a function already.
    pub fn on_channel<P: Family>(
        mut self,
        channel_id: &str,
        handler: impl Fn(&mut C, &WireHeader<'_>, P::Of<'_>) -> Result<R, Error> + Send + Sync + 'static,
    ) -> Result<Self, Error> {
        if self.channels.insert(channel_id.to_owned(), typed::<C, R, P>(handler)).is_some() {
            return Err(Error::custom(format_args!("channel `{channel_id}` has a handler already; keep one")));
        }
        Ok(self)
    }

    /// The function for payloads with the tag of `P`; of a union, with any tag of its members.
    ///
    /// ```
    /// use klaw_runtime::router::Router;
    /// use klaw_runtime::{WireMessage, envelope::DataMessage, envelope::WireHeader, msgpack};
    ///
    /// #[derive(WireMessage)]
    /// #[wire(array_like, frozen)]
    /// enum Event {
    ///     #[wire(tag = 1)]
    ///     Started {},
    ///     #[wire(tag = 2)]
    ///     Done { result: u64 },
    /// }
    ///
    /// # fn main() -> Result<(), klaw_runtime::Error> {
    /// let router = Router::<u64>::new(|_, _, _| Ok(())).on_tag::<Event>(|total, _, event| {
    ///     if let Event::Done { result } = event {
    ///         *total += result;
    ///     }
    ///     Ok(())
    /// })?;
    /// let mut total = 0;
    /// for event in [Event::Started {}, Event::Done { result: 42 }] {
    ///     router.dispatch(&mut total, &msgpack::to_vec(&DataMessage::new(WireHeader::new("jobs"), event)))?;
    /// }
    /// assert_eq!(total, 42);
    ///
    /// let error = router.on_tag::<Event>(|_, _, _| Ok(())).err().unwrap();
    /// assert_eq!(error.to_string(), "tag 1 of `Event` has a handler already; keep one");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// A type without a tag, or a tag that has a function already.
    pub fn on_tag<P: Family>(
        mut self,
        handler: impl Fn(&mut C, &WireHeader<'_>, P::Of<'_>) -> Result<R, Error> + Send + Sync + 'static,
    ) -> Result<Self, Error> {
        let schema = <P::Of<'static> as WireMessage>::SCHEMA;
        let mut tags = Vec::new();
        tags_of(schema, &mut tags);
        if tags.is_empty() {
            let name = schema.name;
            return Err(Error::custom(format_args!("`{name}` has no tag; give it one, or route it by its channel")));
        }
        for (tag, tag_field) in tags {
            let routes = match self.routes.iter().position(|routes| routes.tag_field == tag_field) {
                Some(at) => &mut self.routes[at],
                None => self.routes.push_mut(Routes { tag_field, tags: Vec::new() }),
            };
            if routes.tags.iter().any(|(of, _)| of.same(tag)) {
                let (name, tag) = (schema.name, Written(tag));
                return Err(Error::custom(format_args!("tag {tag} of `{name}` has a handler already; keep one")));
            }
            routes.tags.push((tag, self.handlers.len()));
        }
        self.handlers.push(typed::<C, R, P>(handler));
        Ok(self)
    }

    /// Decodes a frame, and calls the function that its message is for.
    ///
    /// # Errors
    /// As [`msgpack::from_slice`] for the envelope, and for the payload, whose paths and offsets start at it; what the
    /// function says.
    pub fn dispatch(&self, context: &mut C, frame: &[u8]) -> Result<R, Error> {
        self.dispatch_message(context, &msgpack::from_slice_with(frame, &self.limits)?, frame)
    }

    /// Calls the function that a message is for, which was decoded from a frame: by a
    /// [registry](mod@crate::registry), for one. A payload in JSON goes by its tag as one in MessagePack does.
    ///
    /// ```
    /// use klaw_runtime::registry::schema_registry;
    /// use klaw_runtime::router::Router;
    ///
    /// # fn main() -> Result<(), klaw_runtime::Error> {
    /// let router = Router::<(), u64>::new(|_, message, _| Ok(message.header().seq));
    /// let frame = b"\x93\x03\x95\x01\x03\xa4jobs\x07\x00\xa8worker-1";
    /// let message = schema_registry().decode(frame)?;
    /// assert_eq!(router.dispatch_message(&mut (), &message, frame)?, 7);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`msgpack::from_slice`] for the payload, whose tag may stand behind more than the limits allow; what the
    /// function says.
    pub fn dispatch_message(&self, context: &mut C, message: &WireEnvelope<'_>, frame: &[u8]) -> Result<R, Error> {
        if let WireEnvelope::Data(data) = message
            && let Some(handler) = self.handler(&data.header.channel_id, &data.payload)?
        {
            return handler(context, &data.header, &data.payload, &self.limits);
        }
        (self.otherwise)(context, message, frame)
    }

    fn handler(&self, channel_id: &str, payload: &Raw<'_>) -> Result<Option<&Handler<'_, C, R>>, Error> {
        if let Some(handler) = self.channels.get(channel_id) {
            return Ok(Some(handler));
        }
        let mut found = None;
        for routes in &self.routes {
            let route = match payload.format() {
                Format::MessagePack => routes.of_msgpack(payload.as_bytes(), &self.limits),
                #[cfg(feature = "json")]
                Format::Json => routes.of_json(payload.as_bytes(), &self.limits),
            };
            match route {
                // The first that was added.
                Ok(route) => found = [found, route].into_iter().flatten().min(),
                Err(error) if error.kind() == ErrorKind::Limit => return Err(error),
                // It has no tag there.
                Err(_) => {}
            }
        }
        Ok(found.and_then(|handler| self.handlers.get(handler)).map(|handler| &**handler))
    }
}

impl Routes {
    fn of(&self, tag: view::Tag<'_>) -> Option<usize> {
        self.tags.iter().find(|(of, _)| is(tag, *of)).map(|(_, handler)| *handler)
    }

    fn of_msgpack(&self, payload: &[u8], limits: &Limits) -> Result<Option<usize>, Error> {
        let is_map = payload.first().is_some_and(|&opcode| Kind::of(opcode) == Kind::Map);
        if is_map != self.tag_field.is_some() {
            return Ok(None);
        }
        let reader = Reader::with_limits(payload, limits);
        tag_under(reader, self.tag_field.unwrap_or_default()).map(|tag| self.of(tag))
    }

    #[cfg(feature = "json")]
    fn of_json(&self, payload: &[u8], limits: &Limits) -> Result<Option<usize>, Error> {
        let mut reader = json::Reader::with_limits(payload, limits);
        match self.tag_field {
            None => {
                reader.begin_array()?;
                if !reader.element()? {
                    return Ok(None);
                }
            }
            Some(tag_field) => {
                reader.begin_object()?;
                loop {
                    match reader.key()? {
                        Some(key) if key == tag_field => break,
                        Some(_) => reader.skip()?,
                        None => return Ok(None),
                    }
                }
            }
        }
        let mut text = reader;
        match text.str() {
            Ok(tag) => Ok(self.of(view::Tag::Str(&tag))),
            Err(_) => reader.i64().map(|tag| self.of(view::Tag::Int(tag))),
        }
    }
}

impl<C: ?Sized, R> fmt::Debug for Router<C, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut channels: Vec<_> = self.channels.keys().collect();
        channels.sort_unstable();
        let tags: Vec<_> = self.routes.iter().flat_map(|routes| &routes.tags).map(|(tag, _)| tag).collect();
        f.debug_struct("Router").field("channels", &channels).field("tags", &tags).finish()
    }
}

/// A handler of payloads that are still encoded.
fn typed<C: ?Sized, R, P: Family>(
    handler: impl Fn(&mut C, &WireHeader<'_>, P::Of<'_>) -> Result<R, Error> + Send + Sync + 'static,
) -> Box<Handler<'static, C, R>> {
    Box::new(move |context, header, payload, limits| handler(context, header, payload.decode_with(limits)?))
}

/// Is it that tag?
fn is(tag: view::Tag<'_>, of: Tag) -> bool {
    match (tag, of) {
        (view::Tag::Int(tag), Tag::Int(of)) => tag == of,
        (view::Tag::Str(tag), Tag::Str(of)) => tag == of,
        _ => false,
    }
}

/// The tags that a type's values may have: in an array, or under a key.
fn tags_of(schema: &Schema, tags: &mut Vec<(Tag, Option<&'static str>)>) {
    match &schema.shape {
        Shape::Message(message) => tag_of(message, tags),
        Shape::Union(union) => {
            for member in union.members {
                match &member.body {
                    MemberBody::Message(message) => tag_of(message, tags),
                    MemberBody::Type(ty) => tags_of_type(ty, tags),
                }
            }
        }
        Shape::Newtype(field) => tags_of_type(&field.ty, tags),
        Shape::Enumeration(_) => {}
    }
}

fn tags_of_type(ty: &WireType, tags: &mut Vec<(Tag, Option<&'static str>)>) {
    match ty {
        WireType::Named(_, schema) => tags_of(schema(), tags),
        WireType::Newtype(_, field) => tags_of_type(&field.ty, tags),
        _ => {}
    }
}

fn tag_of(message: &MessageSchema, tags: &mut Vec<(Tag, Option<&'static str>)>) {
    let Some(tag) = message.tag else { return };
    match message.form {
        Form::Array => tags.push((tag, None)),
        Form::Map { tag_field } => tags.push((tag, Some(tag_field))),
        Form::ArrayOrMap { tag_field } => tags.extend([(tag, None), (tag, Some(tag_field))]),
    }
}

/// A tag as errors write it.
struct Written(Tag);

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Tag::Int(tag) => write!(f, "{tag}"),
            Tag::Str(tag) => write!(f, "'{tag}'"),
        }
    }
}
