//! Which config file is in force: found, read, merged with the command line.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use pyward_model::{masked_credentials, nearest as nearest_of, printable, without_credentials};
use pyward_policy::{
    Age, ConfigError, Ground, Origins, Overrides, PRESETS, Preset, Settings, Written,
};
use pyward_target::Repository;

use crate::args::{PolicyArgs, ReadingArgs};
use crate::environment::Environment;
use crate::extends;
use crate::failure::{FAILED, Failure};

/// Bytes a config file may have.
const LARGEST: u64 = 4 << 20;
/// Folders that are looked through upward from the target.
const HIGHEST: usize = 64;

/// The settings in force for a target, and where each value came from.
pub(crate) fn load(
    target: &Path,
    policy: &PolicyArgs,
    reading: &ReadingArgs,
    environment: &Environment,
    color: bool,
) -> Result<(Settings, Origins), Failure> {
    load_with(target, policy, reading, environment, color, None)
}

/// The same where an option says that only what is new counts.
pub(crate) fn load_with(
    target: &Path,
    policy: &PolicyArgs,
    reading: &ReadingArgs,
    environment: &Environment,
    color: bool,
    new_only: Option<String>,
) -> Result<(Settings, Origins), Failure> {
    let mut overrides = overrides(policy, reading)?;
    overrides.new_only = new_only;
    let chain = match (&policy.config, &environment.config, policy.no_config) {
        (_, _, true) => Vec::new(),
        (Some(path), _, _) | (None, Some(path), _) => named(path, environment, color)?,
        (None, None, false) => nearest(target, environment, color)?,
    };
    let folder = chain.last().map(|written| folder_of(written, environment));
    let names: Vec<&str> = chain.iter().flat_map(Written::environments).collect();
    if let Some(unknown) = policy.env.iter().find(|it| !names.contains(&it.as_str())) {
        return Err(no_environment(unknown, &names));
    }
    if policy.branch.is_none() && policy.env.is_empty() && chain.iter().any(Written::asks_branch) {
        overrides.branch = branch_of(target, environment);
    }
    let (mut settings, origins) = Settings::settle(chain, overrides).map_err(|error| {
        let hint = error.hint();
        Failure::usage(error.to_string()).hint(hint)
    })?;
    settings.ground = Ground {
        config_folder: folder.as_deref().map(slashed).unwrap_or_default(),
        working_folder: slashed(&real(&environment.working_folder)),
    };
    if folder.is_none() {
        settings.ground.config_folder = settings.ground.working_folder.clone();
    }
    Ok((settings, origins))
}

fn no_environment(name: &str, names: &[&str]) -> Failure {
    let hint = match nearest_of(name, names.iter().copied()).first() {
        Some(near) => format!("did you mean `{near}`?"),
        None if names.is_empty() => "it is declared as a table `[env.NAME]`".to_owned(),
        None => format!("there are {}", names.join(", ")),
    };
    let name = printable(name);
    Failure::usage(format!("the policy has no environment `{name}`")).hint(hint)
}

/// The branch that is checked out where a target stands. That nobody can tell is no error: environments that are bound to
/// branches count then.
pub(crate) fn branch_of(target: &Path, environment: &Environment) -> Option<String> {
    let repository = Repository::find(&environment.working_folder.join(target));
    repository.ok()??.branch().ok()?
}

/// The folder a config file stands in.
fn folder_of(written: &Written, environment: &Environment) -> PathBuf {
    let path = environment.working_folder.join(written.path());
    let folder = path.parent().unwrap_or(&environment.working_folder);
    real(folder)
}

fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// A path with `/` between its parts.
fn slashed(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}

/// Taken apart to the last field, so that a new flag does not compile until it is acted on.
fn overrides(policy: &PolicyArgs, reading: &ReadingArgs) -> Result<Overrides, Failure> {
    let PolicyArgs {
        gate,
        ignore,
        strict,
        max_db_age,
        exit_zero: _,
        env,
        branch,
        config: _,
        no_config: _,
        show_config: _,
    } = policy;
    let ReadingArgs {
        python,
        platform,
        exclude,
        include_environments: _,
        no_gitignore: _,
        read_as: _,
    } = reading;
    let gate = gate.as_deref().map(preset).transpose()?;
    let max_db_age = max_db_age.as_deref().map(age).transpose()?;
    Ok(Overrides {
        gate,
        ignore_ids: ignore.clone(),
        strict: *strict,
        exclude: exclude.clone(),
        python: python.clone(),
        platform: platform.clone(),
        max_db_age,
        new_only: None,
        environments: env.clone(),
        branch: branch.clone(),
    })
}

