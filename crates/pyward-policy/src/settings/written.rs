//! The configuration as written, with the line of every value.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use pyward_model::{Severity, nearest};
use toml_edit::{Document, Item, TableLike};

use crate::scope::PLAIN_SCOPES;
use crate::{
    Action, AllowedPackage, BlockedPackage, CodeBar, EpssRule, LevelRule, Library, Probability,
    ScopeCaps, ScopeSelector, Waiver,
};

use super::contexts::{self, Texts, WrittenContext};
use super::entries::{Demands, waivers};
use super::keys::CAP;
use super::packages::{WrittenPackages, packages};
use super::reader::{At, Entries, Entry, Reader, key_span};
use super::{Age, AgeError, ConfigError, Demand, NewInReview, Reach, Unused, locked};

/// A configuration as written: what is not written is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub(super) path: Arc<str>,
    pub(super) version: Option<At<()>>,
    pub(super) extends: Option<At<Texts>>,
    pub(super) locked: Option<At<Texts>>,
    pub(super) contexts: Vec<WrittenContext>,
    pub(super) gate: WrittenGate,
    pub(super) ignores: WrittenIgnores,
    pub(super) baseline_expires: Option<At<Age>>,
    pub(super) waivers: Vec<Waiver>,
    pub(super) packages: WrittenPackages,
    pub(super) code_models: Option<At<Vec<String>>>,
    pub(super) code_library: Option<At<Library>>,
    pub(super) exclude: Option<At<Vec<String>>>,
    pub(super) python: Option<At<String>>,
    pub(super) platform: Option<At<String>>,
}

impl Written {
    /// The file it was read from, as shown.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The entries of its ignore list, in the order they are written.
    pub fn waivers(&self) -> &[Waiver] {
        &self.waivers
    }

    /// The names of its environments.
    pub fn environments(&self) -> impl Iterator<Item = &str> {
        self.contexts.iter().map(|it| &*it.name)
    }

    /// Whether an environment of it is bound to branches.
    pub fn asks_branch(&self) -> bool {
        self.contexts.iter().any(|it| it.branches.is_some())
    }

    /// The entries of its list of approved packages, in the order they are written.
    pub fn allowed(&self) -> &[AllowedPackage] {
        &self.packages.allow
    }

