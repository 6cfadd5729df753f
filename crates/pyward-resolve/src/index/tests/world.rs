//! A machine to try settings on.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use pyward_model::Date;

use crate::index::{
    Configured, Flags, IndexErrors, IndexSettings, Places, Platform, RequirementOption, Sources,
    Wish,
};

/// A certificate as far as the reader looks.
pub(in crate::index) const PEM: &str = "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n\
                              -----BEGIN PRIVATE KEY-----\nMA==\n-----END PRIVATE KEY-----\n";

/// A machine: files, variables, flags.
pub(in crate::index) struct World {
    pub(in crate::index) files: BTreeMap<PathBuf, String>,
    pub(in crate::index) environment: BTreeMap<OsString, OsString>,
    pub(in crate::index) flags: Flags,
    pub(in crate::index) requirements: Vec<RequirementOption>,
    pub(in crate::index) platform: Platform,
    pub(in crate::index) asked: RefCell<Vec<PathBuf>>,
}

impl World {
    pub(in crate::index) fn new() -> Self {
        let environment = BTreeMap::from([("HOME".into(), "/people/me".into())]);
        Self {
            files: BTreeMap::new(),
            environment,
            flags: Flags::default(),
            requirements: Vec::new(),
            platform: Platform::Unix,
            asked: RefCell::default(),
        }
    }

    pub(in crate::index) fn file(mut self, path: &str, text: &str) -> Self {
        self.files.insert(path.into(), text.to_owned());
        self
    }

    pub(in crate::index) fn variable(mut self, name: &str, value: &str) -> Self {
        self.environment.insert(name.into(), value.into());
        self
    }

    pub(in crate::index) fn required(mut self, line: u32, wish: Wish) -> Self {
        let path = PathBuf::from("reqs/requirements.txt");
        self.requirements
            .push(RequirementOption { path, line, wish });
        self
    }

    pub(in crate::index) fn flags(mut self, flags: Flags) -> Self {
        self.flags = flags;
        self
    }

    pub(in crate::index) fn read(&self) -> Result<Configured, IndexErrors> {
        self.read_project(Some("/srv/project".into()))
    }

    pub(in crate::index) fn read_project(
        &self,
        project: Option<PathBuf>,
    ) -> Result<Configured, IndexErrors> {
        let read = |path: &Path| {
            self.asked.borrow_mut().push(path.to_owned());
            match self.files.get(path).map(String::as_str) {
                Some("(denied)") => Err(io::Error::from(io::ErrorKind::PermissionDenied)),
                text => Ok(text.map(ToOwned::to_owned)),
            }
        };
        IndexSettings::read(&Sources {
            environment: &self.environment,
            places: Places::usual(self.platform, &self.environment),
            working_folder: "/srv/project".into(),
            project,
            virtual_environment: Some("/srv/project/.venv".into()),
            flags: self.flags.clone(),
            requirements: self.requirements.clone(),
            today: Date::new(2026, 11, 22).unwrap(),
            read: &read,
        })
    }

    #[track_caller]
    pub(in crate::index) fn configured(&self) -> Configured {
        self.read().unwrap_or_else(|errors| panic!("{errors}"))
    }

    #[track_caller]
    pub(in crate::index) fn settings(&self) -> IndexSettings {
        self.configured().settings
    }

    #[track_caller]
    pub(in crate::index) fn index(&self) -> String {
        let index = self.settings().index;
        index.map_or("PyPI".to_owned(), Into::into)
    }

    #[track_caller]
    pub(in crate::index) fn extra(&self) -> String {
        self.settings().extra.join(" ")
    }

    /// Errors with their hints.
    #[track_caller]
    pub(in crate::index) fn errors(&self) -> String {
        let errors = self.read().expect_err("something is wrong");
        let lines = errors
            .0
            .iter()
            .map(|error| format!("{error}\n  {}\n", error.hint()));
        lines.collect()
    }

    #[track_caller]
    pub(in crate::index) fn notices(&self) -> String {
        let notices = self.configured().notices;
        let lines = notices.iter().map(|notice| {
            let place = notice.location.as_ref().map(ToString::to_string);
            let hint = notice.hint.as_deref().unwrap_or("-");
            format!(
                "{}: {}\n  {hint}\n",
                place.unwrap_or_default(),
                notice.message
            )
        });
        lines.collect()
    }

    #[track_caller]
    pub(in crate::index) fn said(&self) -> String {
        let said = self.configured().said;
        let lines: Vec<String> = said.iter().map(ToString::to_string).collect();
        lines.join("\n")
    }
}
