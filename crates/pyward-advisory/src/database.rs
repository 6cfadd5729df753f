//! The advisories at hand: the installed store, a file of the user's choice, or the snapshot built into the program.

mod beside;
mod records;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use pyward_model::{
    Advisory, ComponentId, DataSource, Date, EcosystemRules, Notice, PackageName, SmolStr,
    SourceFailure, Standing,
};

use crate::exploits::Exploits;
use crate::intake::SourceError;
use crate::matching::copies;
use crate::record::Prose;
use crate::store::header::Header;
use crate::store::{Damage, Holds, Store, install, lookup, read_line};

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
    /// The store speaks of another ecosystem than PyPI, and is none to be asked first.
    #[error("{path} holds advisories about {ecosystem}, not about PyPI", path = .path.display())]
    OtherEcosystem {
        /// Which store.
        path: PathBuf,
        /// Of which ecosystem, by its name in OSV.
        ecosystem: &'static str,
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
            Self::OtherEcosystem { .. } => {
                "name the folder it stands in: what it says is asked beside the data about PyPI"
            }
            Self::Source(error) => error.hint(),
        }
    }
}

/// Advisories, ready to be asked.
pub struct Database {
    store: Store,
    place: Place,
    /// Of further sources, each beside the first.
    further: Vec<Further>,
    /// Stores about other ecosystems than PyPI: where they stand. They are opened by those who ask about them.
    others: Vec<(&'static EcosystemRules, PathBuf)>,
    /// What services said of those.
    answers: Vec<beside::Answered>,
    exploits: Exploits,
    failures: Vec<SourceFailure>,
    /// What services said besides advisories.
    standings: Vec<Standing>,
    /// The days releases were first uploaded, as services said.
    uploads: Vec<(ComponentId, Date)>,
    notices: Vec<Notice>,
}

/// The advisories of a further source.
struct Further {
    name: SmolStr,
    /// What is to be told of it, where its header does not say it.
    told: Option<DataSource>,
    /// `None` where they live in memory.
    path: Option<PathBuf>,
    store: Store,
}

/// As of when a database is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asking {
    /// The day of the asking.
    pub today: Date,
    /// Only what was published by this day counts, and what was withdrawn later still stands. What does not say when it
    /// was published counts, and is told.
    pub as_of: Option<Date>,
}

/// A line of facts, and the store it stands in.
#[derive(Clone, Copy)]
pub(crate) struct Line<'a> {
    pub(crate) bytes: &'a [u8],
    /// 0 for the primary one.
    pub(crate) store: usize,
}

