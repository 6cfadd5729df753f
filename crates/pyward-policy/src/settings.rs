//! What is in force: every value decided, whoever decided it.

mod age;
mod contexts;
mod entries;
mod keys;
mod locked;
mod origins;
mod packages;
mod problem;
mod reader;
mod show;
mod written;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use pyward_model::Severity;

use crate::strictness::Strictness;
use crate::words::words;
use crate::{
    Action, Activity, CodeBar, Context, EpssRule, Ground, LevelRule, Library, PackageRules, Preset,
    ScopeCaps, Waiver,
};

pub use age::{Age, AgeError};
pub use keys::{KEYS, Key, config_reference};
pub use locked::{Extended, Loosened, extended};
pub use origins::{Origin, Origins};
pub use problem::{ConfigError, Problem};
pub use written::{
    Written, parse_pyproject, parse_pyproject_over, parse_pyward_toml, parse_pyward_toml_over,
};

use packages::WrittenPackages;
use reader::At;
use written::{WrittenGate, WrittenIgnores};

/// What is in force for a run.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Settings {
    /// What findings bring about.
    pub gate: GateSettings,
    /// What is asked of waivers.
    pub ignores: IgnoreRules,
    /// How old an entry of a baseline may be; an older one counts. `None`: they do not age.
    pub baseline_expires: Option<Age>,
    /// The entries of the ignore list, in the order they are written.
    pub waivers: Vec<Waiver>,
    /// What is asked of packages.
    pub packages: PackageRules,
    /// The environments of use, in the order they are first written.
    pub contexts: Vec<Context>,
    /// What the file in force extends, as written.
    pub extends: Vec<String>,
    /// The keys that a file below has locked.
    pub locked: BTreeSet<&'static str>,
    /// Where shown paths stand, seen from the config file.
    pub ground: Ground,
    /// Files of models of data flows, from the folder of the config file on.
    pub code_models: Vec<String>,
    /// Whether code is looked at as a library.
    pub code_library: Library,
    /// `--ignore` of the command line: `ID`, `ID@PACKAGE` or the name of a rule.
    pub ignore_ids: Vec<String>,
    /// Globs of paths to leave out.
    pub exclude: Vec<String>,
    /// The Python version to judge markers for, as given.
    pub python: Option<String>,
    /// The platform to judge markers for, as given.
    pub platform: Option<String>,
}

/// What findings bring about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GateSettings {
    /// Which findings count.
    pub scope: Reach,
    /// By severity.
    pub levels: Levels,
    /// Packages that are themselves an attack; caps do not apply.
    pub malicious: LevelRule,
    /// What is known to be exploited; caps do not apply. `None`: it blocks where a catalogue is at hand. What is set here
    /// asks for a catalogue.
    pub kev: Option<LevelRule>,
    /// What is likely to be exploited.
    pub epss: Option<EpssRule>,
    /// The most a finding without a fix may bring about; [`Action::Block`] is no cap.
    pub unfixed: Action,
    /// The most that how a release stands with its index may bring about; quarantine is malware and not meant.
    pub standing: Action,
    /// The most findings in some scopes may bring about.
    pub scopes: ScopeCaps,
    /// How bad a defect in code must be to block.
    pub code: CodeBar,
    /// With [`Action::Block`] gaps in coverage make the run incomplete.
    pub incomplete: Action,
    /// Older data makes the run incomplete; `None`: data older than [`crate::USUAL_MAX_AGE`] is told and no more.
    pub max_db_age: Option<Age>,
}

/// A rule for each severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are the severities")]
pub struct Levels {
    pub critical: LevelRule,
    pub high: LevelRule,
    pub medium: LevelRule,
    pub unknown: LevelRule,
    pub low: LevelRule,
    pub info: LevelRule,
}

/// What is asked of the entries of the ignore list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IgnoreRules {
    /// Keys every entry must have.
    pub require: BTreeSet<Demand>,
    /// How many days after `added` an entry holds at most, by the severity of what it covers.
    pub max_days: BTreeMap<Severity, u32>,
    /// What an entry past its end brings about: block or warn.
    pub expired: Action,
    /// What an entry that matches nothing brings about.
    pub unused: Unused,
    /// What an entry brings about that a change under review adds.
    pub added_in_pr: NewInReview,
}

