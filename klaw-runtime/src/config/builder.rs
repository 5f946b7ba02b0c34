//! [`Builder`]: the sources of a configuration, in order, and what is made of them.

use super::adopt::adopt;
use super::check;
use super::defaults;
use super::environment;
use super::error::{ConfigError, Fault, Problem};
use super::excerpt::Excerpt;
use super::file;
use super::origin::{Given, Origin, Source};
use super::refuse;
use super::tree::Node;
use super::{Config, Load};
use crate::encode::Encode;
use crate::serde::ValueDeserializer;
use serde_core::de::value::Error as Refusal;
use std::ffi::OsString;
use std::marker::PhantomData;
use std::panic::Location;
use std::path::PathBuf;

/// What a configuration is loaded from.
///
/// ```no_run
/// use klaw_runtime::config::RuntimeConfig;
///
/// # fn main() -> Result<(), klaw_runtime::config::ConfigError> {
/// let config = RuntimeConfig::builder().file("/etc/klaw.toml").set("executor.concurrency", 4).load()?;
/// # Ok(())
/// # }
/// ```
pub struct Builder<T> {
    prefix: String,
    file: Choice,
    directory: Option<PathBuf>,
    variables: Option<Vec<(OsString, OsString)>>,
    settings: Vec<(String, Node)>,
    config: PhantomData<fn() -> T>,
}

/// Which file.
enum Choice {
    Search,
    Path(PathBuf),
    None,
}

impl<T> Builder<T> {
    pub(super) fn new() -> Self {
        Self {
            prefix: String::from("KLAW"),
            file: Choice::Search,
            directory: None,
            variables: None,
            settings: Vec::new(),
            config: PhantomData,
        }
    }

    /// What variables begin with, in front of `_`, which may be given too; `KLAW` unless it is given. The file that is searched for goes by the same
    /// name: with `MYAPP`, `MYAPP_CONFIG` names the file, and `myapp.toml` is searched for.
    #[must_use]
    pub fn prefix(self, prefix: impl Into<String>) -> Self {
        let mut prefix = prefix.into();
        prefix.truncate(prefix.trim_end_matches('_').len());
        Self { prefix, ..self }
    }

    /// Reads this file, whatever `KLAW_CONFIG` says.
    #[must_use]
    pub fn file(self, path: impl Into<PathBuf>) -> Self {
        Self { file: Choice::Path(path.into()), ..self }
    }

    /// Reads no file, whatever `KLAW_CONFIG` says.
    #[must_use]
    pub fn no_file(self) -> Self {
        Self { file: Choice::None, ..self }
    }

    /// Searches for the file from this directory upwards, in place of the current one.
    ///
    /// ```
    /// use klaw_runtime::config::RuntimeConfig;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let top = std::env::temp_dir().join(format!("klaw-{}", std::process::id()));
    /// std::fs::create_dir_all(top.join("service/src"))?;
    /// std::fs::write(top.join("klaw.toml"), "executor.concurrency = 2\n")?;
    /// let config = RuntimeConfig::builder().directory(top.join("service/src")).variables([("", ""); 0]).load()?;
    /// assert_eq!(config.executor.concurrency.get(), 2);
    /// # std::fs::remove_dir_all(top)?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn directory(self, path: impl Into<PathBuf>) -> Self {
        Self { directory: Some(path.into()), ..self }
    }

    /// Takes these variables in place of the process's.
    #[must_use]
    pub fn variables<K: Into<OsString>, V: Into<OsString>>(self, variables: impl IntoIterator<Item = (K, V)>) -> Self {
        let variables = variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        Self { variables: Some(variables), ..self }
    }

    /// Sets the value at a path, over every other source.
    ///
    /// A whole section is merged by key, as in a file; what its type leaves out (`omit_defaults`) is not set.
    #[must_use]
    #[track_caller]
    pub fn set(mut self, path: impl Into<String>, value: impl Encode) -> Self {
        let origin = Origin::code(Location::caller());
        self.settings.push((path.into(), Node::of(&value, &origin)));
        self
    }

    /// Reads every source, and checks all of it.
    ///
    /// # Errors
    /// Every fault of the configuration.
    pub fn load(self) -> Result<Config<T>, ConfigError>
    where
        T: Load,
    {
        let ty = &T::TYPE;
        let mut loading =
            Loading { ty, tree: Node::empty(Origin::DEFAULT), faults: Vec::new(), secrets: Vec::new(), open: None };
        let environment = match self.variables {
            Some(variables) => environment::read(variables.into_iter(), &self.prefix, ty),
            None => environment::read(std::env::vars_os(), &self.prefix, ty),
        };
        let name = format!("{}.toml", self.prefix.to_lowercase());
        let is_whole = match (self.file, environment.file) {
            (Choice::Path(path), _) => loading.file(path, None),
            (Choice::None, _) => true,
            (Choice::Search, Some((origin, path))) => loading.file(PathBuf::from(path), Some(&origin)),
            // Which file it would be, the broken variable does not say.
            (Choice::Search, None)
                if environment.faults.iter().any(|fault| fault.path.is_empty() && is_config(fault, &self.prefix)) =>
            {
                false
            }
            (Choice::Search, None) => match file::search(self.directory.as_deref(), &name) {
                Some(path) => loading.file(path, None),
                None => true,
            },
        };
        loading.faults.extend(environment.faults);
        for (path, node) in environment.values {
            loading.lay(node.under(&path));
        }
        for (path, node) in self.settings {
            loading.set(&path, node);
        }
        let prefix = self.prefix;
        loading.finish(is_whole, |path| environment::variable_of(&prefix, ty, path))
    }
}

