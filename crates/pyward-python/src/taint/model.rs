//! The model: which functions are sources, sinks, sanitizers, guards. All of it is data, read from TOML files of one form.

mod read;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use foldhash::fast::FixedState;

use super::mark::{Kinds, Mark, Marks, Origin};

pub(super) type Map<K, V> = HashMap<K, V, FixedState>;

/// Sources, sinks, sanitizers and guards, by qualified name.
///
/// A name with a star for its receiver (`*.execute`) stands for a method of anything whose type is not known.
#[derive(Clone, Debug, Default)]
pub struct Model {
    pub(super) alias: Map<String, Arc<str>>,
    pub(super) returns: Map<String, Arc<str>>,
    /// What `returns` says of names with an `@` behind, without it.
    properties: Map<String, Arc<str>>,
    pub(super) names: Map<String, Vec<Entry>>,
    /// The last parts of the names of sources and properties, hashed.
    attributes: HashSet<u64, FixedState>,
    pub(super) kinds: Vec<Arc<str>>,
    groups: Map<String, Vec<String>>,
    pub(super) sources: Vec<SourceSpec>,
    pub(super) sinks: Vec<SinkSpec>,
    pub(super) sanitizers: Vec<SanitizerSpec>,
    pub(super) guards: Vec<GuardSpec>,
    pub(super) propagators: Vec<PropagatorSpec>,
    pub(super) uses: Vec<UseSpec>,
    pub(super) containers: Vec<ContainerSpec>,
    pub(super) handlers: Vec<HandlerSpec>,
    pub(super) parameters: Vec<ParameterSpec>,
    pub(super) fields: Vec<FieldsSpec>,
    pub(super) answers: Vec<AnswerSpec>,
    pub(super) words: Vec<NameSpec>,
    pub(super) combinations: Vec<(Kinds, Kinds)>,
    /// Kinds that a fixed host in front clears.
    pub(super) fixed_host: Kinds,
    /// Kinds that a fixed rooted path in front clears.
    pub(super) fixed_root: Kinds,
    /// Kinds that any fixed text in front clears, but one that begins as an option does.
    pub(super) fixed_text: Kinds,
    /// What is put within single quotes, and within double ones.
    pub(super) in_single: Kinds,
    pub(super) in_double: Kinds,
    /// Kinds that are taken back from what stands within quotes.
    pub(super) outside_quotes: Kinds,
    /// What is put into a line of headers.
    pub(super) in_header: Kinds,
    /// Kinds that are taken back from what stands behind anything else: a whole argument is one no more.
    pub(super) taken_behind: Kinds,
    /// Those of them that every source's data begins with.
    pub(super) alone: Kinds,
    /// Kinds that text of letters and digits cannot do.
    pub(super) plain: Kinds,
    /// Kinds of which what is quoted for a shell is free, as long as it does not stand in quotes.
    pub(super) shell: Kinds,
    /// Kinds that only the sources made for them can do.
    pub(super) exclusive: Kinds,
    /// Kinds that say what has been done to a value, rather than what it can do.
    pub(super) transforms: Kinds,
    /// Objects that all functions of one request share.
    pub(super) shared: HashSet<String, FixedState>,
    pub(super) pages: Vec<PageSpec>,
    pub(super) examples: Vec<Example>,
}

/// Why a file is no model.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}{}: {what}", line.map_or(String::new(), |line| format!(":{line}")))]
pub struct ModelError {
    /// The file, as it was named.
    pub file: String,
    /// The line, from 1, where one is known.
    pub line: Option<u32>,
    /// What is wrong.
    pub what: String,
}

impl ModelError {
    /// What to do next.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        "the form is told on the page \"Reading code\", and pyward's own files below crates/pyward-rules/data/flows are written in it"
    }
}

/// A snippet of a model file, and the weaknesses that are found in it.
#[derive(Clone, Debug)]
pub struct Example {
    /// The file it stands in.
    pub file: Arc<str>,
    /// The line it begins at, from 1.
    pub line: u32,
    /// The snippet.
    pub code: String,
    /// The weaknesses found in it, sorted; empty for a good one.
    pub found: Vec<String>,
}

/// What a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    Source(usize),
    Sink(usize),
    Sanitizer(usize),
    Guard(usize),
    Propagator(usize),
    Use(usize),
    Container(usize),
    Fields(usize),
    /// It fills a template.
    Page(usize),
    /// What is written into it is read elsewhere.
    Shared,
    /// Nothing after it is run.
    Never,
}

