//! Package indexes, as the user has them: from flags, variables and the configuration of pip, uv and their like to an
//! engine that asks them.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use pyward_model::Notice;
use pyward_resolve::index::{
    Configured, Flags, IndexSettings, Places, Platform, RequirementOption, Sources,
};
use pyward_resolve::{Builds, Engine};

use pyward_inventory::{RequirementLines, requirement_lines};
use pyward_target::{OpenOptions, Tree};

use crate::args::IndexArgs;
use crate::commands::compile::sources;
use crate::environment::Environment;
use crate::failure::{Failure, chain};

/// The largest configuration file or bundle of certificates, in bytes.
const LARGEST: u64 = 8 << 20;

/// How long an index may be silent where nobody asked for it by name: an audit does not wait for a dead network.
const IMPATIENT: Duration = Duration::from_secs(10);

/// Who may have a say besides flags, variables and the user's own files.
#[derive(Default)]
pub(crate) struct Local {
    /// The folder of the project.
    pub(crate) project: Option<PathBuf>,
    /// The environment that is changed.
    pub(crate) virtual_environment: Option<PathBuf>,
    /// Options in requirements files.
    pub(crate) requirements: Vec<RequirementOption>,
}

/// The settings in force, and what is to be told of them.
pub(crate) fn settings(
    args: &IndexArgs,
    local: Local,
    environment: &Environment,
) -> Result<Configured, Failure> {
    let sources = Sources {
        environment: &environment.variables,
        places: Places::usual(platform(), &environment.variables),
        working_folder: environment.working_folder.clone(),
        project: local.project,
        virtual_environment: local.virtual_environment,
        flags: flags(args),
        requirements: local.requirements,
        today: environment.today,
        read: &read,
    };
    IndexSettings::read(&sources).map_err(|errors| {
        let hint = errors.hint();
        Failure {
            hint,
            ..Failure::usage(errors.to_string())
        }
    })
}

/// The settings for an audit that resolves on its own account: the audited tree has no say in them, since it could name a
/// server of its own and be sent what the user's variables and keyring hold; and nobody waits long.
pub(crate) fn settings_for_audit(
    offline: bool,
    environment: &Environment,
) -> Result<Configured, Failure> {
    let args = IndexArgs {
        offline,
        ..IndexArgs::default()
    };
    let mut configured = settings(&args, Local::default(), environment)?;
    configured.settings.timeout = configured.settings.timeout.min(IMPATIENT);
    configured.settings.retries = configured.settings.retries.min(1);
    Ok(configured)
}

/// What flags and variables say of indexes to uv: of its files uv's own code reads the rest, and nobody asks pip.
pub(crate) fn settings_for_lock(
    args: &IndexArgs,
    environment: &Environment,
) -> Result<Configured, Failure> {
    let variables = environment.variables.iter();
    let variables = variables
        .filter(|(name, _)| {
            let name = name.to_string_lossy();
            !name.starts_with("PIP_") && name != "UV_CONFIG_FILE"
        })
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let sources = Sources {
        environment: &variables,
        places: Places {
            pip_global: Vec::new(),
            pip_user: Vec::new(),
            uv_system: Vec::new(),
            uv_user: None,
            ..Places::usual(platform(), &environment.variables)
        },
        working_folder: environment.working_folder.clone(),
        project: None,
        virtual_environment: None,
        flags: flags(args),
        requirements: Vec::new(),
        today: environment.today,
        read: &read,
    };
    IndexSettings::read(&sources).map_err(|errors| {
        let hint = errors.hint();
        Failure {
            hint,
            ..Failure::usage(errors.to_string())
        }
    })
}

/// uv's own configuration files, of the user and of the system.
pub(crate) fn files_of_uv(environment: &Environment) -> Vec<PathBuf> {
    Places::usual(platform(), &environment.variables).of_uv()
}

/// The options of requirements files that have a say in where packages come from.
pub(crate) fn options_in(
    files: &[PathBuf],
    environment: &Environment,
) -> Result<Vec<RequirementOption>, Failure> {
    let mut options = Vec::new();
    for file in files {
        let lines = lines_in(file, environment)?;
        options.extend(sources::index_options(&lines.options));
    }
    Ok(options)
}

/// What a requirements file and those it includes say, line by line.
pub(crate) fn lines_in(
    file: &Path,
    environment: &Environment,
) -> Result<RequirementLines, Failure> {
    let opened = Tree::open(
        file.as_os_str(),
        &environment.working_folder,
        &mut OpenOptions::default(),
    );
    let tree = opened.map_err(|error| Failure {
        hint: error.hint(),
        ..Failure::usage(chain(&error))
    })?;
    Ok(requirement_lines(&tree))
}

/// An engine with these settings, which builds nothing.
pub(crate) fn engine(configured: Configured) -> Result<(Engine, Vec<Notice>), Failure> {
    engine_with(configured, None)
}

/// An engine with these settings, which may build source distributions.
pub(crate) fn engine_with(
    configured: Configured,
    builds: Option<Builds>,
) -> Result<(Engine, Vec<Notice>), Failure> {
    let Configured {
        settings,
        said: _,
        notices,
    } = configured;
    let engine = Engine::start_with(settings, builds)
        .map_err(|error| Failure::usage(error.to_string()).hint(error.hint()))?;
    Ok((engine, notices))
}

fn platform() -> Platform {
    if cfg!(windows) {
        Platform::Windows
    } else if cfg!(target_os = "macos") {
        Platform::MacOs
    } else {
        Platform::Unix
    }
}

fn flags(args: &IndexArgs) -> Flags {
    let IndexArgs {
        index_url,
        extra_index_url,
        find_links,
        no_index,
        index_strategy,
        trusted_host,
        cert,
        client_cert,
        system_certs,
        proxy,
        keyring,
        exclude_newer,
        timeout,
        retries,
        cache_dir,
        offline,
    } = args.clone();
    Flags {
        index_url,
        extra_index_urls: extra_index_url,
        find_links,
        no_index,
        index_strategy,
        cert,
        client_cert,
        system_certs,
        proxy,
        offline,
        exclude_newer,
        keyring,
        trusted_hosts: trusted_host,
        timeout,
        retries,
        cache_dir,
    }
}

/// The door for configuration of indexes and their certificates: the user's own files, never the target's.
#[expect(
    clippy::disallowed_methods,
    reason = "configuration of indexes is the user's own, not the target's; this is its door"
)]
fn read(path: &Path) -> io::Result<Option<String>> {
    let file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    if !file.metadata()?.is_file() {
        return Ok(None);
    }
    let mut text = String::new();
    file.take(LARGEST + 1).read_to_string(&mut text)?;
    if text.len() as u64 > LARGEST {
        return Err(io::Error::other(format!(
            "it is larger than {} MiB",
            LARGEST >> 20
        )));
    }
    Ok(Some(text))
}
