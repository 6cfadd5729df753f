//! Who asked for what, so that a node costs only those who asked.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use foldhash::HashMap;
use pyward_python::views::{Call, Import, Kind};

use crate::code::CODE;
use crate::settings::{CodeSettings, Mode};
use crate::subject::{Look, Names, Table};
use crate::{Check, Subject};

/// A rule that asked for something.
#[derive(Clone, Copy)]
pub(crate) struct Asked {
    pub(crate) check: &'static Check,
    pub(crate) look: &'static Look,
    /// Its place in the order in which rules look at one node.
    order: usize,
}

/// Who asked for what.
pub(crate) struct Index {
    /// All rules about code, asked or not.
    pub(crate) known: Vec<&'static Check>,
    /// The names of those that look.
    asked: BTreeSet<&'static str>,
    /// Whether the settings leave none out.
    is_whole: bool,
    pub(crate) modules: Vec<Asked>,
    /// By the number of the kind.
    kinds: Vec<Vec<Asked>>,
    whole: HashMap<String, Vec<Asked>>,
    last: HashMap<&'static str, Vec<Asked>>,
    method: HashMap<&'static str, Vec<Asked>>,
    named: HashMap<&'static str, Vec<Asked>>,
    containing: Vec<(&'static str, Asked)>,
    keyword: HashMap<&'static str, Vec<Asked>>,
    any: Vec<Asked>,
    called: HashMap<&'static str, (&'static Check, &'static Table)>,
    imported: Vec<(&'static Check, &'static Table)>,
    /// What bandit would look at of the same rules, by the same options, in pyward's own mode.
    bandit: OnceLock<Box<(Self, CodeSettings)>>,
    /// The settings of bandit's look, in pyward's own mode.
    theirs: Option<CodeSettings>,
}

impl Check {
    /// What it looks at, if that is code.
    pub(crate) fn code(&self) -> Option<&crate::Code> {
        match &self.subject {
            Subject::Code(code) => Some(code),
            Subject::Match(_) | Subject::Standing(_) | Subject::Breach(_) | Subject::Flow(_) => {
                None
            }
        }
    }

    /// What weakness it is asked about, if it is about flows.
    pub(crate) fn flowing(&self) -> Option<&crate::Flowing> {
        match &self.subject {
            Subject::Flow(flowing) => Some(flowing),
            Subject::Match(_) | Subject::Standing(_) | Subject::Breach(_) | Subject::Code(_) => {
                None
            }
        }
    }

    /// Whether it has this name or alias.
    pub(crate) fn is_called(&self, name: &str) -> bool {
        let names = std::iter::once(&self.rule.name).chain(self.rule.aliases);
        names
            .into_iter()
            .any(|known| known.eq_ignore_ascii_case(name))
    }
}

impl Index {
    /// Sorts the rules that the settings ask for.
    pub(crate) fn of(settings: &CodeSettings) -> Self {
        let mut index = Self {
            known: CODE.to_vec(),
            asked: BTreeSet::new(),
            is_whole: settings.tests.is_empty() && settings.skips.is_empty(),
            modules: Vec::new(),
            kinds: Vec::new(),
            whole: HashMap::default(),
            last: HashMap::default(),
            method: HashMap::default(),
            named: HashMap::default(),
            containing: Vec::new(),
            keyword: HashMap::default(),
            any: Vec::new(),
            called: HashMap::default(),
            imported: Vec::new(),
            bandit: OnceLock::new(),
            theirs: (settings.mode == Mode::Own).then(|| CodeSettings {
                mode: Mode::Compat,
                ..settings.clone()
            }),
        };
        let mut asked: Vec<&'static Check> = CODE
            .iter()
            .copied()
            .filter(|check| is_asked(check, settings))
            .collect();
        index.asked = asked.iter().map(|check| check.rule.name).collect();
        // Bandit's order, then pyward's own rules by name.
        asked.sort_by_key(|check| {
            let bandit = check.code().and_then(|code| code.bandit);
            (bandit.is_none(), bandit.map(|it| it.name), check.rule.name)
        });
        for (order, check) in asked.iter().enumerate() {
            for look in check.code().map_or(&[][..], |code| code.looks) {
                index.take(Asked { check, look, order }, settings);
            }
        }
        asked.sort_by_key(|check| {
            let bandit = check.code().and_then(|code| code.bandit);
            (bandit.is_none(), bandit.map(|it| it.id), check.rule.name)
        });
        for check in asked {
            for look in check.code().map_or(&[][..], |code| code.looks) {
                if let Look::Table(table) = look {
                    let own = match settings.mode {
                        Mode::Own => table.own_calls,
                        Mode::Compat => &[],
                    };
                    for name in table.calls.iter().chain(own).chain(table.imports) {
                        index.called.entry(name).or_insert((check, table));
                    }
                    if !table.imports.is_empty() {
                        index.imported.push((check, table));
                    }
                }
            }
        }
        index
    }