words! {
    /// A key that every entry of the ignore list can be asked to have.
    Demand {
        /// `reason`.
        Reason = "reason",
        /// `owner`.
        Owner = "owner",
        /// `expires`.
        Expires = "expires",
        /// `added`.
        Added = "added",
        /// `review`.
        Review = "review",
        /// `ticket`.
        Ticket = "ticket",
        /// `package`.
        Package = "package",
    }
}

words! {
    /// What an entry of the ignore list that matches nothing brings about.
    Unused {
        /// Nothing; it is not even told.
        Allow = "allow",
        /// A notice.
        Warn = "warn",
        /// The run fails.
        Block = "block",
    }
}

words! {
    /// Which findings count.
    Reach {
        /// All.
        All = "all",
        /// Those that were not there before: not in the baseline, not in the base of the change.
        New = "new",
    }
}

words! {
    /// What an entry of the ignore list brings about that a change under review adds.
    NewInReview {
        /// Nothing; it is not even told.
        Allow = "allow",
        /// A finding that warns.
        Warn = "warn",
        /// A finding that blocks.
        Block = "block",
    }
}

/// What the command line says over the configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// `--gate NAME`: replaces the rules of all severity levels.
    pub gate: Option<&'static Preset>,
    /// `--ignore ID` or `ID@PACKAGE`.
    pub ignore_ids: Vec<String>,
    /// `--strict`: gaps in coverage make the run incomplete.
    pub strict: bool,
    /// `--exclude GLOB`, added to those of the configuration.
    pub exclude: Vec<String>,
    /// `--python`.
    pub python: Option<String>,
    /// `--platform`.
    pub platform: Option<String>,
    /// `--max-db-age`.
    pub max_db_age: Option<Age>,
    /// `--baseline` or `--base`: what was there before does not count.
    pub new_only: Option<String>,
    /// `--env NAME`: the environments the run is about, whatever the branch is.
    pub environments: Vec<String>,
    /// The branch, where it is known.
    pub branch: Option<String>,
}

impl Levels {
    /// One rule for all.
    pub const fn all(rule: LevelRule) -> Self {
        Self {
            critical: rule,
            high: rule,
            medium: rule,
            unknown: rule,
            low: rule,
            info: rule,
        }
    }

    /// The rule of a severity.
    pub fn of(&self, severity: Severity) -> LevelRule {
        match severity {
            Severity::Critical => self.critical,
            Severity::High => self.high,
            Severity::Medium => self.medium,
            Severity::Unknown => self.unknown,
            Severity::Low => self.low,
            Severity::Info => self.info,
        }
    }
}

impl Default for GateSettings {
    /// Every known vulnerability blocks, as users of pip-audit are used to.
    fn default() -> Self {
        Self {
            scope: Reach::All,
            levels: Levels::all(LevelRule::always(Action::Block)),
            malicious: LevelRule::always(Action::Block),
            kev: None,
            epss: None,
            unfixed: Action::Block,
            standing: Action::Warn,
            scopes: ScopeCaps::default(),
            code: CodeBar::High,
            incomplete: Action::Warn,
            max_db_age: None,
        }
    }
}

impl Default for IgnoreRules {
    fn default() -> Self {
        Self {
            require: BTreeSet::from([Demand::Reason]),
            max_days: BTreeMap::new(),
            expired: Action::Warn,
            unused: Unused::Warn,
            added_in_pr: NewInReview::Warn,
        }
    }
}

impl Settings {
    /// Decides every value: the command line goes before the file, the file before what it extends, that before the
    /// defaults. Files come with the one that counts least first; there may be none. An option that asks for less than a
    /// locked key is an error.
    pub fn settle(
        files: impl IntoIterator<Item = Written>,
        overrides: Overrides,
    ) -> Result<(Self, Origins), Loosened> {
        let files: Vec<Written> = files.into_iter().collect();
        let mut origins = Origins::default();
        let mut settings = Self::default();
        for written in &files {
            let locked = settings.locked.clone();
            let mut file = FileValues::new(&written.path, &mut origins, locked);
            settings.take_written(written.clone(), &mut file);
        }
        let locked = settings.locked.clone();
        let mut file = FileValues::new("", &mut origins, locked);
        settings.take_contexts(&files, &mut file);
        let before = settings.clone();
        let told = origins.clone();
        let (preset, new_only) = (overrides.gate, overrides.new_only.clone());
        settings.take_overrides(overrides, &mut origins);
        match Self::loosened(&before, &settings, preset, new_only, &told) {
            Some(loosened) => Err(loosened),
            None => Ok((settings, origins)),
        }
    }

    // Both are taken apart to the last field, so that a new one does not compile until it is acted on.

