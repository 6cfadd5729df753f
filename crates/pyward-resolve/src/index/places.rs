//! Where configuration files stand.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Whose customs hold for files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platform {
    /// Linux and other Unixes: the [XDG base directories](https://specifications.freedesktop.org/basedir-spec/latest/).
    Unix,
    /// macOS.
    MacOs,
    /// Windows.
    Windows,
}

/// Where configuration files stand. Of what is absent nothing is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// The platform, for the name of pip's files.
    pub platform: Platform,
    /// The home folder, for `~`.
    pub home: Option<PathBuf>,
    /// pip's global files; a later one wins.
    pub pip_global: Vec<PathBuf>,
    /// pip's files of the user; a later one wins.
    pub pip_user: Vec<PathBuf>,
    /// uv's files of the system; the first that is there is the one.
    pub uv_system: Vec<PathBuf>,
    /// uv's file of the user.
    pub uv_user: Option<PathBuf>,
    /// The cache folder of pyward where nobody names one.
    pub cache: PathBuf,
}

impl Places {
    /// The usual places of a platform, under the folders that the environment names.
    pub fn usual(platform: Platform, environment: &BTreeMap<OsString, OsString>) -> Self {
        let named = |name: &str| {
            let value = environment.get(OsString::from(name).as_os_str())?;
            (!value.is_empty()).then(|| PathBuf::from(value))
        };
        let home = match platform {
            Platform::Windows => named("USERPROFILE").or_else(|| named("HOME")),
            Platform::Unix | Platform::MacOs => named("HOME"),
        };
        match platform {
            Platform::Unix => unix(home, named),
            Platform::MacOs => macos(home, named),
            Platform::Windows => windows(home, named),
        }
    }

    /// uv's configuration files that are there, that of the user before that of the system.
    pub fn of_uv(&self) -> Vec<PathBuf> {
        let user = self.uv_user.iter().filter(|path| path.is_file());
        let system = self.uv_system.iter().find(|path| path.is_file());
        user.chain(system).cloned().collect()
    }

    /// What pip calls its files.
    pub(super) fn pip_name(&self) -> &'static str {
        match self.platform {
            Platform::Windows => "pip.ini",
            Platform::Unix | Platform::MacOs => "pip.conf",
        }
    }
}

/// The folders of `XDG_CONFIG_DIRS`.
fn xdg_folders(named: impl Fn(&str) -> Option<PathBuf>) -> Vec<PathBuf> {
    let folders = named("XDG_CONFIG_DIRS").unwrap_or_else(|| "/etc/xdg".into());
    folders
        .to_string_lossy()
        .split(':')
        .filter(|folder| !folder.is_empty())
        .map(PathBuf::from)
        .collect()
}

fn uv_system(named: impl Fn(&str) -> Option<PathBuf>) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = xdg_folders(named)
        .iter()
        .map(|folder| folder.join("uv/uv.toml"))
        .collect();
    files.push("/etc/uv/uv.toml".into());
    files
}

/// A folder named by an XDG variable, which must be absolute, or one below the home folder.
fn base(named: Option<PathBuf>, home: Option<&Path>, below: &str) -> Option<PathBuf> {
    named
        .filter(|folder| folder.is_absolute())
        .or_else(|| home.map(|home| home.join(below)))
}

fn unix(home: Option<PathBuf>, named: impl Fn(&str) -> Option<PathBuf>) -> Places {
    let mut pip_global: Vec<PathBuf> = xdg_folders(&named)
        .iter()
        .map(|folder| folder.join("pip/pip.conf"))
        .collect();
    pip_global.push("/etc/pip.conf".into());
    let config = base(named("XDG_CONFIG_HOME"), home.as_deref(), ".config");
    let legacy = home.as_ref().map(|home| home.join(".pip/pip.conf"));
    let user = config.as_ref().map(|folder| folder.join("pip/pip.conf"));
    Places {
        platform: Platform::Unix,
        pip_global,
        pip_user: legacy.into_iter().chain(user).collect(),
        uv_system: uv_system(&named),
        uv_user: config.map(|folder| folder.join("uv/uv.toml")),
        cache: base(named("XDG_CACHE_HOME"), home.as_deref(), ".cache").map_or_else(
            || PathBuf::from(".pyward-cache"),
            |folder| folder.join("pyward"),
        ),
        home,
    }
}

fn macos(home: Option<PathBuf>, named: impl Fn(&str) -> Option<PathBuf>) -> Places {
    let below = |below: &str| home.as_ref().map(|home| home.join(below));
    let config = base(named("XDG_CONFIG_HOME"), home.as_deref(), ".config");
    Places {
        platform: Platform::MacOs,
        pip_global: vec!["/Library/Application Support/pip/pip.conf".into()],
        // pip takes the last of these alone where its folder is there; read one after the other that comes to the same
        // wherever there is only one of them.
        pip_user: [
            below(".pip/pip.conf"),
            below(".config/pip/pip.conf"),
            below("Library/Application Support/pip/pip.conf"),
        ]
        .into_iter()
        .flatten()
        .collect(),
        uv_system: uv_system(&named),
        uv_user: config.map(|folder| folder.join("uv/uv.toml")),
        cache: below("Library/Caches/pyward").unwrap_or_else(|| PathBuf::from(".pyward-cache")),
        home,
    }
}

fn windows(home: Option<PathBuf>, named: impl Fn(&str) -> Option<PathBuf>) -> Places {
    let roaming = named("APPDATA");
    let local = named("LOCALAPPDATA");
    let shared = named("PROGRAMDATA").or_else(|| named("ALLUSERSPROFILE"));
    let drive = named("SYSTEMDRIVE");
    let legacy = home.as_ref().map(|home| home.join("pip").join("pip.ini"));
    let user = roaming
        .as_ref()
        .map(|folder| folder.join("pip").join("pip.ini"));
    Places {
        platform: Platform::Windows,
        pip_global: shared
            .map(|folder| folder.join("pip").join("pip.ini"))
            .into_iter()
            .collect(),
        pip_user: legacy.into_iter().chain(user).collect(),
        uv_system: drive
            .map(|drive| {
                let mut root = drive.into_os_string();
                root.push("\\");
                PathBuf::from(root)
                    .join("ProgramData")
                    .join("uv")
                    .join("uv.toml")
            })
            .into_iter()
            .collect(),
        uv_user: roaming.map(|folder| folder.join("uv").join("uv.toml")),
        cache: local.map_or_else(
            || PathBuf::from(".pyward-cache"),
            |folder| folder.join("pyward").join("cache"),
        ),
        home,
    }
}