    /// The entries of its list of blocked packages, in the order they are written.
    pub fn blocked(&self) -> &[BlockedPackage] {
        &self.packages.block
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct WrittenGate {
    pub(super) scope: Option<At<Reach>>,
    pub(super) critical: Option<At<LevelRule>>,
    pub(super) high: Option<At<LevelRule>>,
    pub(super) medium: Option<At<LevelRule>>,
    pub(super) unknown: Option<At<LevelRule>>,
    pub(super) low: Option<At<LevelRule>>,
    pub(super) info: Option<At<LevelRule>>,
    pub(super) malicious: Option<At<LevelRule>>,
    pub(super) kev: Option<At<LevelRule>>,
    pub(super) epss: Option<At<EpssRule>>,
    pub(super) unfixed: Option<At<Action>>,
    pub(super) standing: Option<At<Action>>,
    pub(super) scopes: Option<At<ScopeCaps>>,
    pub(super) code: Option<At<CodeBar>>,
    pub(super) incomplete: Option<At<Action>>,
    pub(super) max_db_age: Option<At<Age>>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct WrittenIgnores {
    pub(super) require: Option<At<BTreeSet<Demand>>>,
    pub(super) max_days: Option<At<BTreeMap<Severity, u32>>>,
    pub(super) expired: Option<At<Action>>,
    pub(super) unused: Option<At<Unused>>,
    pub(super) added_in_pr: Option<At<NewInReview>>,
}

/// A configuration larger than this was not written by a person.
const MOST_BYTES: usize = 4 << 20;

/// Reads the text of a `pyward.toml` shown under `path`. What is wrong is told all at once, but for two things that make
/// the rest meaningless and are told alone: text that is no TOML, and another version of the schema.
pub fn parse_pyward_toml(text: &str, path: &str) -> Result<Written, ConfigError> {
    parse_pyward_toml_over(text, path, &[])
}

/// The same for a file that extends others, which were read before, the one that counts least first.
pub fn parse_pyward_toml_over(
    text: &str,
    path: &str,
    bases: &[Written],
) -> Result<Written, ConfigError> {
    let document = parse(text, path)?;
    read(document.as_table(), 0..0, text, path, bases)
}

/// Reads `[tool.pyward]` out of the text of a `pyproject.toml` shown under `path`; `None` where it has no such table.
/// Text that is no TOML is an error only where it speaks of pyward at all: a broken manifest without a configuration
/// is told by whoever reads its dependencies.
pub fn parse_pyproject(text: &str, path: &str) -> Result<Option<Written>, ConfigError> {
    parse_pyproject_over(text, path, &[])
}

/// The same for a file that extends others, which were read before, the one that counts least first.
pub fn parse_pyproject_over(
    text: &str,
    path: &str,
    bases: &[Written],
) -> Result<Option<Written>, ConfigError> {
    if !text.contains("pyward") {
        return Ok(None);
    }
    let document = parse(text, path)?;
    let Some(tools) = document.get("tool").and_then(Item::as_table_like) else {
        return Ok(None);
    };
    let Some(item) = tools.get("pyward") else {
        return Ok(None);
    };
    let span = key_span(tools, "pyward", &(0..0));
    if let Some(table) = item.as_table_like() {
        read(table, span, text, path, bases).map(Some)
    } else {
        let mut reader = Reader::new(text, path);
        reader.problem(span, "`tool.pyward` is not a table", None);
        Err(reader.error(text))
    }
}

pub(super) fn parse<'t>(text: &'t str, path: &str) -> Result<Document<&'t str>, ConfigError> {
    let mut reader = Reader::new(text, path);
    if text.len() > MOST_BYTES {
        let message = format!("the file is larger than {} MiB", MOST_BYTES >> 20);
        reader.problem(0..0, message, None);
    } else {
        match Document::parse(text) {
            Ok(document) => return Ok(document),
            Err(error) => {
                let span = error.span().unwrap_or(0..0);
                let message = format!("not TOML: {}", error.message());
                reader.problem(span, message, None);
            }
        }
    }
    Err(reader.error(text))
}

fn read(
    table: &dyn TableLike,
    span: Range<usize>,
    text: &str,
    path: &str,
    bases: &[Written],
) -> Result<Written, ConfigError> {
    let mut reader = Reader::new(text, path);
    if let Some(version) = table.get("version").and_then(Item::as_integer)
        && version != 1
    {
        let span = table.get("version").and_then(Item::span).unwrap_or(span);
        reader.problem(
            span,
            format!("version {version} of the configuration is not known to this pyward"),
            Some("this pyward knows version 1; a newer one may know this".to_owned()),
        );
        return Err(reader.error(text));
    }
    let top = reader.table("", table, span);
    let mut written = empty(path);
    written.version = version(&mut reader, top.get("version"));
    written.extends = contexts::texts(&mut reader, top.get("extends"));
    written.locked = contexts::texts(&mut reader, top.get("locked"));
    if let Some(words) = &written.locked {
        locked::check_words(&mut reader, &words.value);
    }
    written.exclude = globs(&mut reader, top.get("exclude"));
    written.python = reader.text(top.get("python"));
    written.platform = reader.text(top.get("platform"));
    if let Some(table) = section(&mut reader, top.get("gate")) {
        written.gate = gate(&mut reader, &table);
    }
    if let Some(table) = section(&mut reader, top.get("ignores")) {
        written.ignores = ignores(&mut reader, &table);
    }
    if let Some(table) = section(&mut reader, top.get("baseline")) {
        written.baseline_expires = age(&mut reader, table.get("expires"));
    }
    if let Some(table) = section(&mut reader, top.get("packages")) {
        written.packages = packages(&mut reader, &table);
    }
    if let Some(table) = section(&mut reader, top.get("code")) {
        written.code_models = globs(&mut reader, table.get("models"));
        written.code_library = reader.word(table.get("library"), Library::WORDS);
    }
    written.contexts = contexts::contexts(&mut reader, top.get("env"));
    if let Some(entry) = top.get("ignore") {
        let all = bases.iter().chain([&written]);
        let demands = demands(all);
        written.waivers = waivers(&mut reader, entry, &demands);
    }
    locked::check_locks(&mut reader, &written, bases);
    reader.finish(written, text)
}

fn empty(path: &str) -> Written {
    Written {
        path: path.into(),
        version: None,
        extends: None,
        locked: None,
        contexts: Vec::new(),
        gate: WrittenGate::default(),
        ignores: WrittenIgnores::default(),
        baseline_expires: None,
        waivers: Vec::new(),
        packages: WrittenPackages::default(),
        code_models: None,
        code_library: None,
        exclude: None,
        python: None,
        platform: None,
    }
}

/// What `[ignores]` of files, or else the defaults, ask of every entry, and which environments there are. The last file
/// that says something of a key counts.
fn demands<'a>(files: impl Iterator<Item = &'a Written>) -> Demands {
    let mut rules = super::IgnoreRules::default();
    let mut environments = Vec::new();
    for file in files {
        if let Some(require) = &file.ignores.require {
            rules.require.clone_from(&require.value);
        }
        if let Some(max_days) = &file.ignores.max_days {
            rules.max_days.clone_from(&max_days.value);
        }
        environments.extend(file.contexts.iter().map(|it| it.name.clone()));
    }
    Demands {
        required: rules.require,
        added_for_max_days: !rules.max_days.is_empty(),
        environments,
    }
}