#[derive(Clone, Debug)]
pub(super) struct SourceSpec {
    pub(super) what: Arc<str>,
    pub(super) kind: Arc<str>,
    /// The kinds it cannot do.
    pub(super) lacks: Kinds,
    /// Whether it is the only source of the weaknesses it can do.
    pub(super) exclusive: bool,
    pub(super) when: Vec<Condition>,
}

/// Which argument.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) position: Option<usize>,
    /// This position and those after it.
    pub(super) onward: bool,
    pub(super) names: Vec<Arc<str>>,
    pub(super) receiver: bool,
    /// A property of the argument.
    pub(super) property: Option<Arc<str>>,
    pub(super) shown: Arc<str>,
}

/// How an argument is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// All in it.
    Deep,
    /// The text, not what stands in containers.
    Text,
    /// A command: its text, its first word, and what is given to a shell.
    Command,
    /// Keys of a dict.
    Keys,
    /// What stands in a dict under names that mean a script (`$where`).
    Script,
    /// All in it; of messages to a model, what tells it how to behave by itself, the rest where it stands behind something.
    Prompt,
    /// All in it, whether it stands behind something or not.
    Told,
    /// What stands behind other text in it.
    Behind,
    /// What of a filter of a database may be an operator.
    Filter,
}

#[derive(Clone, Debug)]
pub(super) struct SinkSpec {
    pub(super) kind: u8,
    pub(super) args: Vec<Slot>,
    pub(super) part: Part,
    pub(super) when: Vec<Condition>,
    /// What is written, rather than called: a subscript or an attribute of this name.
    pub(super) store: bool,
    /// A method that makes it harmless where a class of the project has its own.
    pub(super) unless: Option<Arc<str>>,
    /// Only what is safe for all of these reaches it: what stands where they say.
    pub(super) inside: Kinds,
    /// What is safe for all of these does it no harm.
    pub(super) safe: Kinds,
}

#[derive(Clone, Debug)]
pub(super) struct SanitizerSpec {
    pub(super) clears: Kinds,
    pub(super) when: Vec<Condition>,
    pub(super) args: Vec<Slot>,
}

#[derive(Clone, Debug)]
pub(super) struct GuardSpec {
    pub(super) subject: Slot,
    pub(super) pattern: Option<Slot>,
    pub(super) whole: bool,
    /// Whether the pattern may let slashes through.
    pub(super) slash: bool,
    /// Whether the pattern has to be that of a path of this host.
    pub(super) rooted: bool,
    pub(super) clears: Kinds,
    pub(super) truth: bool,
    pub(super) when: Vec<Condition>,
    /// The call itself passing means the guard holds; otherwise it raises.
    pub(super) raises: bool,
    /// What the call returns being equal to something fixed means the guard holds.
    pub(super) equal: bool,
}

#[derive(Clone, Debug)]
pub(super) struct PropagatorSpec {
    pub(super) from: Vec<Slot>,
    pub(super) when: Vec<Condition>,
    pub(super) into_receiver: bool,
    /// Whether what it passes on stands behind the first of it, as the parts of a path do.
    pub(super) joins: bool,
    /// What it passes on is another text than what was asked about, but where that is cleared of all of these.
    pub(super) decodes: Option<Kinds>,
    /// What it passes on can do these again: text that is read as JSON may be a dict.
    pub(super) gives: Kinds,
}

#[derive(Clone, Debug)]
pub(super) struct UseSpec {
    pub(super) kind: u8,
    pub(super) when: Vec<Condition>,
}

/// A method that writes into or reads from its receiver under a key.
#[derive(Clone, Debug)]
pub(super) struct ContainerSpec {
    pub(super) key: Vec<usize>,
    pub(super) value: Option<usize>,
}

