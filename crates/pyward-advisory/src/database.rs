//! The advisories at hand: the installed store, a file of the user's choice, or the snapshot built into the program.

use std::io;
use std::path::{Path, PathBuf};

use pyward_model::{Advisory, Date, PackageName, SourceFailure};

use crate::record::Prose;
use crate::intake::{self, Intake, SourceError};
use crate::store::draft::Edition;
use crate::store::header::Header;
use crate::store::{Damage, Store, install};

/// The snapshot that is part of the program.
static SNAPSHOT: &[u8] = include_bytes!("../data/snapshot.txt");

/// How many faults a check lists.
const MAX_FAULTS: usize = 20;

/// Which advisories to use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DataChoice {
    /// The snapshot built into the program.
    Builtin,
    /// A store file, a folder with an installed store, or OSV records in any form that can be imported (which are then
    /// read anew in every run).
    Path(PathBuf),
    /// The store installed in a data folder, and where there is none, the snapshot.
    Default {
        /// The data folder.
        data_dir: PathBuf,
    },
}

/// Why there are no advisories.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// The chosen file or folder cannot be opened.
    #[error("advisory data {path} cannot be opened: {source}", path = .path.display())]
    Open {
        /// Which path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The store is not what it should be.
    #[error("the advisory store {path} is damaged: {damage}", path = .path.display())]
    Damaged {
        /// Which store.
        path: PathBuf,
        /// What is wrong.
        damage: Damage,
    },
    /// The chosen file or folder is no store, and no OSV records can be read from it either.
    #[error(transparent)]
    Source(#[from] SourceError),
}

impl DatabaseError {
    /// What to do next.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Open { .. } => "check the path and its permissions",
            Self::Damaged {
                damage: Damage::Schema { .. },
                ..
            } => "use the version of pyward that made it, or make it again: pyward db update",
            Self::Damaged { .. } => "make it again: pyward db update, or pyward db import PATH",
            Self::Source(error) => error.hint(),
        }
    }
}

/// Advisories, ready to be asked.
pub struct Database {
    store: Store,
    place: Place,
    failures: Vec<SourceFailure>,
}

enum Place {
    BuiltIn,
    File(PathBuf),
    /// OSV records, read for this run only.
    Records(PathBuf),
}

/// What there is to know about a database.
#[derive(Clone, Debug)]
pub struct Status {
    /// The store file; `None` for the snapshot built into the program.
    pub path: Option<PathBuf>,
    /// Its size in bytes.
    pub bytes: usize,
    /// The schema, by its first line.
    pub schema: &'static str,
    /// What it holds.
    pub header: Header,
    /// Whether the checksum of exactly this file is known to be right without reading it.
    pub stamped: bool,
    /// What was wrong with the store that would have been used.
    pub failures: Vec<SourceFailure>,
}

impl Database {
    /// Opens the chosen advisories.
    ///
    /// An installed store that is damaged or cannot be read is not passed over in silence: the snapshot takes its
    /// place, and [`Self::failures`] (and so the facts gathered) says what happened. A *path* that cannot be used is an
    /// error.
    pub fn open(choice: &DataChoice) -> Result<Self, DatabaseError> {
        match choice {
            DataChoice::Builtin => Ok(Self::built_in()),
            DataChoice::Path(path) => Self::open_path(path),
            DataChoice::Default { data_dir } => Ok(Self::open_default(data_dir)),
        }
    }

    /// The snapshot built into the program.
    pub fn built_in() -> Self {
        let store = Store::built_in(SNAPSHOT)
            .expect("the snapshot is checked by a test before the program is shipped");
        Self::new(store, Place::BuiltIn)
    }

    /// Advisories from the bytes of a store.
    ///
    /// # Errors
    /// What is wrong with the bytes.
    pub fn of_bytes(bytes: Vec<u8>) -> Result<Self, Damage> {
        Ok(Self::new(
            Store::owned(bytes)?,
            Place::Records(PathBuf::new()),
        ))
    }

    fn new(store: Store, place: Place) -> Self {
        Self {
            store,
            place,
            failures: Vec::new(),
        }
    }