fn section<'t>(reader: &mut Reader<'t>, entry: Option<&Entry<'t>>) -> Option<Entries<'t>> {
    let entry = entry?;
    if let Some(table) = entry.item.as_table_like() {
        Some(reader.table(entry.key.path, table, entry.key_span.clone()))
    } else {
        reader.wrong_type(entry);
        None
    }
}

fn version(reader: &mut Reader<'_>, entry: Option<&Entry<'_>>) -> Option<At<()>> {
    let entry = entry?;
    if entry.item.as_integer().is_none() {
        reader.wrong_type(entry);
        return None;
    }
    Some(reader.at(entry, ()))
}

fn globs<'t>(reader: &mut Reader<'t>, entry: Option<&Entry<'t>>) -> Option<At<Vec<String>>> {
    let entry = entry?;
    let texts = reader.texts(entry)?;
    let globs = texts.into_iter().map(|(text, _)| text.to_owned()).collect();
    Some(reader.at(entry, globs))
}

const ACTIONS: [(&str, Action); 3] = [
    ("block", Action::Block),
    ("warn", Action::Warn),
    ("log", Action::Log),
];
pub(super) const BLOCK_OR_WARN: [(&str, Action); 2] =
    [("block", Action::Block), ("warn", Action::Warn)];

pub(super) fn gate<'t>(reader: &mut Reader<'t>, table: &Entries<'t>) -> WrittenGate {
    WrittenGate {
        scope: reader.word(table.get("scope"), Reach::WORDS),
        critical: level(reader, table.get("critical")),
        high: level(reader, table.get("high")),
        medium: level(reader, table.get("medium")),
        unknown: level(reader, table.get("unknown")),
        low: level(reader, table.get("low")),
        info: level(reader, table.get("info")),
        malicious: level(reader, table.get("malicious")),
        kev: level(reader, table.get("kev")),
        epss: epss(reader, table.get("epss")),
        unfixed: reader.word(table.get("unfixed"), &ACTIONS),
        standing: reader.word(table.get("standing"), &ACTIONS),
        scopes: scopes(reader, table.get("scopes")),
        code: reader.word(table.get("code"), CodeBar::WORDS),
        incomplete: reader.word(table.get("incomplete"), &BLOCK_OR_WARN),
        max_db_age: age(reader, table.get("max-db-age")),
    }
}

fn ignores<'t>(reader: &mut Reader<'t>, table: &Entries<'t>) -> WrittenIgnores {
    WrittenIgnores {
        require: require(reader, table.get("require")),
        max_days: max_days(reader, table.get("max-days")),
        expired: reader.word(table.get("expired"), &BLOCK_OR_WARN),
        unused: reader.word(table.get("unused"), Unused::WORDS),
        added_in_pr: reader.word(table.get("added-in-pr"), NewInReview::WORDS),
    }
}

fn age(reader: &mut Reader<'_>, entry: Option<&Entry<'_>>) -> Option<At<Age>> {
    let hint = AgeError {
        text: String::new(),
    }
    .hint();
    reader.parsed(entry, str::parse::<Age>, hint)
}

/// A word, or a table with `action` and `block-at`.
fn level<'t>(reader: &mut Reader<'t>, entry: Option<&Entry<'t>>) -> Option<At<LevelRule>> {
    const KEYS: [&str; 2] = ["action", "block-at"];
    let entry = entry?;
    if !entry.item.is_table_like() {
        let action = reader.word(Some(entry), &ACTIONS)?;
        return Some(action.map(LevelRule::always));
    }
    let mut action = None;
    let mut block_at = None;
    for (name, span, item) in reader.free_table(entry) {
        let path = format!("{}.{name}", entry.key.path);
        match (name, item.as_str()) {
            ("action", Some(word)) => {
                let span = item.span().unwrap_or(span);
                action = Some(reader.word_of(&path, span, word, &ACTIONS)?);
            }
            ("action", None) => {
                reader.problem(span, format!("`{path}` takes \"warn\" or \"log\""), None);
                return None;
            }
            ("block-at", _) => {
                block_at = Some(reader.whole(&path, span, item, &(1..=1_000_000))?);
            }
            _ => reader.unknown(span, entry.key.path, name, KEYS.into_iter()),
        }
    }
    let Some(action) = action else {
        reader.problem(
            entry.span.clone(),
            format!("`{}` says no action", entry.key.path),
            Some("{ action = \"warn\", block-at = 5 }".to_owned()),
        );
        return None;
    };
    if action == Action::Block && block_at.is_some() {
        reader.problem(
            entry.span.clone(),
            format!(
                "`block-at` says nothing in `{}`: its action blocks from one finding on",
                entry.key.path
            ),
            Some("{ action = \"warn\", block-at = N } blocks from N on".to_owned()),
        );
        return None;
    }
    Some(reader.at(entry, LevelRule { action, block_at }))
}