#[derive(Clone, Debug)]
pub(super) struct HandlerSpec {
    pub(super) decorators: Vec<String>,
    pub(super) bases: Vec<String>,
    pub(super) methods: Vec<String>,
    pub(super) imports: Vec<String>,
    pub(super) files: Vec<String>,
    /// The source its parameters are.
    pub(super) source: Option<usize>,
    /// What its first parameter is, besides a receiver.
    pub(super) request: Option<Arc<str>>,
    /// What returning does.
    pub(super) returns: Option<u8>,
    /// Whether returned text is a page only where the decorator says so.
    pub(super) html_only: bool,
    /// Calls that a function is given to, to be called with what comes in.
    pub(super) given: Vec<String>,
    /// As which argument of these it is given.
    pub(super) argument: Slot,
    /// Names of functions that are called by whoever runs the program.
    pub(super) names: Vec<String>,
    /// The parameters, by name or position, that come from outside; all where it is empty.
    pub(super) parameters: Vec<String>,
    /// Methods that are called on the same object before.
    pub(super) before: Vec<String>,
}

#[derive(Clone, Debug)]
pub(super) struct ParameterSpec {
    pub(super) name: String,
    pub(super) class: Arc<str>,
    pub(super) imports: Vec<String>,
}

/// Attributes that hold what a form or a serializer read, by the names of its fields.
#[derive(Clone, Debug)]
pub(super) struct FieldsSpec {
    /// The source they are, but for fields of these classes.
    pub(super) source: usize,
    pub(super) clean: Vec<String>,
}

/// What something of a telling name gives when it is called, or asked by one of these methods.
#[derive(Clone, Debug)]
pub(super) struct AnswerSpec {
    pub(super) source: usize,
    pub(super) receivers: Vec<String>,
    pub(super) methods: Vec<String>,
}

/// A call that fills a template with values by name.
#[derive(Clone, Debug)]
pub(super) struct PageSpec {
    /// What a value does that the template writes as it is.
    pub(super) kind: u8,
    /// The argument that names the template, or is its text.
    pub(super) template: Slot,
    /// Whether it is its text.
    pub(super) inline: bool,
    /// The argument that is a dict of the values, besides those that are given by name.
    pub(super) context: Slot,
}

/// Names that give away what a value is for.
#[derive(Clone, Debug)]
pub(super) struct NameSpec {
    pub(super) kind: u8,
    pub(super) words: Vec<String>,
    /// Words beside which the others mean something else: the key of a cache.
    pub(super) unless: Vec<String>,
}

/// What an argument has to be.
#[derive(Clone, Debug)]
pub(super) struct Condition {
    pub(super) slot: Slot,
    pub(super) test: Test,
    pub(super) negated: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Test {
    True,
    False,
    Absent,
    Tainted,
    Text,
    /// It is an object of some class, with attributes.
    Instance,
    /// It contains one of these texts.
    Has(Vec<String>),
    /// It begins with one of these texts.
    Begins(Vec<String>),
    /// It ends an address behind the host: `https://example.com/`.
    Host,
    /// It is a path without a separator behind it.
    Bare,
    /// It is one of these constants or names.
    In(Vec<String>),
}

impl SinkSpec {
    /// The marks that do it harm: those that stand where they have to, and are not made safe for it.
    pub(super) fn meant(&self, marks: &super::mark::Marks) -> super::mark::Marks {
        if self.inside | self.safe == 0 {
            return marks.clone();
        }
        marks.map(|mark| {
            let is_safe = self.safe != 0 && mark.cleared & self.safe == self.safe;
            (mark.cleared & self.inside == self.inside && !is_safe).then_some(mark)
        })
    }
}

impl Model {
    /// Reads a file and adds what it says. The name is for errors and examples.
    pub fn parse(&mut self, file: &str, text: &str) -> Result<(), ModelError> {
        read::read(self, file, text)
    }

    /// The snippets of all files.
    #[must_use]
    pub fn examples(&self) -> &[Example] {
        &self.examples
    }

    /// The weaknesses there are sinks for.
    pub fn weaknesses(&self) -> impl Iterator<Item = &str> {
        let real = self.kinds.iter().filter(|kind| !kind.starts_with('~'));
        real.map(AsRef::as_ref)
    }

    /// The line a weakness is first named at in the text of a file, as far as it is written in quotes there.
    fn line_of(text: &str, name: &str) -> Option<u32> {
        let quoted = format!("\"{name}\"");
        let at = text.find(&quoted)?;
        Some(read::line(text, at))
    }

