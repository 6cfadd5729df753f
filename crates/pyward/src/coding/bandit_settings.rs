//! What bandit was configured to do: `[tool.bandit]`, `.bandit`, a YAML file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use pyward_model::{Location, Notice, NoticeKind, printable};
use pyward_rules::Setting;
use serde_json::Value;

use super::bandit_keys::{INI, PLAIN, Taken, is_known};
use crate::config;
use crate::environment::Environment;
use crate::failure::Failure;

/// What bandit was told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct BanditSettings {
    /// Where it stands, as shown; `None` where nothing was found.
    pub(crate) origin: Option<String>,
    pub(crate) tests: BTreeSet<String>,
    pub(crate) skips: BTreeSet<String>,
    pub(crate) exclude: Vec<String>,
    pub(crate) include: Vec<String>,
    /// Options of its tests, by section.
    pub(crate) options: BTreeMap<String, BTreeMap<String, Setting>>,
    /// Keys of a `.bandit` file that stand for options of the command line.
    pub(crate) typed: BTreeMap<String, String>,
    /// Keys that mean nothing, with where they stand.
    odd: BTreeSet<(String, String)>,
}

/// Where to look.
pub(crate) struct Places<'a> {
    pub(crate) configfile: Option<&'a Path>,
    pub(crate) profile: Option<&'a str>,
    pub(crate) ini: Option<&'a Path>,
    /// The first target: settings are looked for from there upward.
    pub(crate) target: &'a Path,
    /// Whether a `pyproject.toml` is looked for that nobody named; bandit itself never does.
    pub(crate) finds: bool,
}

/// Reads all there is. What a `.bandit` file says goes before what a configuration file says.
pub(crate) fn load(
    places: &Places<'_>,
    environment: &Environment,
) -> Result<BanditSettings, Failure> {
    let start = environment.working_folder.join(places.target);
    // `.` within a path says nothing.
    let start: PathBuf = start.components().collect();
    let ini = match places.ini {
        Some(path) => Some(environment.working_folder.join(path)),
        // bandit finds it in the folder it is told to look at alone.
        None if !places.finds => Some(start.join(".bandit")).filter(|path| path.is_file()),
        None => in_project(&start, ".bandit"),
    };
    let mut typed = BanditSettings::default();
    if let Some(path) = &ini {
        typed.take_ini(&text(path)?, path)?;
    }
    let configfile = typed.word("configfile").map(PathBuf::from);
    let configfile = places.configfile.or(configfile.as_deref());
    let profile = places.profile.or(typed.word("profile"));
    let mut settings = match configfile {
        Some(path) => named(path, profile, environment)?,
        None if profile.is_some() => {
            return Err(
                Failure::usage("a profile of no configuration file was asked for")
                    .hint("name the file too: `configfile` in `.bandit`, or `--configfile`"),
            );
        }
        None if places.finds => match nearest(&start, "pyproject.toml") {
            Some(path) => project(&path)?,
            None => BanditSettings::default(),
        },
        None => BanditSettings::default(),
    };
    settings.take_typed(typed);
    Ok(settings)
}

fn text(path: &Path) -> Result<String, Failure> {
    config::read(path)?.ok_or_else(|| {
        Failure::usage(format!("{} does not exist", path.display())).hint("check its name")
    })
}

fn nearest(start: &Path, name: &str) -> Option<PathBuf> {
    let folders = start.ancestors().take(64);
    folders
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
}

/// The same, not beyond the folder that version control keeps.
fn in_project(start: &Path, name: &str) -> Option<PathBuf> {
    let found = nearest(start, name)?;
    let top = nearest_folder(start, ".git");
    let is_inside = top.is_none_or(|top| found.starts_with(top));
    is_inside.then_some(found)
}

fn nearest_folder(start: &Path, name: &str) -> Option<PathBuf> {
    let mut folders = start.ancestors().take(64);
    let found = folders.find(|folder| folder.join(name).exists())?;
    Some(found.to_owned())
}

