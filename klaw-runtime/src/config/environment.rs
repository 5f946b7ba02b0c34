//! The environment: which variable is which value, and its text as one.

use super::check::lower_first;
use super::error::Fault;
use super::origin::Origin;
use super::sections::Ray;
use super::shape::{Kind, Spot, is_option, named};
use super::suggest::{folded, nearest};
use super::tree::{Data, Node};
use crate::error::ErrorKind;
use crate::json;
use crate::lax;
use crate::message::WireMessage;
use crate::msgpack::Limits;
use crate::schema::{MessageSchema, Tag, WireType};
use crate::value::Value;
use std::ffi::OsString;

/// The documented short names, each with its key in a section on Ray. They say where the program's cluster is, whatever its
/// configuration is like: they hold for every such section, under every prefix. Where there is none, they are for the channels
/// on Ray, which read them themselves.
const ALIASES: [(&str, &str); 4] = [
    ("KLAW_RAY_PYTHON", "python"),
    ("KLAW_RAY_ADDRESS", "address"),
    ("KLAW_RAY_NAMESPACE", "namespace"),
    ("KLAW_RAY_TOKEN_PATH", "token_path"),
];

/// Behind the prefix, the name of the variable that names the file.
const CONFIG: &str = "CONFIG";

/// What other parts of klaw read themselves: the schema lock's tests.
const OTHERS: [&str; 1] = ["KLAW_LOCK"];

/// How deep names go that are suggested: a type may hold itself.
const DEEPEST: usize = 8;

/// How many keys a name may lead through, and how deep JSON may be nested below. What is deeper is no configuration, and
/// every step of a walk over it takes stack.
const DEPTH: usize = 64;

/// What the environment says.
#[derive(Default)]
pub(super) struct Environment {
    /// The variable that names the file, with the path.
    pub file: Option<(Origin, OsString)>,
    /// Each value with its path, those of whole sections first.
    pub values: Vec<(Vec<String>, Node)>,
    pub faults: Vec<Fault>,
}

/// Reads the variables that begin with the prefix, and the short names; all others are none of the configuration's.
pub(super) fn read(
    variables: impl Iterator<Item = (OsString, OsString)>,
    prefix: &str,
    root: &'static WireType,
) -> Environment {
    let mut environment = Environment::default();
    let start = format!("{prefix}_");
    let mut given: Vec<_> = variables
        .map(|(name, text)| (name.to_string_lossy().into_owned(), name.to_str().is_some(), text))
        .filter(|(name, ..)| after(name, &start).is_some() || alias(name).is_some())
        .collect();
    given.sort();
    for (name, is_unicode, text) in given {
        let origin = Origin::variable(&name);
        if !is_unicode {
            environment.faults.push(Fault::sentence(origin, "", "the variable's name is not Unicode"));
            continue;
        }
        if let Err(fault) = environment.variable(&name, text, &origin, prefix, root) {
            environment.faults.push(*fault);
        }
    }
    environment.values.sort_by_key(|(path, _)| path.len());
    environment
}

impl Environment {
    fn variable(
        &mut self,
        name: &str,
        text: OsString,
        origin: &Origin,
        prefix: &str,
        root: &'static WireType,
    ) -> Result<(), Box<Fault>> {
        let rest = after(name, &format!("{prefix}_"));
        if rest.is_some_and(|rest| rest.eq_ignore_ascii_case(CONFIG)) {
            if text.is_empty() {
                return Err(empty(origin, ""));
            }
            self.file = Some((origin.clone(), text));
            return Ok(());
        }
        if rest.is_some_and(|rest| rest.split("__").count() > DEPTH) {
            let sentence = format!("the variable's name is nested deeper than {DEPTH} keys");
            return Err(Box::new(Fault::sentence(origin.clone(), "", sentence)));
        }
        let found = match (rest.and_then(|rest| resolve(root, rest.split("__"))), alias(name)) {
            (Some(found), _) => vec![found],
            (None, Some(key)) => rays(root).into_iter().filter_map(|path| resolve_path(root, &path, key)).collect(),
            (None, None) if OTHERS.iter().any(|other| other.eq_ignore_ascii_case(name)) => Vec::new(),
            (None, None) => return Err(unknown(name, origin, prefix, root)),
        };
        let Some((first, _)) = found.first() else { return Ok(()) };
        let shown = first.join(".");
        let Ok(text) = text.into_string() else {
            let sentence = "the variable's value is not Unicode";
            return Err(Box::new(Fault::sentence(origin.clone(), shown, sentence)));
        };
        if text.is_empty() {
            return Err(empty(origin, &shown));
        }
        for (path, spot) in found {
            match value(&text, &spot, origin) {
                Ok(node) => self.values.push((path, node)),
                Err(what) => return Err(Box::new(Fault::sentence(origin.clone(), path.join("."), what))),
            }
        }
        Ok(())
    }
}