    fn take_written(&mut self, written: Written, file: &mut FileValues<'_>) {
        let Written {
            path: _,
            version,
            extends,
            locked,
            contexts: _,
            gate,
            ignores,
            baseline_expires,
            waivers,
            packages,
            code_models,
            code_library,
            exclude,
            python,
            platform,
        } = written;
        file.take("version", version, &mut ());
        file.take("exclude", exclude, &mut self.exclude);
        file.take("code.models", code_models, &mut self.code_models);
        file.take("code.library", code_library, &mut self.code_library);
        file.take("python", python.map(|at| at.map(Some)), &mut self.python);
        file.take(
            "platform",
            platform.map(|at| at.map(Some)),
            &mut self.platform,
        );
        let baseline_expires = baseline_expires.map(|at| at.map(Some));
        let expires = &mut self.baseline_expires;
        file.take("baseline.expires", baseline_expires, expires);
        self.gate.take_written(gate, file);
        self.ignores.take_written(ignores, file);
        self.packages.take_written(packages, file);
        self.waivers.extend(waivers);
        if let Some(extends) = extends {
            self.extends = extends.value.into_iter().map(|(text, _)| text).collect();
        }
        if let Some(At { value, line, .. }) = locked {
            self.locked.extend(locked::locked_by(&value));
            let path = Arc::clone(&file.path);
            file.origins.add("locked", Origin::File { path, line });
        }
    }

    /// Takes the environments of all files, over the gates that these files say together.
    fn take_contexts(&mut self, files: &[Written], file: &mut FileValues<'_>) {
        for written in files.iter().flat_map(|file| &file.contexts) {
            let known = self.contexts.iter().position(|it| it.name == written.name);
            let place = known.unwrap_or_else(|| {
                self.contexts.push(Context {
                    name: written.name.clone(),
                    groups: Vec::new(),
                    branches: Vec::new(),
                    gate: self.gate.clone(),
                    activity: Activity::Active,
                    location: written.location.clone(),
                });
                self.contexts.len() - 1
            });
            let Some(context) = self.contexts.get_mut(place) else {
                continue;
            };
            if let Some(groups) = &written.groups {
                context.groups.clone_from(groups);
            }
            if let Some(branches) = &written.branches {
                context.branches.clone_from(branches);
            }
            // Where its values come from is told by its own place.
            let mut unseen = Origins::default();
            let mut values = FileValues::new(&file.path, &mut unseen, file.locked.clone());
            context.gate.take_written(written.gate.clone(), &mut values);
            file.loosened.append(&mut values.loosened);
        }
    }

    fn take_overrides(&mut self, overrides: Overrides, origins: &mut Origins) {
        let Overrides {
            gate,
            ignore_ids,
            strict,
            exclude,
            python,
            platform,
            max_db_age,
            new_only,
            environments,
            branch,
        } = overrides;
        for context in &mut self.contexts {
            context.activity = if environments.is_empty() {
                match &branch {
                    Some(branch) if context.is_of_branch(branch) => Activity::Active,
                    Some(_) => Activity::Idle,
                    None if context.branches.is_empty() => Activity::Active,
                    None => Activity::Possible,
                }
            } else if environments.iter().any(|name| **name == *context.name) {
                Activity::Active
            } else {
                Activity::Idle
            };
        }
        let typed = |option: String| Origin::CommandLine { option };
        if let Some(preset) = gate {
            self.gate.levels = preset.levels;
            for context in &mut self.contexts {
                context.gate.levels = preset.levels;
            }
            for severity in Severity::ALL {
                origins.set(
                    level_key(severity),
                    typed(format!("--gate {}", preset.name)),
                );
            }
        }
        if let Some(preset) = gate
            && let Some(bar) = CodeBar::of_preset(preset.name)
        {
            self.gate.code = bar;
            for context in &mut self.contexts {
                context.gate.code = bar;
            }
            origins.set("gate.code", typed(format!("--gate {}", preset.name)));
        }
        if let Some(option) = new_only {
            self.gate.scope = Reach::New;
            origins.set("gate.scope", typed(option));
        }
        if strict {
            self.gate.incomplete = Action::Block;
            origins.set("gate.incomplete", typed("--strict".to_owned()));
        }
        if let Some(age) = max_db_age {
            self.gate.max_db_age = Some(age);
            origins.set("gate.max-db-age", typed("--max-db-age".to_owned()));
        }
        if !exclude.is_empty() {
            self.exclude.extend(exclude);
            origins.add("exclude", typed("--exclude".to_owned()));
        }
        if python.is_some() {
            self.python = python;
            origins.set("python", typed("--python".to_owned()));
        }
        if platform.is_some() {
            self.platform = platform;
            origins.set("platform", typed("--platform".to_owned()));
        }
        self.ignore_ids = ignore_ids;
    }
}