/// The table of a `pyproject.toml` that may have none.
fn project(path: &Path) -> Result<BanditSettings, Failure> {
    // What is wrong with the file is told by whoever reads the project's requirements in it.
    let Some(text) = config::read(path)?.filter(|text| text.contains("bandit")) else {
        return Ok(BanditSettings::default());
    };
    let Ok(whole) = toml(&text, path) else {
        return Ok(BanditSettings::default());
    };
    match whole.pointer("/tool/bandit") {
        Some(table) => BanditSettings::of(table, None, path),
        None => Ok(BanditSettings::default()),
    }
}

/// The file of `--configfile`.
fn named(
    path: &Path,
    profile: Option<&str>,
    environment: &Environment,
) -> Result<BanditSettings, Failure> {
    let full = environment.working_folder.join(path);
    let text = text(&full)?;
    let is_toml = path.extension().is_some_and(|ending| ending == "toml");
    let value = if is_toml {
        let whole = toml(&text, path)?;
        whole.pointer("/tool/bandit").cloned().ok_or_else(|| {
            Failure::usage(format!("{} has no table [tool.bandit]", path.display()))
                .hint("add the table, or leave `--configfile` away")
        })?
    } else {
        serde_saphyr::from_str(&text).map_err(|error| {
            Failure::usage(format!("{} is no YAML: {error}", path.display()))
                .hint("bandit reads YAML, and TOML where the name ends so")
        })?
    };
    BanditSettings::of(&value, profile, path)
}

fn toml(text: &str, path: &Path) -> Result<Value, Failure> {
    let document: toml_edit::DocumentMut = text.parse().map_err(|error| {
        Failure::usage(format!("{} is no TOML: {error}", path.display()))
            .hint("mend the line it names")
    })?;
    Ok(json(document.as_item()))
}

fn json(item: &toml_edit::Item) -> Value {
    match item {
        toml_edit::Item::None => Value::Null,
        toml_edit::Item::Value(value) => json_value(value),
        toml_edit::Item::Table(table) => table
            .iter()
            .map(|(key, item)| (key.to_owned(), json(item)))
            .collect(),
        toml_edit::Item::ArrayOfTables(tables) => tables
            .iter()
            .map(|table| json(&toml_edit::Item::Table(table.clone())))
            .collect(),
    }
}

fn json_value(value: &toml_edit::Value) -> Value {
    match value {
        toml_edit::Value::String(text) => text.value().as_str().into(),
        toml_edit::Value::Integer(number) => (*number.value()).into(),
        toml_edit::Value::Float(number) => (*number.value()).into(),
        toml_edit::Value::Boolean(flag) => (*flag.value()).into(),
        toml_edit::Value::Datetime(date) => date.to_string().into(),
        toml_edit::Value::Array(array) => array.iter().map(json_value).collect(),
        toml_edit::Value::InlineTable(table) => table
            .iter()
            .map(|(key, value)| (key.to_owned(), json_value(value)))
            .collect(),
    }
}

impl BanditSettings {
    fn of(value: &Value, profile: Option<&str>, path: &Path) -> Result<Self, Failure> {
        for key in ["tests", "skips", "exclude_dirs", "include"] {
            let is_list =
                |it: &Value| matches!(it, Value::Array(_) | Value::String(_) | Value::Null);
            if value.get(key).is_some_and(|it| !is_list(it)) {
                return Err(
                    Failure::usage(format!("`{key}` in {} is no list", path.display()))
                        .hint("write it like `[\"B101\", \"B602\"]`"),
                );
            }
        }
        let mut settings = Self {
            origin: Some(path.display().to_string()),
            tests: ids(value.get("tests")),
            skips: ids(value.get("skips")),
            exclude: texts(value.get("exclude_dirs")),
            include: texts(value.get("include")),
            ..Self::default()
        };
        if let Some(name) = profile {
            let place = value.get("profiles").and_then(|all| all.get(name));
            let profile = place.ok_or_else(|| {
                Failure::usage(format!("{} has no profile `{name}`", path.display()))
                    .hint("check `--profile`")
            })?;
            settings.tests = ids(profile.get("include"));
            settings.skips = ids(profile.get("exclude"));
        }
        let origin = path.display().to_string();
        let mut odd = |key: String| {
            settings.odd.insert((origin.clone(), key));
        };
        for (section, table) in value.as_object().into_iter().flatten() {
            if PLAIN.contains(&section.as_str()) {
                continue;
            }
            let Some(table) = table.as_object().filter(|_| is_known(section, None)) else {
                odd(section.clone());
                continue;
            };
            let unknown = table.keys().filter(|key| !is_known(section, Some(key)));
            unknown.for_each(|key| odd(format!("{section}.{key}")));
            let options = table.iter().filter_map(|(key, value)| {
                let setting = match value {
                    Value::Bool(flag) => Setting::Flag(*flag),
                    Value::Number(number) => Setting::Number(number.as_i64()?),
                    Value::String(text) => Setting::List(vec![text.clone()]),
                    Value::Array(_) => Setting::List(texts(Some(value))),
                    _ => return None,
                };
                Some((key.clone(), setting))
            });
            settings.options.insert(section.clone(), options.collect());
        }
        Ok(settings)
    }