    /// How bandit would look; in compat mode that is how it is looked at.
    pub(crate) fn bandit(&self) -> Option<(&Self, &CodeSettings)> {
        let theirs = self.theirs.as_ref()?;
        let made = self
            .bandit
            .get_or_init(|| Box::new((Self::of(theirs), theirs.clone())));
        Some((&made.0, &made.1))
    }

    fn take(&mut self, asked: Asked, settings: &CodeSettings) {
        if let Look::Call(names, _) = asked.look {
            return self.take_call(*names, asked, settings);
        }
        let mut of = |kinds: &[Kind]| {
            for kind in kinds {
                let number = *kind as usize;
                if self.kinds.len() <= number {
                    self.kinds.resize_with(number + 1, Vec::new);
                }
                if let Some(all) = self.kinds.get_mut(number) {
                    all.push(asked);
                }
            }
        };
        match asked.look {
            Look::Str(_) => of(&[Kind::Str]),
            Look::Function(_) => of(&[Kind::FunctionDef, Kind::AsyncFunctionDef]),
            Look::Class(_) => of(&[Kind::ClassDef]),
            Look::Import(_) => of(&[Kind::Import, Kind::ImportFrom]),
            Look::ExceptHandler(_) => of(&[Kind::ExceptHandler]),
            Look::Assign(_) => of(&[
                Kind::Assign,
                Kind::AnnAssign,
                Kind::AugAssign,
                Kind::NamedExpr,
            ]),
            Look::Node(kinds, _) => {
                let others: Vec<Kind> = kinds
                    .iter()
                    .copied()
                    .filter(|kind| *kind != Kind::Call)
                    .collect();
                of(&others);
                if kinds.contains(&Kind::Call) {
                    self.any.push(asked);
                }
            }
            Look::Module(_) => self.modules.push(asked),
            Look::Table(_) | Look::Call(..) => {}
        }
    }

    fn take_call(&mut self, names: Names, asked: Asked, settings: &CodeSettings) {
        let by_name = |map: &mut HashMap<&'static str, Vec<Asked>>, names: &[&'static str]| {
            for name in names {
                map.entry(name).or_default().push(asked);
            }
        };
        match names {
            Names::Whole(names) => {
                for name in names {
                    self.whole
                        .entry((*name).to_owned())
                        .or_default()
                        .push(asked);
                }
            }
            Names::Last(names) => by_name(&mut self.last, names),
            Names::Method(names) => by_name(&mut self.method, names),
            Names::Named(names) => by_name(&mut self.named, names),
            Names::Keyword(names) => by_name(&mut self.keyword, names),
            Names::Containing(parts) => {
                self.containing
                    .extend(parts.iter().map(|part| (*part, asked)));
            }
            Names::Listed(options) => {
                for name in options.iter().flat_map(|option| settings.listed(option)) {
                    let all = self.whole.entry(name.to_owned()).or_default();
                    if all.iter().all(|known| known.order != asked.order) {
                        all.push(asked);
                    }
                }
            }
            Names::Any => self.any.push(asked),
        }
    }

    /// Whether a rule looks at modules, or, without a name, whether the settings leave none out.
    pub(crate) fn is_asked(&self, rule: Option<&str>) -> bool {
        rule.map_or(self.is_whole, |rule| self.asked.contains(rule))
    }

    /// Whether any rule about flows is asked.
    pub(crate) fn follows(&self) -> bool {
        let flowing = |check: &&Check| check.flowing().is_some();
        let mut rules = self.known.iter().copied().filter(flowing);
        rules.any(|check| self.asked.contains(check.rule.name))
    }