    /// Reads a file that people wrote for their own code: as [`Model::parse`], but every weakness in it must be one that
    /// `is_known`.
    pub fn parse_own(
        &mut self,
        file: &str,
        text: &str,
        is_known: impl Fn(&str) -> bool,
    ) -> Result<(), ModelError> {
        let before = self.kinds.len();
        self.parse(file, text)?;
        let new = self.kinds.get(before..).unwrap_or_default();
        let odd = new
            .iter()
            .find(|kind| !kind.starts_with('~') && !is_known(kind));
        match odd {
            Some(kind) => Err(ModelError {
                file: file.to_owned(),
                line: Self::line_of(text, kind),
                what: format!("there is no weakness {kind}"),
            }),
            None => Ok(()),
        }
    }

    /// A name as the model calls it.
    pub(super) fn canonical(&self, name: &str) -> Option<&Arc<str>> {
        self.alias.get(name)
    }

    /// The class of a property, by its qualified name.
    pub(super) fn property(&self, name: &str) -> Option<&Arc<str>> {
        self.properties.get(name)
    }

    /// Whether reading something of this name may be a source, or give what is known by its class.
    pub(super) fn is_attribute(&self, name: &str) -> bool {
        self.attributes.contains(&crate::project::index::hash(name))
    }

    fn know_attribute(&mut self, whole: &str) {
        let last = whole.rsplit('.').next().unwrap_or(whole);
        self.attributes.insert(crate::project::index::hash(last));
    }

    pub(super) fn entries(&self, name: &str) -> &[Entry] {
        self.names.get(name).map_or(&[], Vec::as_slice)
    }

    /// The names directly below a module that the model knows, or knows something below of.
    pub(super) fn exports(&self, module: &str) -> Vec<String> {
        let keys = self.names.keys().chain(self.alias.keys());
        let keys = keys.chain(self.returns.keys()).map(String::as_str);
        let all = keys.chain(self.alias.values().map(AsRef::as_ref));
        let mut names: Vec<String> = all
            .filter_map(|name| name.strip_prefix(module)?.strip_prefix('.'))
            .map(|rest| {
                rest.split(['.', '[', '(', '@'])
                    .next()
                    .unwrap_or(rest)
                    .to_owned()
            })
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The last parts of the names of calls that functions are given to, hashed.
    pub(super) fn registrars(&self) -> HashSet<u64, FixedState> {
        let given = self.handlers.iter().flat_map(|spec| &spec.given);
        given
            .map(|name| crate::project::index::hash(name.rsplit('.').next().unwrap_or(name)))
            .collect()
    }

    /// Whether something of these clearances can still do a weakness.
    pub(super) fn can(&self, cleared: Kinds, kind: u8) -> bool {
        let bit = 1u64.checked_shl(u32::from(kind)).unwrap_or(0);
        cleared & bit == 0
            && !self
                .combinations
                .iter()
                .any(|(all, clears)| cleared & all == *all && clears & bit != 0)
    }

    /// All weaknesses but one. What is only a step towards clearing is none.
    pub(super) fn others(&self, kind: u8) -> Kinds {
        let all = self.kinds.iter().enumerate();
        let others = all.filter(|(at, name)| *at != usize::from(kind) && !name.starts_with('~'));
        others.fold(0, |all, (at, _)| all | 1 << at)
    }

    /// What the data of a source cannot do from the beginning.
    pub(super) fn lacks(&self, spec: &SourceSpec) -> Kinds {
        let others = if spec.exclusive { 0 } else { self.exclusive };
        spec.lacks | others
    }

    /// What is still known of something when it is decoded: all of it where it cannot be code, being made of letters and
    /// digits say, and else what its source never could do.
    pub(super) fn kept_by_decoding(&self, mark: &Mark, plain: Kinds) -> Kinds {
        if mark.cleared & plain == plain {
            return Kinds::MAX;
        }
        let source = self.sources.get(usize::from(mark.source));
        source.map_or(0, |spec| self.lacks(spec)) | self.taken_behind
    }

    /// What a guard says of what it was asked about: what was done to that before is known of it, too.
    pub(super) fn said(&self, marks: &Marks, clears: Kinds) -> Vec<(Origin, Kinds)> {
        let known = if clears & self.transforms == 0 {
            0
        } else {
            self.transforms & !self.taken_behind
        };
        let one = |mark: &Mark| (mark.origin, clears | (mark.cleared & known));
        marks.iter().map(one).collect()
    }

    pub(super) fn kind_name(&self, kind: u8) -> Arc<str> {
        self.kinds
            .get(usize::from(kind))
            .cloned()
            .unwrap_or_else(|| Arc::from(""))
    }
}