    fn open_default(data_dir: &Path) -> Self {
        let path = install::path(data_dir);
        let error = match install::open(&path) {
            Ok(Ok(store)) => return Self::new(store, Place::File(path)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Self::built_in(),
            Ok(Err(damage)) => DatabaseError::Damaged { path, damage },
            Err(source) => DatabaseError::Open { path, source },
        };
        let mut database = Self::built_in();
        database.failures.push(SourceFailure {
            name: "installed advisory store".to_owned(),
            error: format!("{error}; the older snapshot built into pyward was used"),
        });
        database
    }

    fn open_path(path: &Path) -> Result<Self, DatabaseError> {
        let opened = |source| DatabaseError::Open {
            path: path.to_owned(),
            source,
        };
        let metadata = std::fs::metadata(path).map_err(opened)?;
        let installed = install::path(path);
        let file = if metadata.is_dir() && installed.is_file() {
            installed
        } else {
            path.to_owned()
        };
        if !file.is_dir() {
            match install::open(&file) {
                Ok(Ok(store)) => return Ok(Self::new(store, Place::File(file))),
                Ok(Err(Damage::NotAStore)) => {}
                Ok(Err(damage)) => return Err(DatabaseError::Damaged { path: file, damage }),
                Err(source) => return Err(DatabaseError::Open { path: file, source }),
            }
        }
        Self::of_records(path)
    }

    /// OSV records as they are, made into a store that lives in memory.
    fn of_records(path: &Path) -> Result<Self, DatabaseError> {
        let mut intake = Intake::default();
        intake::read_path(path, &mut intake, &mut |_| {})?;
        let mut bytes = Vec::new();
        let current = intake.draft.newest(jiff::Timestamp::MAX).map(|time| {
            let day = jiff::tz::Offset::UTC.to_datetime(time).date();
            Date::parse(&day.to_string()).expect("a calendar day reads back as itself")
        });
        let edition = Edition {
            created: current
                .or_else(|| Date::new(1970, 1, 1))
                .expect("that day exists"),
            current: None,
            origin: None,
        };
        intake
            .draft
            .write(&mut bytes, &edition)
            .expect("memory takes every write");
        let store = Store::owned(bytes).map_err(|damage| DatabaseError::Damaged {
            path: path.to_owned(),
            damage,
        })?;
        let mut database = Self::new(store, Place::Records(path.to_owned()));
        if intake.report.left_out() > 0 {
            database.failures.push(SourceFailure {
                name: path.display().to_string(),
                error: format!(
                    "{} of its records cannot be read ({})",
                    intake.report.left_out(),
                    intake.report.examples.join("; ")
                ),
            });
        }
        Ok(database)
    }

    /// What the store says of itself.
    pub fn header(&self) -> &Header {
        &self.store.header
    }

    /// Whether this is the snapshot built into the program.
    pub fn is_built_in(&self) -> bool {
        matches!(self.place, Place::BuiltIn)
    }

    /// What was wrong with the store that would have been used; empty where all is well.
    pub fn failures(&self) -> &[SourceFailure] {
        &self.failures
    }

    /// How many days old the data is; `None` where it does not say.
    pub fn age_days(&self, today: Date) -> Option<i32> {
        Some(today.days_since(self.header().current()?))
    }

    /// What to call this database in a message.
    pub(crate) fn label(&self) -> String {
        match &self.place {
            Place::BuiltIn => "built-in advisory snapshot".to_owned(),
            Place::File(path) | Place::Records(path) => path.display().to_string(),
        }
    }

    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    /// What there is to know about it.
    pub fn status(&self) -> Status {
        let path = match &self.place {
            Place::BuiltIn => None,
            Place::File(path) | Place::Records(path) => Some(path.clone()),
        };
        Status {
            bytes: self.store.len(),
            schema: crate::store::MAGIC,
            header: self.header().clone(),
            stamped: match &self.place {
                Place::File(path) => install::is_stamped(path, self.header()),
                Place::BuiltIn | Place::Records(_) => true,
            },
            failures: self.failures.clone(),
            path,
        }
    }

    /// The full check: checksum, every line, their order, the counts. All that is wrong, the first twenty faults at
    /// most; empty where the store is whole.
    pub fn verify(&self) -> Vec<Damage> {
        self.store.check_all(MAX_FAULTS)
    }

    /// The advisories of a PyPI package, sorted by id, withdrawn ones included, without their summaries.
    ///
    /// # Errors
    /// The damage, where one of the package's lines cannot be read.
    pub fn advisories(&self, name: &PackageName) -> Result<Vec<Advisory>, Damage> {
        self.store.package(name.as_str())
    }

    /// The words of a record; `None` where the store has none (the built-in snapshot has none at all).
    pub fn prose(&self, id: &str) -> Option<Prose> {
        self.store.words(id)
    }

    /// Gives an advisory the summary of its record, where there is one.
    pub(crate) fn add_summary(&self, advisory: &mut Advisory) {
        advisory.summary = self.store.summary(&advisory.id).map(Box::from);
    }
}