/// What stands behind the start of a name.
fn after<'n>(name: &'n str, start: &str) -> Option<&'n str> {
    let (begin, rest) = name.split_at_checked(start.len())?;
    begin.eq_ignore_ascii_case(start).then_some(rest)
}

/// The key that a short name is of.
fn alias(name: &str) -> Option<&'static str> {
    ALIASES.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(name)).map(|(_, key)| *key)
}

/// Where klaw's own sections on Ray stand.
fn rays(root: &'static WireType) -> Vec<Vec<String>> {
    fn gather(
        ty: &'static WireType,
        path: &mut Vec<String>,
        open: &mut Vec<*const MessageSchema>,
        found: &mut Vec<Vec<String>>,
    ) {
        let Kind::Section(message) = Kind::of(ty) else { return };
        // A type may hold itself.
        if open.contains(&std::ptr::from_ref(message)) {
            return;
        }
        if is_ray(ty) {
            found.push(path.clone());
        }
        open.push(message);
        for field in message.fields {
            path.push(String::from(field.name));
            gather(&field.ty, path, open, found);
            path.pop();
        }
        open.pop();
    }

    let mut found = Vec::new();
    gather(root, &mut Vec::new(), &mut Vec::new(), &mut found);
    found
}

/// Is it klaw's own section on Ray? One schema may have two addresses: what it says is compared.
fn is_ray(ty: &'static WireType) -> bool {
    match ty {
        WireType::Option(ty) => is_ray(ty),
        WireType::Newtype(_, field) => is_ray(&field.ty),
        WireType::Named(name, schema) => {
            *name == Ray::SCHEMA.name && schema().fingerprint() == Ray::SCHEMA.fingerprint()
        }
        _ => false,
    }
}

fn empty(origin: &Origin, path: &str) -> Box<Fault> {
    Box::new(Fault::sentence(origin.clone(), path, "the variable is empty; unset it, or give it a value"))
}

// What stands in a variable with an unknown name may be a secret, and is not shown.
fn unknown(name: &str, origin: &Origin, prefix: &str, root: &'static WireType) -> Box<Fault> {
    let mut names = vec![format!("{prefix}_{CONFIG}")];
    gather(root, prefix, "_", 0, &mut names);
    names.extend(ALIASES.iter().map(|(alias, _)| String::from(*alias)));
    let suggestion = nearest(name, names.iter().map(String::as_str)).map(String::from);
    Box::new(Fault::sentence(origin.clone(), "", "unknown variable").suggest(suggestion))
}

fn gather(ty: &'static WireType, prefix: &str, joint: &str, depth: usize, names: &mut Vec<String>) {
    if let (Kind::Section(message), true) = (Kind::of(ty), depth < DEEPEST) {
        for field in message.fields {
            let name = format!("{prefix}{joint}{}", part(field.name));
            gather(&field.ty, &name, "__", depth + 1, names);
            names.push(name);
        }
    }
}

/// The variable of a path; `None` where no name leads there, as into a list or a union, or to a key in capitals.
pub(super) fn variable_of(prefix: &str, root: &'static WireType, path: &str) -> Option<String> {
    let parts: Vec<_> = path.split('.').map(part).collect();
    let name = parts.join("__");
    let (found, _) = resolve(root, name.split("__"))?;
    (found.join(".") == path && name != CONFIG).then(|| format!("{prefix}_{name}"))
}

/// A key in a variable's name: `maxBatch` and `max-batch` are `MAX_BATCH`.
fn part(key: &str) -> String {
    let mut name = String::new();
    let mut was_lower = false;
    for c in key.chars() {
        if c.is_uppercase() && was_lower {
            name.push('_');
        }
        was_lower = c.is_lowercase() || c.is_numeric();
        if c.is_alphanumeric() {
            name.extend(c.to_uppercase());
        } else {
            name.push('_');
        }
    }
    name
}

/// The value that the parts of a name lead to.
fn resolve<'a>(root: &'static WireType, parts: impl Iterator<Item = &'a str>) -> Option<(Vec<String>, Spot)> {
    let (mut path, mut spot) = (Vec::new(), Spot::of(root));
    for part in parts {
        let (key, next) = match Kind::of(spot.ty) {
            Kind::Section(message) => {
                let field = field(message, part)?;
                (String::from(field.name), Spot::field(field))
            }
            Kind::Map(ty) if !part.is_empty() => (part.to_lowercase(), spot.inside(ty, |rules| rules.values)),
            _ => return None,
        };
        path.push(key);
        spot = next;
    }
    Some((path, spot))
}