impl<'a> Line<'a> {
    /// The package it speaks of, as it stands there.
    pub(crate) fn package(&self) -> &'a [u8] {
        lookup::first_column(self.bytes)
    }

    /// The id of its record, as it stands there.
    pub(crate) fn id(&self) -> &'a [u8] {
        let rest = self.bytes.get(self.package().len() + 1..);
        lookup::first_column(rest.unwrap_or_default())
    }
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
    /// The stores beside it: path and what each holds. First those with advisories, then those with exploitation facts.
    pub further: Vec<(Option<PathBuf>, Header)>,
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
            further: Vec::new(),
            others: Vec::new(),
            answers: Vec::new(),
            exploits: Exploits::default(),
            failures: Vec::new(),
            standings: Vec::new(),
            uploads: Vec::new(),
            notices: Vec::new(),
        }
    }

    fn open_default(data_dir: &Path) -> Self {
        let mut database = Self::open_primary(data_dir);
        database.open_further(data_dir);
        database
    }

    /// Opens what stands in a data folder beside the primary store. What cannot be used is told.
    fn open_further(&mut self, data_dir: &Path) {
        for file in install::stores(data_dir) {
            let path = data_dir.join(&file);
            if path == install::path(data_dir) {
                continue;
            }
            if install::is_ecosystem_name(&file) {
                // One that is not known is of no use here: its components are told as not matched.
                self.others
                    .extend(install::ecosystem_of(&file).map(|rules| (rules, path)));
                continue;
            }
            let error = match install::open(&path) {
                Ok(Ok(store)) => {
                    self.add(store, Some(path));
                    continue;
                }
                Ok(Err(damage)) => DatabaseError::Damaged { path, damage },
                Err(source) => DatabaseError::Open { path, source },
            };
            self.failures.push(SourceFailure {
                name: file,
                error: error.to_string(),
            });
        }
    }

    /// Adds a store beside the primary one.
    fn add(&mut self, store: Store, path: Option<PathBuf>) {
        match (store.holds, store.header.source.as_str()) {
            (Holds::Exploits, "kev") => self.exploits.catalogue = Some(Arc::new(store)),
            (Holds::Exploits, "epss") => self.exploits.forecast = Some(Arc::new(store)),
            (Holds::Exploits, other) => self.failures.push(SourceFailure {
                name: pyward_model::printable(other).into_owned(),
                error: "this version of pyward does not know the source".to_owned(),
            }),
            (Holds::Advisories, name) => self.further.push(Further {
                name: name.into(),
                told: None,
                path,
                store,
            }),
        }
    }

    fn open_primary(data_dir: &Path) -> Self {
        let path = install::path(data_dir);
        let error = match install::open(&path) {
            Ok(Ok(store)) if store.holds == Holds::Advisories && store.rules.is_pypi() => {
                return Self::new(store, Place::File(path));
            }
            Ok(Ok(_)) => DatabaseError::Damaged {
                path,
                damage: Damage::NotAStore,
            },
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
        let is_data_folder = metadata.is_dir() && installed.is_file();
        let file = if is_data_folder {
            installed
        } else {
            path.to_owned()
        };
        if file.is_dir() && !install::stores(&file).is_empty() {
            // Further sources alone, beside which the snapshot is asked.
            let mut database = Self::built_in();
            database.open_further(&file);
            return Ok(database);
        }
        if !file.is_dir() {
            match install::open(&file) {
                Ok(Ok(store)) if !store.rules.is_pypi() => {
                    let ecosystem = store.rules.name;
                    return Err(DatabaseError::OtherEcosystem {
                        path: file,
                        ecosystem,
                    });
                }
                Ok(Ok(store)) if store.holds == Holds::Advisories => {
                    let mut database = Self::new(store, Place::File(file));
                    if is_data_folder {
                        database.open_further(path);
                    }
                    return Ok(database);
                }
                Ok(Ok(_)) => {
                    let damage = Damage::NotAStore;
                    return Err(DatabaseError::Damaged { path: file, damage });
                }
                Ok(Err(Damage::NotAStore)) => {}
                Ok(Err(damage)) => return Err(DatabaseError::Damaged { path: file, damage }),
                Err(source) => return Err(DatabaseError::Open { path: file, source }),
            }
        }
        Self::of_records(EcosystemRules::pypi(), path)
    }

    /// The ecosystem it speaks of.
    pub fn rules(&self) -> &'static EcosystemRules {
        self.store.rules
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

    pub(crate) fn add_standings(&mut self, standings: Vec<Standing>) {
        self.standings.extend(standings);
        self.standings.sort();
        // Two services may say the same; the first that says it is named.
        self.standings
            .dedup_by(|a, b| (a.component, a.kind) == (b.component, b.kind));
    }

    /// Of two days the first counts.
    pub(crate) fn add_uploads(&mut self, uploads: Vec<(ComponentId, Date)>) {
        self.uploads.extend(uploads);
        self.uploads.sort_unstable();
        self.uploads.dedup_by_key(|(component, _)| *component);
    }

    pub(crate) fn uploads(&self) -> &[(ComponentId, Date)] {
        &self.uploads
    }

    pub(crate) fn add_failures(&mut self, failures: impl IntoIterator<Item = SourceFailure>) {
        self.failures.extend(failures);
    }

    pub(crate) fn add_notices(&mut self, notices: Vec<Notice>) {
        self.notices.extend(notices);
    }

    pub(crate) fn standings(&self) -> &[Standing] {
        &self.standings
    }

    pub(crate) fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// What is to be told of a further source in place of its header.
    pub(crate) fn told(&self, store: usize) -> Option<&DataSource> {
        let further = self.further.get(store.checked_sub(1)?)?;
        further.told.as_ref()
    }

    /// Every store with advisories, the primary one first.
    pub(crate) fn stores(&self) -> impl Iterator<Item = &Store> {
        let further = self.further.iter().map(|further| &further.store);
        std::iter::once(&self.store).chain(further)
    }

    pub(crate) fn exploits(&self) -> &Exploits {
        &self.exploits
    }

    /// The lines of one package after the other, of all stores; quickest in the order of their names.
    pub(crate) fn packages<'a>(&'a self) -> impl FnMut(&str) -> Vec<Line<'a>> {
        let rules = self.rules();
        let mut seekers: Vec<_> = self.stores().map(Store::packages).collect();
        move |name| {
            let mut lines = Vec::new();
            let mut holders = 0;
            for (store, seeker) in seekers.iter_mut().enumerate() {
                let before = lines.len();
                let found = seeker(name).into_iter();
                lines.extend(found.map(|bytes| Line { bytes, store }));
                holders += usize::from(lines.len() > before);
            }
            if holders > 1 {
                copies::settle(rules, lines)
            } else {
                lines
            }
        }
    }

    /// The lines of a package.
    pub(crate) fn lines_of(&self, name: &str) -> Vec<Line<'_>> {
        self.packages()(name)
    }

    /// All lines, sorted by package.
    pub(crate) fn all_lines(&self) -> Vec<Line<'_>> {
        let all = self.stores().enumerate().flat_map(|(store, held)| {
            lookup::lines(held.facts()).map(move |bytes| Line { bytes, store })
        });
        let mut lines: Vec<Line<'_>> = all.collect();
        if self.further.is_empty() {
            return lines;
        }
        lines.sort_by(|a, b| a.package().cmp(b.package()));
        lines
            .chunk_by(|a, b| a.package() == b.package())
            .flat_map(|same| copies::settle(self.rules(), same.to_vec()))
            .collect()
    }

    /// A record with its summary, and the source it was got from.
    pub(crate) fn read_whole(&self, line: Line<'_>) -> Result<Advisory, Damage> {
        let mut advisory = read_line(self.rules(), line.bytes)?;
        if advisory.summary.is_none() && !self.further.is_empty() {
            // Another store may have words for it.
            let summary = self.stores().find_map(|store| store.summary(&advisory.id));
            advisory.summary = summary.map(Box::from);
        }
        advisory.via = match line.store.checked_sub(1).and_then(|n| self.further.get(n)) {
            Some(further) => further.name.clone(),
            None if self.is_built_in() => "built-in".into(),
            None if self.header().origin.is_some() => "osv".into(),
            None => "import".into(),
        };
        Ok(advisory)
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
            further: self
                .further
                .iter()
                .map(|further| (further.path.clone(), further.store.header.clone()))
                .chain(
                    self.exploits
                        .stores()
                        .map(|store| (None, store.header.clone())),
                )
                .collect(),
            failures: self.failures.clone(),
            path,
        }
    }

    /// The full check: checksum, every line, their order, the counts. All that is wrong, the first twenty faults at
    /// most; empty where all of its stores are whole. Those about other ecosystems are databases of their own.
    pub fn verify(&self) -> Vec<Damage> {
        let stores = self.stores().chain(self.exploits.stores());
        let mut faults: Vec<Damage> = stores
            .flat_map(|store| store.check_all(MAX_FAULTS))
            .collect();
        faults.truncate(MAX_FAULTS);
        faults
    }

    /// The advisories of a package, sorted by id, withdrawn ones included, without their summaries.
    ///
    /// # Errors
    /// The damage, where one of the package's lines cannot be read.
    pub fn advisories(&self, name: &PackageName) -> Result<Vec<Advisory>, Damage> {
        let lines = self.lines_of(name.as_str());
        lines
            .into_iter()
            .map(|line| read_line(self.rules(), line.bytes))
            .collect()
    }

    /// The words of a record; `None` where the store has none (the built-in snapshot has none at all).
    pub fn prose(&self, id: &str) -> Option<Prose> {
        self.stores().find_map(|store| store.words(id))
    }
}
