//! Reads model files.

use std::sync::Arc;

use toml_edit::{Document, Item, TableLike, Value};

use super::{
    AnswerSpec, Condition, ContainerSpec, Entry, Example, FieldsSpec, GuardSpec, HandlerSpec,
    Model, ModelError, NameSpec, PageSpec, ParameterSpec, Part, PropagatorSpec, SanitizerSpec,
    SinkSpec, Slot, SourceSpec, Test, UseSpec,
};
use crate::taint::mark::Kinds;

/// The most kinds there may be: a bit each, and one for "all".
const MOST_KINDS: usize = 62;

/// One table of a file, with where it stands.
struct Table<'a> {
    file: &'a str,
    name: &'a str,
    keys: &'a dyn TableLike,
    /// The line it begins at, from 1.
    line: u32,
}

impl<'a> Table<'a> {
    fn error(&self, what: impl std::fmt::Display) -> ModelError {
        ModelError {
            file: self.file.to_owned(),
            line: Some(self.line),
            what: format!("[[{}]]: {what}", self.name),
        }
    }

    fn strings(&self, key: &str) -> Result<Vec<String>, ModelError> {
        match self.keys.get(key) {
            None => Ok(Vec::new()),
            Some(item) => {
                strings(item).ok_or_else(|| self.error(format!("{key} is text or a list of texts")))
            }
        }
    }

    fn string(&self, key: &str) -> Result<Option<&'a str>, ModelError> {
        match self.keys.get(key) {
            None => Ok(None),
            Some(item) => item
                .as_str()
                .map(Some)
                .ok_or_else(|| self.error(format!("{key} is text"))),
        }
    }

    fn needed(&self, key: &str) -> Result<&'a str, ModelError> {
        self.string(key)?
            .ok_or_else(|| self.error(format!("{key} is missing")))
    }

    fn flag(&self, key: &str, default: bool) -> bool {
        self.keys
            .get(key)
            .and_then(Item::as_bool)
            .unwrap_or(default)
    }

    fn slots(&self, key: &str) -> Result<Vec<Slot>, ModelError> {
        Ok(self.strings(key)?.iter().map(|text| slot(text)).collect())
    }

    fn conditions(&self) -> Result<Vec<Condition>, ModelError> {
        let Some(when) = self.keys.get("when") else {
            return Ok(Vec::new());
        };
        let when = when
            .as_table_like()
            .ok_or_else(|| self.error("when is a table"))?;
        let mut all = Vec::new();
        for (key, item) in when.iter() {
            let (negated, key) = match key.strip_prefix('!') {
                Some(rest) => (true, rest),
                None => (false, key),
            };
            let test = match item.as_str() {
                Some("true") => Test::True,
                Some("false") => Test::False,
                Some("absent") => Test::Absent,
                Some("tainted") => Test::Tainted,
                Some("text") => Test::Text,
                Some("instance") => Test::Instance,
                Some("host") => Test::Host,
                Some("bare") => Test::Bare,
                Some(other) => match other.strip_prefix("has ") {
                    Some(part) => Test::Has(vec![part.to_owned()]),
                    None => Test::In(vec![other.to_owned()]),
                },
                None => {
                    let list = strings(item)
                        .ok_or_else(|| self.error(format!("when.{key} is text or a list")))?;
                    if list.iter().all(|text| text.starts_with("begins ")) {
                        Test::Begins(
                            list.iter()
                                .map(|text| text.split_at(7).1.to_owned())
                                .collect(),
                        )
                    } else if list.iter().all(|text| text.starts_with("has ")) {
                        Test::Has(
                            list.iter()
                                .map(|text| text.split_at(4).1.to_owned())
                                .collect(),
                        )
                    } else {
                        Test::In(list)
                    }
                }
            };
            all.push(Condition {
                slot: slot(key),
                test,
                negated,
            });
        }
        Ok(all)
    }

    fn known(&self, keys: &[&str]) -> Result<(), ModelError> {
        match self.keys.iter().find(|(key, _)| !keys.contains(key)) {
            Some((key, _)) => Err(self.error(format!("the key {key} means nothing here"))),
            None => Ok(()),
        }
    }
}