    /// What was written and does nothing: names of rules that are not known, and keys of a `.bandit` file that stand for
    /// options which pyward takes from the command line alone.
    pub(crate) fn idle(&self, is_compat: bool) -> Vec<Notice> {
        let Some(origin) = &self.origin else {
            return Vec::new();
        };
        let told = |place: &str, message: String, hint: &str| {
            let place = Some(Location::file(place));
            Notice::info(NoticeKind::Unsupported, place, message).hint(hint)
        };
        let place = || Some(Location::file(origin.as_str()));
        let unknown = self.tests.iter().chain(&self.skips);
        let unknown = unknown.filter(|name| pyward_rules::find(name).is_none());
        let unknown = unknown.map(|name| {
            let message = format!("there is no rule `{}`", printable(name));
            Notice::info(NoticeKind::Unsupported, place(), message)
                .hint("check its name, or remove it")
        });
        let keys = self.typed.keys().filter_map(|key| {
            let taken = INI.iter().find(|(known, _)| known == key);
            let shown = printable(key);
            match taken {
                Some((_, Taken::AsBandit)) => None,
                Some((_, Taken::Not(instead))) => Some(told(
                    origin,
                    format!("`{shown}` is not taken from here"),
                    instead,
                )),
                None => Some(told(
                    origin,
                    format!("`{shown}` means nothing here"),
                    "remove it",
                )),
            }
        });
        let odd = self.odd.iter().map(|(place, key)| {
            let message = format!("`{}` means nothing here", printable(key));
            told(place, message, "check its name, or remove it")
        });
        let include = (!is_compat && !self.include.is_empty()).then(|| {
            let message =
                "`include` counts with `--compat bandit` alone: all Python files are looked at";
            told(
                origin,
                message.to_owned(),
                "leave files out by `exclude_dirs`",
            )
        });
        unknown.chain(keys).chain(odd).chain(include).collect()
    }

    /// Reads a `.bandit` file: one section, `key = value` or `key: value` lines.
    fn take_ini(&mut self, text: &str, path: &Path) -> Result<(), Failure> {
        let mut inside = false;
        let mut key: Option<String> = None;
        for (line, number) in text.lines().zip(1_u32..) {
            let trimmed = line.trim();
            if trimmed.is_empty() || trimmed.starts_with(['#', ';']) {
                continue;
            }
            if let Some(section) = trimmed
                .strip_prefix('[')
                .and_then(|it| it.strip_suffix(']'))
            {
                inside = section == "bandit";
                key = None;
                continue;
            }
            if !inside {
                continue;
            }
            let value = self.typed.get_mut(key.as_deref().unwrap_or_default());
            if line.starts_with([' ', '\t'])
                && let Some(value) = value
            {
                value.push('\n');
                value.push_str(trimmed);
                continue;
            }
            let Some((name, value)) = trimmed.split_once(['=', ':']) else {
                return Err(Failure::usage(format!(
                    "{}:{number}: a line without `=`",
                    path.display()
                ))
                .hint("write `key = value` below `[bandit]`"));
            };
            let name = name.trim().to_ascii_lowercase();
            self.typed.insert(name.clone(), value.trim().to_owned());
            key = Some(name);
        }
        self.origin = Some(path.display().to_string());
        Ok(())
    }

