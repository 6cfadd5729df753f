//! Records on their way into a store, out of whatever holds them: a folder, a zip or tar archive, a file.

pub(crate) mod folder;
pub(crate) mod json_file;
mod layout;
pub(crate) mod tar_file;
mod yaml;
pub(crate) mod zip_file;

use std::fs::File;
use std::io::{self, Read as _, Seek as _};
use std::path::{Path, PathBuf};

use pyward_model::EcosystemRules;
use serde_json::Value;

use crate::osv_record::{self, Rejection};
use crate::record::Record;
use crate::regular;
use crate::store::draft::StoreDraft;
pub(crate) use layout::Layout;

/// The longest record, in bytes. The longest of OSV in 2026 is below 3 MiB.
pub(crate) const MAX_RECORD: u64 = 32 << 20;

/// The most records of one import.
pub(crate) const MAX_RECORDS: usize = 2_000_000;

/// The most bytes of one import, unpacked.
pub(crate) const MAX_TOTAL: u64 = 8 << 30;

/// How many examples are kept of what was not taken.
const MAX_EXAMPLES: usize = 20;

/// Why nothing could be read from a path.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The path, or something in it, cannot be opened or read.
    #[error("{path} cannot be read: {source}", path = .path.display())]
    Unreadable {
        /// Which path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It is no zip archive, or a broken one.
    #[error("{path} is no zip archive that can be read: {reason}", path = .path.display())]
    Archive {
        /// Which path.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// It is larger than pyward takes.
    #[error("{path} holds more than {what}", path = .path.display())]
    Limit {
        /// Which path.
        path: PathBuf,
        /// The limit, in words.
        what: &'static str,
    },
    /// It is not what the source publishes.
    #[error("{path} is not what the source `{source_name}` publishes: {reason}", path = .path.display())]
    Foreign {
        /// Which path.
        path: PathBuf,
        /// The name of the source.
        source_name: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// There is no OSV record in it.
    #[error("{path} holds no OSV record", path = .path.display())]
    Empty {
        /// Which path.
        path: PathBuf,
    },
}

impl SourceError {
    /// What to do next.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "check the path and its permissions",
            Self::Archive { .. } => {
                "fetch or copy it again; it may be incomplete, or not the archive that was meant"
            }
            Self::Limit { .. } => {
                "check that it is a collection of OSV records, and import it in parts"
            }
            Self::Empty { .. } => {
                "give a zip archive, a folder of JSON files, a JSON Lines file or a JSON file of records in the OSV format"
            }
            Self::Foreign { .. } => {
                "check that it is what the source publishes, whole and unchanged"
            }
        }
    }
}

/// What became of the records of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IntakeReport {
    /// Records that speak of a package of the ecosystem.
    pub taken: usize,
    /// Records that speak of none.
    pub other: usize,
    /// Records of a newer schema, left out.
    pub newer_schema: usize,
    /// Files or lines that are no records, left out.
    pub unreadable: usize,
    /// Records of which a part could not be used.
    pub odd: usize,
    /// The first of those left out, each with its place and why. Foreign text.
    pub examples: Vec<String>,
}

impl IntakeReport {
    /// Everything that was looked at.
    pub fn seen(&self) -> usize {
        self.taken + self.other + self.newer_schema + self.unreadable
    }

    /// Records that were left out though they may speak of a package of the ecosystem.
    pub fn left_out(&self) -> usize {
        self.newer_schema + self.unreadable
    }

    /// Notes what is wrong with a record, unless enough is noted already.
    pub(crate) fn example(&mut self, place: &dyn Fn() -> String, why: &str) {
        if self.examples.len() < MAX_EXAMPLES {
            self.examples.push(format!("{}: {why}", place()));
        }
    }
}

/// Records on their way into a store.
#[derive(Default)]
pub(crate) struct Intake {
    pub(crate) draft: StoreDraft,
    pub(crate) report: IntakeReport,
    /// What of a tree is read, and how.
    pub(crate) layout: Layout,
    bytes: u64,
}

impl Intake {
    /// An empty one, for trees of this layout.
    pub(crate) fn of(layout: Layout) -> Self {
        Self {
            layout,
            ..Self::default()
        }
    }

    /// An empty one for records about an ecosystem.
    pub(crate) fn about(rules: &'static EcosystemRules) -> Self {
        Self {
            draft: StoreDraft::of(rules),
            ..Self::default()
        }
    }