fn preset(name: &str) -> Result<&'static Preset, Failure> {
    Preset::named(name).ok_or_else(|| {
        let known: Vec<&str> = PRESETS.iter().flat_map(Preset::names).collect();
        Failure::usage(format!("there is no gate `{name}`"))
            .hint(format!("the gates are {}", known.join(", ")))
    })
}

fn age(text: &str) -> Result<Age, Failure> {
    text.parse().map_err(|error: pyward_policy::AgeError| {
        Failure::usage(format!("`--max-db-age {text}`: {error}")).hint(error.hint())
    })
}

/// What the file says that the user names, behind what it extends; it must be there.
fn named(path: &Path, environment: &Environment, color: bool) -> Result<Vec<Written>, Failure> {
    let full = environment.working_folder.join(path);
    let text = read(&full)?.ok_or_else(|| {
        Failure::usage(format!("the config file {} does not exist", path.display()))
            .hint("check `--config` and PYWARD_CONFIG")
    })?;
    let shown = path.display().to_string();
    let is_shared = full
        .file_name()
        .is_some_and(|name| name == "pyproject.toml");
    let file = ConfigFile::new(full, shown, text, is_shared, environment, color)?;
    let written = file.parse(&file.text, color)?.ok_or_else(|| {
        Failure::usage(format!("{} has no table [tool.pyward]", file.shown))
            .hint("add the table, or leave `--config` away")
    })?;
    Ok(file.chain(written))
}

/// A file that speaks of pyward, or is to.
pub(crate) struct ConfigFile {
    pub(crate) path: PathBuf,
    /// As the user would name it.
    pub(crate) shown: String,
    pub(crate) text: String,
    /// Whether it is a `pyproject.toml`, in which `[tool.pyward]` is meant.
    pub(crate) is_shared: bool,
    /// What it extends, the file that counts least first.
    bases: Vec<Written>,
}

impl ConfigFile {
    /// A file, with what it extends.
    fn new(
        path: PathBuf,
        shown: String,
        text: String,
        is_shared: bool,
        environment: &Environment,
        color: bool,
    ) -> Result<Self, Failure> {
        let real = real(&path);
        let bases = extends::bases(&text, &real, &shown, environment, color)?;
        Ok(Self {
            path,
            shown,
            text,
            is_shared,
            bases,
        })
    }

    /// What it says, behind what it extends.
    fn chain(self, written: Written) -> Vec<Written> {
        let mut chain = self.bases;
        chain.push(written);
        chain
    }

    /// What a text says as the content of this file; `None` where it does not speak of pyward.
    pub(crate) fn parse(&self, text: &str, color: bool) -> Result<Option<Written>, Failure> {
        let written = if self.is_shared {
            pyward_policy::parse_pyproject_over(text, &self.shown, &self.bases)
        } else {
            pyward_policy::parse_pyward_toml_over(text, &self.shown, &self.bases).map(Some)
        };
        written.map_err(|error| failure(&error, color))
    }

    /// The same of a text that is to become its content.
    pub(crate) fn parse_new(&self, text: &str, color: bool) -> Result<Option<Written>, Failure> {
        self.parse(text, color).map_err(|failure| Failure {
            message: format!("nothing was written: with this change, {}", failure.message),
            hint: Some("mend what is underlined and try again".to_owned()),
            ..failure
        })
    }
}

/// The file in force in the working folder, or the one that is named; where there is none, the one to begin: the
/// project's `pyproject.toml`, else a `pyward.toml`.
pub(crate) fn to_edit(
    named: Option<&Path>,
    environment: &Environment,
) -> Result<ConfigFile, Failure> {
    let folder = &environment.working_folder;
    let named = named
        .map(Path::to_owned)
        .or_else(|| environment.config.clone());
    if let Some(named) = named {
        let is_shared = named
            .file_name()
            .is_some_and(|name| name == "pyproject.toml");
        let path = folder.join(&named);
        let text = read(&path)?.unwrap_or_default();
        let shown = named.display().to_string();
        return ConfigFile::new(path, shown, text, is_shared, environment, false);
    }
    if let Some((file, _)) = find(Path::new("."), environment, false)? {
        return Ok(file);
    }
    let manifest = read(&folder.join("pyproject.toml"))?;
    let is_shared = manifest.is_some();
    let name = if is_shared {
        "pyproject.toml"
    } else {
        "pyward.toml"
    };
    Ok(ConfigFile {
        path: folder.join(name),
        shown: name.to_owned(),
        text: manifest.unwrap_or_default(),
        is_shared,
        bases: Vec::new(),
    })
}