impl GateSettings {
    fn take_written(&mut self, written: WrittenGate, file: &mut FileValues<'_>) {
        let WrittenGate {
            scope,
            critical,
            high,
            medium,
            unknown,
            low,
            info,
            malicious,
            kev,
            epss,
            unfixed,
            standing,
            scopes,
            code,
            incomplete,
            max_db_age,
        } = written;
        file.take("gate.scope", scope, &mut self.scope);
        let levels = &mut self.levels;
        file.take(
            level_key(Severity::Critical),
            critical,
            &mut levels.critical,
        );
        file.take(level_key(Severity::High), high, &mut levels.high);
        file.take(level_key(Severity::Medium), medium, &mut levels.medium);
        file.take(level_key(Severity::Unknown), unknown, &mut levels.unknown);
        file.take(level_key(Severity::Low), low, &mut levels.low);
        file.take(level_key(Severity::Info), info, &mut levels.info);
        file.take("gate.malicious", malicious, &mut self.malicious);
        file.take("gate.kev", kev.map(|at| at.map(Some)), &mut self.kev);
        file.take("gate.epss", epss.map(|at| at.map(Some)), &mut self.epss);
        file.take("gate.unfixed", unfixed, &mut self.unfixed);
        file.take("gate.standing", standing, &mut self.standing);
        file.take("gate.scopes", scopes, &mut self.scopes);
        file.take("gate.code", code, &mut self.code);
        file.take("gate.incomplete", incomplete, &mut self.incomplete);
        let max_db_age = max_db_age.map(|at| at.map(Some));
        file.take("gate.max-db-age", max_db_age, &mut self.max_db_age);
    }
}

impl IgnoreRules {
    fn take_written(&mut self, written: WrittenIgnores, file: &mut FileValues<'_>) {
        let WrittenIgnores {
            require,
            max_days,
            expired,
            unused,
            added_in_pr,
        } = written;
        file.take("ignores.added-in-pr", added_in_pr, &mut self.added_in_pr);
        file.take("ignores.require", require, &mut self.require);
        file.take("ignores.max-days", max_days, &mut self.max_days);
        file.take("ignores.expired", expired, &mut self.expired);
        file.take("ignores.unused", unused, &mut self.unused);
    }
}

impl PackageRules {
    fn take_written(&mut self, written: WrittenPackages, file: &mut FileValues<'_>) {
        let WrittenPackages {
            unlisted,
            cooldown,
            allow,
            block,
        } = written;
        file.take("packages.unlisted", unlisted, &mut self.unlisted);
        let cooldown = cooldown.map(|at| at.map(Some));
        file.take("packages.cooldown", cooldown, &mut self.cooldown);
        self.allow.extend(allow);
        self.block.extend(block);
    }
}

/// Takes values of one file over what was said before, and keeps their places.
struct FileValues<'o> {
    path: Arc<str>,
    origins: &'o mut Origins,
    /// Keys that may only be tightened.
    locked: BTreeSet<&'static str>,
    /// Values of locked keys that ask for less, with their places: they are not taken.
    loosened: Vec<(&'static str, Range<usize>)>,
}

impl<'o> FileValues<'o> {
    fn new(path: &str, origins: &'o mut Origins, locked: BTreeSet<&'static str>) -> Self {
        Self {
            path: path.into(),
            origins,
            locked,
            loosened: Vec::new(),
        }
    }

    fn take<T: Strictness>(&mut self, key: &'static str, written: Option<At<T>>, into: &mut T) {
        let Some(At { value, line, span }) = written else {
            return;
        };
        if self.locked.contains(key) && !value.holds(into) {
            self.loosened.push((key, span));
            return;
        }
        *into = value;
        let path = Arc::clone(&self.path);
        self.origins.set(key, Origin::File { path, line });
    }
}

fn level_key(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "gate.critical",
        Severity::High => "gate.high",
        Severity::Medium => "gate.medium",
        Severity::Unknown => "gate.unknown",
        Severity::Low => "gate.low",
        Severity::Info => "gate.info",
    }
}

#[cfg(test)]
mod tests;