    /// Takes the text of one record. `place` is called only where something is wrong.
    pub(crate) fn take_bytes(&mut self, bytes: &[u8], place: &dyn Fn() -> String) {
        if self.layout.passes_over(bytes) {
            self.report.other += 1;
            return;
        }
        match serde_json::from_slice::<Value>(bytes) {
            Ok(json) => self.take(&json, place),
            Err(error) => self.unreadable(place, &format!("it is not JSON: {error}")),
        }
    }

    /// Takes the text of a file by its name, where the layout has a form for it.
    pub(crate) fn take_file(&mut self, name: &str, bytes: &[u8], place: &dyn Fn() -> String) {
        if !layout::is_yaml(name) {
            self.take_bytes(bytes, place);
        } else if self.layout.passes_over(bytes) {
            self.report.other += 1;
        } else {
            match yaml::read(bytes) {
                Ok(json) => self.take(&json, place),
                Err(error) => self.unreadable(place, &format!("it is not YAML: {error}")),
            }
        }
    }

    /// Takes one record.
    pub(crate) fn take(&mut self, json: &Value, place: &dyn Fn() -> String) {
        match osv_record::read_of(self.draft.rules(), json) {
            Ok(record) => self.take_record(&record),
            Err(rejection @ Rejection::NewerSchema(_)) => {
                self.report.newer_schema += 1;
                self.report.example(place, &rejection.to_string());
            }
            Err(Rejection::NoId) => self.unreadable(place, &Rejection::NoId.to_string()),
        }
    }

    /// Takes a record that was read.
    pub(crate) fn take_record(&mut self, record: &Record) {
        let speaks = !record.advisories.is_empty();
        if speaks {
            self.report.taken += 1;
        } else {
            self.report.other += 1;
        }
        if record.advisories.iter().any(|a| !a.oddities.is_empty()) {
            self.report.odd += 1;
        }
        // Of an export every record is remembered, so that the next update knows what it has read; of the tree of a
        // whole database only what speaks of packages.
        if speaks || !self.layout.pypi_only {
            self.draft.insert(record);
        }
    }

    /// Notes what is no record.
    pub(crate) fn unreadable(&mut self, place: &dyn Fn() -> String, why: &str) {
        self.report.unreadable += 1;
        self.report.example(place, why);
    }

    /// Counts bytes and records against the bounds of an import.
    pub(crate) fn spend(&mut self, path: &Path, bytes: u64) -> Result<(), SourceError> {
        self.bytes = self.bytes.saturating_add(bytes);
        let what = if self.bytes > MAX_TOTAL {
            "8 GiB"
        } else if self.report.seen() >= MAX_RECORDS {
            "2,000,000 records"
        } else {
            return Ok(());
        };
        Err(SourceError::Limit {
            path: path.to_owned(),
            what,
        })
    }
}

/// Reads whatever `path` is: a folder, a zip archive, or a file of JSON. `watch` is told how many records were seen.
pub(crate) fn read_path(
    path: &Path,
    intake: &mut Intake,
    watch: &mut dyn FnMut(usize),
) -> Result<(), SourceError> {
    let before = intake.report.seen();
    let unreadable = |source| SourceError::Unreadable {
        path: path.to_owned(),
        source,
    };
    let metadata = std::fs::metadata(path).map_err(unreadable)?;
    if metadata.is_dir() {
        folder::read(path, intake, watch)?;
    } else {
        if metadata.len() > MAX_TOTAL {
            return Err(SourceError::Limit {
                path: path.to_owned(),
                what: "8 GiB",
            });
        }
        let file = regular::open(path).map_err(unreadable)?;
        let start = start_of(&file).map_err(unreadable)?;
        if zip_file::is_zip(&start) {
            zip_file::read(path, file, intake, watch)?;
        } else if tar_file::is_gzip(&start) {
            tar_file::read(path, file, intake, watch)?;
        } else {
            json_file::read(path, file, intake, watch)?;
        }
    }
    if intake.report.seen() == before {
        return Err(SourceError::Empty {
            path: path.to_owned(),
        });
    }
    Ok(())
}

/// The first four bytes of a file, which stands at its beginning again afterwards.
fn start_of(mut file: &File) -> io::Result<Vec<u8>> {
    let mut start = Vec::with_capacity(4);
    file.take(4).read_to_end(&mut start)?;
    file.rewind()?;
    Ok(start)
}