/// What the nearest file says that speaks of pyward, behind what it extends.
fn nearest(target: &Path, environment: &Environment, color: bool) -> Result<Vec<Written>, Failure> {
    let found = find(target, environment, color)?;
    Ok(found.map_or_else(Vec::new, |(file, written)| file.chain(written)))
}

/// The nearest `pyward.toml`, or `pyproject.toml` with a `[tool.pyward]` table, upward from the target, and what it says.
fn find(
    target: &Path,
    environment: &Environment,
    color: bool,
) -> Result<Option<(ConfigFile, Written)>, Failure> {
    let start = if target == Path::new("-") {
        PathBuf::from(".")
    } else {
        target.to_owned()
    };
    let start = environment.working_folder.join(start);
    let start = start.canonicalize().unwrap_or(start);
    for folder in start
        .ancestors()
        .take(HIGHEST)
        .filter(|folder| folder.is_dir())
    {
        for (name, is_shared) in [("pyward.toml", false), ("pyproject.toml", true)] {
            let path = folder.join(name);
            // Most manifests do not speak of pyward, and a broken one is reported by its reader, not here.
            let speaks = |text: &String| !is_shared || text.contains("pyward");
            let Some(text) = read(&path)?.filter(speaks) else {
                continue;
            };
            let shown = shown(&path, environment);
            let file = ConfigFile::new(path, shown, text, is_shared, environment, color)?;
            if let Some(written) = file.parse(&file.text, color)? {
                return Ok(Some((file, written)));
            }
        }
    }
    Ok(None)
}

/// A path as the user would name it: relative to where they stand, if it lies below.
pub(crate) fn shown(path: &Path, environment: &Environment) -> String {
    let here = environment
        .working_folder
        .canonicalize()
        .unwrap_or_else(|_| environment.working_folder.clone());
    path.strip_prefix(here)
        .unwrap_or(path)
        .display()
        .to_string()
}

/// The text of a config file; `None` where there is none.
pub(crate) fn read(path: &Path) -> Result<Option<String>, Failure> {
    read_up_to(path, LARGEST)
}

/// The text of a file that the user names, of so many bytes at most; `None` where there is none.
#[expect(
    clippy::disallowed_methods,
    reason = "config is the user's own file, not the target's; this is its door"
)]
pub(crate) fn read_up_to(path: &Path, largest: u64) -> Result<Option<String>, Failure> {
    let failed = |why: String| {
        Failure::usage(format!(
            "the config file {} cannot be read: {why}",
            path.display()
        ))
        .hint("mend it, name another with `--config`, or go without by `--no-config`")
    };
    if !path.is_file() {
        return Ok(None);
    }
    let file = std::fs::File::open(path).map_err(|error| failed(error.to_string()))?;
    let mut bytes = Vec::new();
    file.take(largest + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| failed(error.to_string()))?;
    if bytes.len() as u64 > largest {
        return Err(failed(format!("it is larger than {} MiB", largest >> 20)));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Some(text)),
        // A manifest in another encoding is its reader's business; only a file of pyward's own must be UTF-8.
        Err(_)
            if path
                .file_name()
                .is_some_and(|name| name == "pyproject.toml") =>
        {
            Ok(None)
        }
        Err(_) => Err(failed("it is not UTF-8".to_owned())),
    }
}

/// All problems of a config file, each with its line and a caret.
pub(crate) fn failure(error: &ConfigError, color: bool) -> Failure {
    let ConfigError {
        path,
        text,
        problems,
        untold,
    } = error;
    let renderer = if color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let clean = |text: &str| printable(&without_credentials(text)).into_owned();
    let mut shown = Vec::new();
    let path = clean(path);
    let text = masked_credentials(text);
    for problem in problems {
        let title = clean(&problem.message);
        let snippet = Snippet::source(&*text)
            .path(&*path)
            .annotation(AnnotationKind::Primary.span(problem.span.clone()));
        let hint = problem.hint.as_deref().map(clean);
        let mut group = Group::with_title(Level::ERROR.primary_title(&*title)).element(snippet);
        if let Some(hint) = &hint {
            group = group.element(Level::HELP.message(&**hint));
        }
        shown.push(renderer.render(&[group]));
    }
    if *untold > 0 {
        shown.push(format!("and {untold} more"));
    }
    let number = problems.len() + untold;
    Failure {
        message: format!(
            "the config file {path} has {number} {}",
            if number == 1 { "problem" } else { "problems" }
        ),
        hint: Some(
            "the keys are listed in the configuration reference; `--no-config` goes without"
                .to_owned(),
        ),
        detail: Some(shown.join("\n\n")),
        exit_code: FAILED,
    }
}