    /// What a `.bandit` file says for an option of the command line; none where it says nothing.
    pub(crate) fn word(&self, key: &str) -> Option<&str> {
        let word = self.typed.get(key).map(|word| word.trim());
        word.filter(|word| !word.is_empty())
    }

    /// Whether a `.bandit` file switches something on. To bandit every word does.
    pub(crate) fn is_on(&self, key: &str, is_compat: bool) -> bool {
        const OFF: [&str; 4] = ["false", "no", "off", "0"];
        let is_off = |word: &str| OFF.iter().any(|off| word.eq_ignore_ascii_case(off));
        self.word(key)
            .is_some_and(|word| is_compat || !is_off(word))
    }

    /// Takes over what a `.bandit` file says: it goes before a configuration file.
    fn take_typed(&mut self, other: Self) {
        let Self { origin, typed, .. } = other;
        if origin.is_none() {
            return;
        }
        self.typed = typed;
        let list = |typed: &BTreeMap<String, String>, key: &str| -> Option<Vec<String>> {
            let parts = typed.get(key)?.split([',', '\n']).map(str::trim);
            Some(
                parts
                    .filter(|it| !it.is_empty())
                    .map(ToOwned::to_owned)
                    .collect(),
            )
        };
        if let Some(tests) = list(&self.typed, "tests") {
            self.tests = tests.into_iter().collect();
        }
        if let Some(skips) = list(&self.typed, "skips") {
            self.skips = skips.into_iter().collect();
        }
        self.exclude
            .extend(list(&self.typed, "exclude").unwrap_or_default());
        if self.origin.is_none() {
            self.origin = origin;
        }
    }
}

fn ids(value: Option<&Value>) -> BTreeSet<String> {
    texts(value).into_iter().collect()
}

/// A list of texts; one text with commas is a list too.
fn texts(value: Option<&Value>) -> Vec<String> {
    let plain = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    match value {
        Some(Value::Array(values)) => values.iter().filter_map(plain).collect(),
        Some(Value::String(text)) => text
            .split(',')
            .map(|part| part.trim().to_owned())
            .filter(|part| !part.is_empty())
            .collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yaml_and_toml_say_the_same() {
        let yaml = "tests: [B101, B602]\nskips: B404, B405\nexclude_dirs:\n  - tests\nassert_used:\n  skips: ['*_test.py']\n\
                    profiles:\n  gentoo:\n    include: [any]\n";
        let from_yaml: Value = serde_saphyr::from_str(yaml).unwrap();
        let text = "[tool.bandit]\ntests = ['B101', 'B602']\nskips = 'B404, B405'\nexclude_dirs = ['tests']\n\
                    [tool.bandit.assert_used]\nskips = ['*_test.py']\n";
        let path = Path::new("a");
        let whole = toml(text, path).unwrap();
        let from_toml = whole.pointer("/tool/bandit").unwrap();
        let settings = BanditSettings::of(&from_yaml, None, path).unwrap();
        assert_eq!(settings, BanditSettings::of(from_toml, None, path).unwrap());
        assert_eq!(
            settings.skips,
            BTreeSet::from(["B404".into(), "B405".into()])
        );
        let chosen = BanditSettings::of(&from_yaml, Some("gentoo"), path).unwrap();
        assert_eq!(chosen.tests, BTreeSet::from(["any".into()]));
        assert!(BanditSettings::of(&from_yaml, Some("none"), path).is_err());
    }

    #[test]
    fn an_ini_file_stands_for_the_command_line() {
        let mut settings = BanditSettings::default();
        let text = "# mine\n[bandit]\nexclude = tests,\n  docs\nskips: B101, B102\nlevel = 2\n[other]\nx\n";
        let mut read = BanditSettings::default();
        read.take_ini(text, Path::new(".bandit")).unwrap();
        settings.take_typed(read);
        assert_eq!(settings.exclude, ["tests", "docs"]);
        assert_eq!(
            settings.skips,
            BTreeSet::from(["B101".into(), "B102".into()])
        );
        assert_eq!(settings.typed.get("level").map(String::as_str), Some("2"));
        assert!(
            settings
                .take_ini("[bandit]\nnonsense\n", Path::new("x"))
                .is_err()
        );
    }
}