fn strings(item: &Item) -> Option<Vec<String>> {
    if let Some(text) = item.as_str() {
        return Some(vec![text.to_owned()]);
    }
    let array = item.as_array()?;
    array
        .iter()
        .map(|value: &Value| value.as_str().map(str::to_owned))
        .collect()
}

/// `0|name`, `name`, `0`, `1..`, `*`, `self`, any of them with `@property`.
fn slot(text: &str) -> Slot {
    let (place, property) = match text.split_once('@') {
        Some((place, property)) => (place, Some(Arc::from(property))),
        None => (text, None),
    };
    let mut slot = Slot {
        property,
        shown: Arc::from(place),
        ..Slot::default()
    };
    for part in place.split('|') {
        if part == "self" {
            slot.receiver = true;
        } else if part == "*" {
            slot.position = Some(0);
            slot.onward = true;
        } else if let Ok(position) = part.trim_end_matches("..").parse() {
            slot.position = Some(position);
            slot.onward = part.ends_with("..");
        } else {
            slot.names.push(Arc::from(part));
        }
    }
    slot
}

pub(super) fn read(model: &mut Model, file: &str, text: &str) -> Result<(), ModelError> {
    let error = |line: Option<u32>, what: String| ModelError {
        file: file.to_owned(),
        line,
        what,
    };
    let document = Document::parse(text).map_err(|fault| {
        let at = fault.span().map(|span| line(text, span.start));
        error(at, fault.message().to_owned())
    })?;
    let line_of = |span: Option<std::ops::Range<usize>>| line(text, span.map_or(0, |it| it.start));
    for (section, item) in document.iter() {
        if let Some(tables) = item.as_array_of_tables() {
            for table in tables {
                let table = Table {
                    file,
                    name: section,
                    keys: table,
                    line: line_of(table.span()),
                };
                model.section(&table)?;
            }
        } else if let Some(table) = item.as_table() {
            let table = Table {
                file,
                name: section,
                keys: table,
                line: line_of(table.span()),
            };
            model.mapping(&table)?;
        } else if section != "about" {
            let at = line_of(item.span());
            return Err(error(Some(at), format!("{section} means nothing here")));
        }
    }
    Ok(())
}

/// The line of a byte, from 1.
pub(super) fn line(text: &str, at: usize) -> u32 {
    let before = text.as_bytes().get(..at).unwrap_or_default();
    let ends = memchr::memchr_iter(b'\n', before).count();
    u32::try_from(ends + 1).unwrap_or(u32::MAX)
}

impl Model {
    fn mapping(&mut self, table: &Table<'_>) -> Result<(), ModelError> {
        for (key, item) in table.keys.iter() {
            match table.name {
                "groups" => {
                    let members = table.strings(key)?;
                    if key == "quoted" {
                        self.plain = self.kinds_of(&members, table)?;
                        self.shell = self.kinds_of(&["command-injection".to_owned()], table)?;
                    }
                    self.groups.insert(key.to_owned(), members);
                }
                // `alias`: what it really is, then the names it also has. `returns`: a class, then what returns it.
                "alias" | "returns" => {
                    let names = strings(item)
                        .ok_or_else(|| table.error(format!("{key} is a list of names")))?;
                    let to: Arc<str> = Arc::from(key);
                    let map = if table.name == "alias" {
                        &mut self.alias
                    } else {
                        for name in names.iter().filter_map(|name| name.strip_suffix('@')) {
                            self.know_attribute(name);
                            self.properties.insert(name.to_owned(), Arc::clone(&to));
                        }
                        &mut self.returns
                    };
                    map.extend(names.into_iter().map(|name| (name, Arc::clone(&to))));
                }
                "prefix" => {
                    let kinds = self.kinds_of(&table.strings(key)?, table)?;
                    match key {
                        "host" => self.fixed_host |= kinds,
                        "root" => self.fixed_root |= kinds,
                        "text" => self.fixed_text |= kinds,
                        "single" => self.in_single |= kinds,
                        "double" => self.in_double |= kinds,
                        "header" => self.in_header |= kinds,
                        "quotes" => self.outside_quotes |= kinds,
                        "any" => self.taken_behind |= kinds,
                        "none" => {
                            self.alone |= kinds;
                            self.taken_behind |= kinds;
                        }
                        _ => {
                            return Err(table.error(
                                "a prefix is host, root, text, single, double, header, quotes, any or none",
                            ));
                        }
                    }
                }
                other => return Err(table.error(format!("[{other}] means nothing here"))),
            }
        }
        Ok(())
    }