    /// Who asked for nodes of a kind other than calls.
    pub(crate) fn of_kind(&self, kind: Kind) -> &[Asked] {
        self.kinds.get(kind as usize).map_or(&[], Vec::as_slice)
    }

    /// Who asked for a call of something with this name, in their order.
    pub(crate) fn of_call(&self, name: &str, call: Call<'_>, asked: &mut Vec<Asked>) {
        asked.clear();
        asked.extend_from_slice(&self.any);
        let of = |map: &HashMap<&'static str, Vec<Asked>>, name: &str, asked: &mut Vec<Asked>| {
            if let Some(found) = map.get(name) {
                asked.extend_from_slice(found);
            }
        };
        if let Some(found) = self.whole.get(name) {
            asked.extend_from_slice(found);
        }
        let last = name.rsplit('.').next().unwrap_or(name);
        of(&self.last, last, asked);
        let method = call.func().attribute();
        if let Some(method) = method {
            of(&self.method, method, asked);
        }
        let last = if name.is_empty() {
            method.unwrap_or("")
        } else {
            last
        };
        of(&self.named, last, asked);
        let containing = self.containing.iter();
        asked.extend(
            containing
                .filter(|(part, _)| part.len() <= last.len() && last.contains(part))
                .map(|(_, who)| *who),
        );
        for keyword in call.keyword_names() {
            of(&self.keyword, keyword, asked);
        }
        asked.sort_by_key(|who| who.order);
        // A rule that asked for a call in two ways looks once.
        asked.dedup_by(|a, b| a.order == b.order && std::ptr::eq(a.look, b.look));
    }

    /// The table that knows a called name.
    pub(crate) fn table_of_call(&self, name: &str) -> Option<(&'static Check, &'static Table)> {
        self.called.get(name).copied()
    }

    /// The table that knows an imported name, and the name. To bandit `pickletools` begins with `pickle`.
    pub(crate) fn table_of_import<'a>(
        &self,
        import: Import<'a>,
        is_loose: bool,
    ) -> Option<(&'static Check, &'static Table, &'a str)> {
        let wholes: Vec<(String, &'a str)> = import
            .names()
            .map(|name| match import.module() {
                Some(module) => (format!("{module}.{}", name.name), name.name),
                None => (name.name.to_owned(), name.name),
            })
            .collect();
        let knows = |table: &Table, whole: &str| {
            table.imports.iter().any(|known| {
                whole
                    .strip_prefix(known)
                    .is_some_and(|rest| is_loose || rest.is_empty() || rest.starts_with('.'))
            })
        };
        self.imported.iter().find_map(|(check, table)| {
            let (_, name) = wholes.iter().find(|(whole, _)| knows(table, whole))?;
            Some((*check, *table, *name))
        })
    }
}

impl CodeSettings {
    /// Whether a rule, by its name or any alias, looks at code.
    pub fn asks(&self, rule: &str) -> bool {
        let mut asked = CODE.iter().filter(|check| is_asked(check, self));
        asked.any(|check| check.is_called(rule))
    }
}

/// The name bandit has for all entries of its blacklists together. It stands for them where none of them is named beside
/// it.
pub(crate) const ALL_TABLES: &str = "B001";

impl Check {
    /// Whether it is an entry of bandit's blacklists.
    fn is_tabled(&self) -> bool {
        let bandit = self.code().and_then(|code| code.bandit);
        bandit.is_some_and(|bandit| bandit.test == "blacklist")
    }
}

/// Whether a rule is among names of rules.
fn is_among(check: &Check, names: &BTreeSet<String>) -> bool {
    let named = |check: &Check| names.iter().any(|name| check.is_called(name));
    let all_tables = || {
        let mut tables = CODE.iter().filter(|check| check.is_tabled());
        names.contains(ALL_TABLES) && !tables.any(|table| named(table))
    };
    named(check) || (check.is_tabled() && all_tables())
}

fn is_asked(check: &Check, settings: &CodeSettings) -> bool {
    let code = check.code();
    let is_wanted = match settings.mode {
        Mode::Compat => code.is_some_and(|code| code.bandit.is_some()),
        Mode::Own => !settings.tests.is_empty() || !code.is_some_and(|code| code.is_on_request),
    };
    is_wanted
        && (settings.tests.is_empty() || is_among(check, &settings.tests))
        && !is_among(check, &settings.skips)
}