/// The value under a key of the section at a path.
fn resolve_path(root: &'static WireType, path: &[String], key: &str) -> Option<(Vec<String>, Spot)> {
    let keys = path.iter().map(String::as_str).chain([key]);
    keys.into_iter().try_fold((Vec::new(), Spot::of(root)), |(mut path, spot), key| match Kind::of(spot.ty) {
        Kind::Section(message) => {
            let field = named(message, key)?;
            path.push(String::from(field.name));
            Some((path, Spot::field(field)))
        }
        _ => None,
    })
}

/// Case and separators are no difference, unless two fields differ in nothing else.
fn field(message: &'static MessageSchema, part: &str) -> Option<&'static crate::schema::FieldSchema> {
    let exact = message.fields.iter().find(|field| self::part(field.name).eq_ignore_ascii_case(part));
    exact.or_else(|| {
        let is = |name: &&str| folded(name) == folded(part) && !part.is_empty();
        message.fields.iter().find(|field| is(&field.name) || field.aliases.iter().any(is))
    })
}

/// A variable's text as a value. What does not fit stays text, and is judged with everything else.
fn value(text: &str, spot: &Spot, origin: &Origin) -> Result<Node, String> {
    let begins = |bracket| text.trim_start().starts_with(bracket);
    let data = match Kind::of(spot.ty) {
        Kind::Section(_) | Kind::Map(_) | Kind::Union(_) if begins('{') => return structured(text, origin),
        Kind::List(_) | Kind::Tuple(_) | Kind::Positional(_) | Kind::Union(_) if begins('[') => {
            return structured(text, origin);
        }
        Kind::List(_) | Kind::Tuple(_) => {
            let mut items = Vec::new();
            let list = Node { data: Data::Array(Vec::new()), origin: origin.clone() };
            for (index, item) in text.split(',').enumerate() {
                let data = match spot.of_index(&list, index) {
                    Some(spot) => scalar(item.trim(), spot.ty),
                    None => Data::Str(String::from(item.trim())),
                };
                items.push(Node { data, origin: origin.clone() });
            }
            Data::Array(items)
        }
        _ => scalar(text, spot.ty),
    };
    Ok(Node { data, origin: origin.clone() })
}

fn structured(text: &str, origin: &Origin) -> Result<Node, String> {
    let limits = Limits::new().depth(DEPTH as u32);
    match json::from_slice_with::<Value<'_>>(text.as_bytes(), &limits) {
        Ok(value) => Ok(Node::of_value(&value, origin)),
        Err(error) if error.kind() == ErrorKind::Limit => {
            Err(format!("the variable's value is nested deeper than {DEPTH} lists and tables"))
        }
        Err(error) => Err(format!("the variable's value is not JSON: {}", lower_first(&error.to_string()))),
    }
}

fn scalar(text: &str, ty: &'static WireType) -> Data {
    let bytes = text.as_bytes();
    let read = match Kind::of(ty) {
        Kind::Enumeration(enumeration) => match enumeration.values.first() {
            Some((_, Tag::Int(_))) => lax::digits(bytes).ok().flatten().map(Data::Int),
            _ => None,
        },
        Kind::Scalar(WireType::Bool) => lax::bool(bytes).ok().flatten().map(Data::Bool),
        Kind::Scalar(WireType::Int { .. }) => lax::int(bytes).ok().flatten().map(Data::Int),
        Kind::Scalar(WireType::Float { .. }) => lax::float(bytes).ok().flatten().map(Data::Float),
        Kind::Scalar(WireType::Nil) => lax::null(bytes).then_some(Data::Nil),
        // Text stays what it is, `null` too.
        Kind::Scalar(_) => return Data::Str(String::from(text)),
        _ => None,
    };
    match read {
        Some(data) => data,
        None if is_option(ty) && lax::null(bytes) => Data::Nil,
        None => Data::Str(String::from(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::RuntimeConfig;
    use crate::encode::Encode;

    #[test]
    fn parts_of_names() {
        for (key, name) in
            [("max_batch", "MAX_BATCH"), ("max-batch", "MAX_BATCH"), ("maxBatch2X", "MAX_BATCH2_X"), ("ä b", "Ä_B")]
        {
            assert_eq!(part(key), name);
        }
        let variable = |path| variable_of("KLAW", &<RuntimeConfig as Encode>::TYPE, path);
        assert_eq!(variable("channels.default_capacity").as_deref(), Some("KLAW_CHANNELS__DEFAULT_CAPACITY"));
        assert_eq!(variable("channels.defaultcapacity"), None);
    }
}