    fn kind(&mut self, name: &str, table: &Table<'_>) -> Result<u8, ModelError> {
        if let Some(at) = self.kinds.iter().position(|kind| **kind == *name) {
            return Ok(at as u8);
        }
        if self.kinds.len() >= MOST_KINDS {
            return Err(table.error("there are too many kinds"));
        }
        self.kinds.push(Arc::from(name));
        let kind = (self.kinds.len() - 1) as u8;
        if name.starts_with('~') {
            self.transforms |= 1 << kind;
        }
        Ok(kind)
    }

    fn kinds_of(&mut self, names: &[String], table: &Table<'_>) -> Result<Kinds, ModelError> {
        let mut kinds = 0;
        for name in names {
            if name == "all" {
                return Ok(Kinds::MAX);
            }
            if let Some(group) = name.strip_prefix('@') {
                let Some(members) = self.groups.get(group).cloned() else {
                    return Err(table.error(format!("there is no group {group} above")));
                };
                kinds |= self.kinds_of(&members, table)?;
            } else {
                kinds |= 1 << self.kind(name, table)?;
            }
        }
        Ok(kinds)
    }

    fn name_all(&mut self, table: &Table<'_>, entry: Entry) -> Result<(), ModelError> {
        let names = table.strings("of")?;
        if names.is_empty() {
            return Err(table.error("of is missing"));
        }
        for name in names {
            if matches!(entry, Entry::Source(_)) {
                self.know_attribute(&name);
            }
            self.names.entry(name).or_default().push(entry);
        }
        Ok(())
    }