fn is_config(fault: &Fault, prefix: &str) -> bool {
    fault.origin.as_variable().is_some_and(|name| name.eq_ignore_ascii_case(&format!("{prefix}_CONFIG")))
}

/// A configuration as far as it has been read.
struct Loading {
    ty: &'static crate::schema::WireType,
    tree: Node,
    faults: Vec<Fault>,
    /// Where secrets stand in the file.
    secrets: Vec<std::ops::Range<usize>>,
    /// The lines of the file that may be shown, where not all may be.
    open: Option<file::Open>,
}

impl Loading {
    /// Reads a file; `false` where what it says is not known.
    fn file(&mut self, path: PathBuf, asked_by: Option<&Origin>) -> bool {
        let source = match file::read(&path, asked_by, self.ty) {
            Ok(source) => source,
            Err(fault) => {
                self.faults.push(*fault);
                return false;
            }
        };
        let parsed = file::parse(&source, self.ty);
        self.faults.extend(parsed.faults);
        self.open = parsed.open;
        self.faults.extend(parsed.is_truncated.then(Fault::truncated));
        match parsed.tree {
            Some(tree) => {
                self.tree.origin = Origin::path(&path);
                self.lay(tree);
                true
            }
            None => false,
        }
    }

    /// Lays a tree over what is there.
    fn lay(&mut self, mut tree: Node) {
        let (faults, secrets) = adopt(&mut tree, self.ty);
        self.faults.extend(faults);
        self.secrets.extend(secrets);
        self.faults.extend(self.tree.twice(&tree, Some(self.ty), "").into_iter().map(|(path, first, second)| {
            let sentence = format!("the value is given by `{first}` already; unset one of the two");
            Fault::sentence(second.clone(), path, sentence)
        }));
        self.tree.merge(tree, Some(self.ty));
    }

    fn set(&mut self, path: &str, node: Node) {
        let keys: Vec<String> = path.split('.').map(String::from).collect();
        self.lay(node.under(&keys));
    }

    /// Checks the tree, and makes the value of it. Where the file is not known, what is missing may stand in it.
    fn finish<T: Load>(
        mut self,
        is_whole: bool,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Config<T>, ConfigError> {
        defaults::open_sections(&mut self.tree, self.ty);
        let found = check::check(&self.tree, self.ty, &variable);
        let decode = |tree: &Node| T::deserialize(ValueDeserializer::<Refusal>::new(tree.to_value(), true));
        if self.faults.is_empty() && found.is_empty() {
            // What is refused is told below, with all else that is.
            if let Ok(value) = decode(&self.tree) {
                return Ok(Config { value, tree: self.tree });
            }
        }
        let (found, judged): (Vec<_>, Vec<_>) = found.into_iter().unzip();
        self.faults
            .extend(found.into_iter().filter(|fault| is_whole || !matches!(fault.problem, Problem::Missing { .. })));
        if is_whole {
            let paths = self.faults.iter().map(|fault| fault.path.clone()).filter(|path| !path.is_empty()).collect();
            let decode = |tree: &Node| decode(tree).map(drop).map_err(|refusal| refusal.to_string());
            self.faults.extend(refuse::refusals(&self.tree, self.ty, &judged, paths, decode));
        }
        self.secrets.sort_by_key(|secret| secret.start);
        for fault in &mut self.faults {
            let is_key = matches!(fault.problem, Problem::UnknownKey);
            let is_open = |source: &Source, at| self.open.as_ref().is_none_or(|open| open.shows(source, at));
            match fault.origin.given() {
                // What may be shown of these has been decided where they were parsed.
                Given::File(..) if matches!(fault.problem, Problem::Syntax(_) | Problem::Twice { .. }) => {}
                Given::File(source, at) if is_open(source, at) => {
                    fault.excerpt = Some(Excerpt::of(source, at, &self.secrets, is_key));
                }
                _ => {}
            }
        }
        Err(ConfigError::new(self.faults))
    }
}