/// A table with `at` and `action`.
fn epss<'t>(reader: &mut Reader<'t>, entry: Option<&Entry<'t>>) -> Option<At<EpssRule>> {
    const KEYS: [&str; 2] = ["at", "action"];
    let entry = entry?;
    if !entry.item.is_table_like() {
        reader.wrong_type(entry);
        return None;
    }
    let mut action = None;
    let mut at = None;
    for (name, span, item) in reader.free_table(entry) {
        let path = format!("{}.{name}", entry.key.path);
        match name {
            "action" => {
                let Some(word) = item.as_str() else {
                    reader.problem(span, format!("`{path}` takes {CAP}"), None);
                    return None;
                };
                let span = item.span().unwrap_or(span);
                action = Some(reader.word_of(&path, span, word, &ACTIONS)?);
            }
            "at" => {
                let whole = item.as_integer().map(|number| number as f64);
                at = item.as_float().or(whole).and_then(Probability::new);
                if at.is_none() {
                    let message = format!("`{path}` takes a probability from 0.0 to 1.0");
                    reader.problem(span, message, None);
                    return None;
                }
            }
            _ => reader.unknown(span, entry.key.path, name, KEYS.into_iter()),
        }
    }
    let (Some(at), Some(action)) = (at, action) else {
        reader.problem(
            entry.span.clone(),
            format!("`{}` needs `at` and `action`", entry.key.path),
            Some("{ at = 0.5, action = \"block\" }".to_owned()),
        );
        return None;
    };
    Some(reader.at(entry, EpssRule { at, action }))
}

fn scopes<'t>(reader: &mut Reader<'t>, entry: Option<&Entry<'t>>) -> Option<At<ScopeCaps>> {
    let entry = entry?;
    let mut caps = BTreeMap::new();
    for (name, span, item) in reader.free_table(entry) {
        let shown: String = name.chars().take(60).collect();
        let path = format!("{}.{shown}", entry.key.path);
        let Some(selector) = ScopeSelector::parse(name) else {
            reader.problem(
                span,
                format!("`{shown}` is no scope that can have a cap"),
                Some(scope_hint(name)),
            );
            continue;
        };
        let Some(word) = item.as_str() else {
            reader.problem(
                span,
                format!("`{path}` takes \"block\", \"warn\" or \"log\""),
                None,
            );
            continue;
        };
        let value_span = item.span().unwrap_or_else(|| span.clone());
        if let Some(action) = reader.word_of(&path, value_span, word, &ACTIONS)
            && caps.insert(selector.clone(), action).is_some()
        {
            reader.problem(span, format!("the scope `{selector}` has two caps"), None);
        }
    }
    Some(reader.at(entry, ScopeCaps { caps }))
}

fn scope_hint(name: &str) -> String {
    match nearest(name, PLAIN_SCOPES).first() {
        Some(word) => format!("did you mean `{word}`?"),
        None if name.contains("main") => {
            "what the project runs on has no cap; set the severity levels instead".to_owned()
        }
        None => "known: dev, build, extra, \"extra:NAME\", group, \"group:NAME\", vendored, system, user".to_owned(),
    }
}

fn require<'t>(reader: &mut Reader<'t>, entry: Option<&Entry<'t>>) -> Option<At<BTreeSet<Demand>>> {
    let entry = entry?;
    let mut demands = BTreeSet::new();
    for (text, span) in reader.texts(entry)? {
        demands.extend(reader.word_of(entry.key.path, span, text, Demand::WORDS));
    }
    Some(reader.at(entry, demands))
}

fn max_days<'t>(
    reader: &mut Reader<'t>,
    entry: Option<&Entry<'t>>,
) -> Option<At<BTreeMap<Severity, u32>>> {
    let entry = entry?;
    let mut days = BTreeMap::new();
    for (name, span, item) in reader.free_table(entry) {
        let level = Severity::ALL.into_iter().find(|it| it.word() == name);
        let Some(level) = level else {
            let words = Severity::ALL.map(Severity::word);
            reader.unknown(span, entry.key.path, name, words.into_iter());
            continue;
        };
        let path = format!("{}.{level}", entry.key.path);
        if let Some(number) = reader.whole(&path, span, item, &(1..=3650)) {
            days.insert(level, number);
        }
    }
    Some(reader.at(entry, days))
}