    fn section(&mut self, table: &Table<'_>) -> Result<(), ModelError> {
        match table.name {
            "source" => self.source(table),
            "sink" => self.sink(table),
            "sanitizer" => {
                table.known(&["of", "clears", "when", "args"])?;
                let clears = self.kinds_of(&table.strings("clears")?, table)?;
                let (when, args) = (table.conditions()?, table.slots("args")?);
                self.sanitizers.push(SanitizerSpec { clears, when, args });
                self.name_all(table, Entry::Sanitizer(self.sanitizers.len() - 1))
            }
            "guard" => {
                table.known(&[
                    "of", "subject", "pattern", "whole", "slash", "rooted", "clears", "when",
                    "holds",
                ])?;
                let clears = self.kinds_of(&table.strings("clears")?, table)?;
                let holds = table.string("holds")?.unwrap_or("true");
                self.guards.push(GuardSpec {
                    subject: slot(table.string("subject")?.unwrap_or("self")),
                    pattern: table.string("pattern")?.map(slot),
                    whole: table.flag("whole", true),
                    slash: table.flag("slash", false),
                    rooted: table.flag("rooted", false),
                    clears,
                    truth: holds != "false",
                    raises: holds == "after",
                    equal: holds == "equal",
                    when: table.conditions()?,
                });
                self.name_all(table, Entry::Guard(self.guards.len() - 1))
            }
            "propagator" => {
                table.known(&["of", "from", "when", "into", "joins", "decodes", "gives"])?;
                let (from, when) = (table.slots("from")?, table.conditions()?);
                let gives = self.kinds_of(&table.strings("gives")?, table)?;
                let decodes = table.strings("decodes")?;
                let decodes = (!decodes.is_empty())
                    .then(|| self.kinds_of(&decodes, table))
                    .transpose()?;
                let into_receiver = table.string("into")? == Some("self");
                self.propagators.push(PropagatorSpec {
                    from,
                    when,
                    into_receiver,
                    joins: table.flag("joins", false),
                    decodes,
                    gives,
                });
                self.name_all(table, Entry::Propagator(self.propagators.len() - 1))
            }
            "never" => {
                table.known(&["of"])?;
                self.name_all(table, Entry::Never)
            }
            "page" => {
                table.known(&["of", "kind", "template", "source", "context"])?;
                let kind = self.kind(table.needed("kind")?, table)?;
                let inline = table.string("source")?;
                self.pages.push(PageSpec {
                    kind,
                    template: slot(match inline {
                        Some(source) => source,
                        None => table.needed("template")?,
                    }),
                    inline: inline.is_some(),
                    context: slot(table.needed("context")?),
                });
                self.name_all(table, Entry::Page(self.pages.len() - 1))
            }
            "shared" => {
                table.known(&["of"])?;
                self.shared.extend(table.strings("of")?);
                self.name_all(table, Entry::Shared)
            }
            "answer" => {
                table.known(&["source", "receivers", "methods"])?;
                let source = self.source_called(table.needed("source")?, table)?;
                let receivers = table.strings("receivers")?;
                let methods = table.strings("methods")?;
                self.answers.push(AnswerSpec {
                    source,
                    receivers,
                    methods,
                });
                Ok(())
            }
            "fields" => {
                table.known(&["of", "source", "clean"])?;
                let what = table.needed("source")?;
                let source = self.source_called(what, table)?;
                let clean = table.strings("clean")?;
                self.fields.push(FieldsSpec { source, clean });
                self.name_all(table, Entry::Fields(self.fields.len() - 1))
            }
            "use" => {
                table.known(&["of", "kind", "when"])?;
                let kind = self.kind(table.needed("kind")?, table)?;
                let when = table.conditions()?;
                self.uses.push(UseSpec { kind, when });
                self.name_all(table, Entry::Use(self.uses.len() - 1))
            }
            "container" => {
                table.known(&["of", "key", "value"])?;
                let number = |text: &String| {
                    text.parse()
                        .map_err(|_| table.error("a position is a number in quotes"))
                };
                let key = table
                    .strings("key")?
                    .iter()
                    .map(number)
                    .collect::<Result<_, _>>()?;
                let value = table.strings("value")?.first().map(number).transpose()?;
                self.containers.push(ContainerSpec { key, value });
                self.name_all(table, Entry::Container(self.containers.len() - 1))
            }
            "handler" => self.handler(table),
            "parameter" => {
                table.known(&["name", "class", "imports"])?;
                self.parameters.push(ParameterSpec {
                    name: table.needed("name")?.to_owned(),
                    class: Arc::from(table.needed("class")?),
                    imports: table.strings("imports")?,
                });
                Ok(())
            }
            "name" => {
                table.known(&["kind", "words", "unless"])?;
                let kind = self.kind(table.needed("kind")?, table)?;
                let words = table.strings("words")?;
                let unless = table.strings("unless")?;
                self.words.push(NameSpec {
                    kind,
                    words,
                    unless,
                });
                Ok(())
            }
            "combine" => {
                table.known(&["of", "clears"])?;
                let of = self.kinds_of(&table.strings("of")?, table)?;
                let clears = self.kinds_of(&table.strings("clears")?, table)?;
                self.combinations.push((of, clears));
                Ok(())
            }
            "example" => {
                table.known(&["code", "found"])?;
                let mut found = table.strings("found")?;
                found.sort();
                self.examples.push(Example {
                    file: Arc::from(table.file),
                    line: table.line,
                    code: table.needed("code")?.to_owned(),
                    found,
                });
                Ok(())
            }
            other => Err(table.error(format!("{other} means nothing here"))),
        }
    }

    fn source(&mut self, table: &Table<'_>) -> Result<(), ModelError> {
        table.known(&["of", "what", "kind", "lacks", "only", "when"])?;
        let mut lacks = self.kinds_of(&table.strings("lacks")?, table)?;
        let only = table.strings("only")?;
        let exclusive = !only.is_empty();
        if !only.is_empty() {
            let only = self.kinds_of(&only, table)?;
            lacks |= !only;
            self.exclusive |= only;
        }
        self.sources.push(SourceSpec {
            what: Arc::from(table.needed("what")?),
            kind: Arc::from(table.string("kind")?.unwrap_or("remote")),
            lacks,
            exclusive,
            when: table.conditions()?,
        });
        if table.keys.get("of").is_none() {
            return Ok(());
        }
        self.name_all(table, Entry::Source(self.sources.len() - 1))
    }

    fn sink(&mut self, table: &Table<'_>) -> Result<(), ModelError> {
        table.known(&[
            "of", "kind", "args", "part", "when", "store", "unless", "inside", "safe",
        ])?;
        let kind = self.kind(table.needed("kind")?, table)?;
        let part = match table.string("part")? {
            None | Some("deep") => Part::Deep,
            Some("text") => Part::Text,
            Some("command") => Part::Command,
            Some("keys") => Part::Keys,
            Some("script") => Part::Script,
            Some("prompt") => Part::Prompt,
            Some("told") => Part::Told,
            Some("behind") => Part::Behind,
            Some("filter") => Part::Filter,
            Some(other) => return Err(table.error(format!("{other} is no part of an argument"))),
        };
        let store = table.flag("store", false);
        let args = table.slots("args")?;
        if args.is_empty() {
            return Err(table.error("args is missing"));
        }
        let when = table.conditions()?;
        let inside = self.kinds_of(&table.strings("inside")?, table)?;
        let safe = self.kinds_of(&table.strings("safe")?, table)?;
        self.sinks.push(SinkSpec {
            inside,
            safe,
            kind,
            args,
            part,
            when,
            store,
            unless: table.string("unless")?.map(Arc::from),
        });
        self.name_all(table, Entry::Sink(self.sinks.len() - 1))
    }

    fn handler(&mut self, table: &Table<'_>) -> Result<(), ModelError> {
        table.known(&[
            "decorators",
            "bases",
            "methods",
            "imports",
            "files",
            "source",
            "request",
            "returns",
            "html-only",
            "given",
            "argument",
            "names",
            "parameters",
            "before",
        ])?;
        let source = match table.string("source")? {
            None => None,
            Some(what) => Some(self.source_called(what, table)?),
        };
        let returns = match table.string("returns")? {
            None => None,
            Some(kind) => Some(self.kind(kind, table)?),
        };
        self.handlers.push(HandlerSpec {
            decorators: table.strings("decorators")?,
            bases: table.strings("bases")?,
            methods: table.strings("methods")?,
            imports: table.strings("imports")?,
            files: table.strings("files")?,
            source,
            request: table.string("request")?.map(Arc::from),
            returns,
            html_only: table.flag("html-only", false),
            given: table.strings("given")?,
            argument: slot(table.string("argument")?.unwrap_or("0")),
            names: table.strings("names")?,
            parameters: table.strings("parameters")?,
            before: table.strings("before")?,
        });
        Ok(())
    }

    fn source_called(&self, what: &str, table: &Table<'_>) -> Result<usize, ModelError> {
        let found = self.sources.iter().position(|source| *source.what == *what);
        found.ok_or_else(|| table.error(format!("there is no source {what} above")))
    }
}
