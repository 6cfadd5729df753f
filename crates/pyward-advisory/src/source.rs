//! The contract of a source: where its data comes from, and what is made of it.

use crate::exploits::Table;
use crate::intake::{Intake, IntakeReport, Layout, tar_file};

/// A source of advisories, or of facts about the exploitation of flaws, whose data can be installed.
#[derive(Debug)]
pub struct Source {
    /// Its kebab-case name, the name of its file and the word after `--source`.
    pub name: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// What it holds, one sentence without a full stop.
    pub doc: &'static str,
    /// Where it publishes; `None` where the data is only to be had by those who have a license for it, as a file.
    pub url: Option<&'static str>,
    /// The environment variable that names another address.
    pub variable: &'static str,
    /// The license of its data, as an SPDX expression where there is one.
    pub license: &'static str,
    pub(crate) reading: Reading,
}

/// What is made of the data of a source.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reading {
    /// An export of OSV, with its list of changes: the primary store.
    Export,
    /// A tree of OSV records, packed or not.
    Tree(Layout),
    /// One document with advisories in a form of its own. The error says why nothing can be read from it.
    Document(fn(&[u8], &mut Intake) -> Result<(), String>),
    /// Facts about the exploitation of flaws. The error says why nothing can be read from it.
    Exploits(fn(&[u8]) -> Result<Table, String>),
}

impl Source {
    /// Whether it tells of exploitation, and of no flaw by itself.
    pub fn is_about_exploitation(&self) -> bool {
        matches!(self.reading, Reading::Exploits(_))
    }

    /// Reads bytes as this source reads what it is given (of a tree, a compressed archive or one record), and installs
    /// nothing.
    ///
    /// # Errors
    /// Why nothing can be read from them.
    pub fn try_read(&self, bytes: &[u8]) -> Result<IntakeReport, String> {
        match self.reading {
            Reading::Exploits(read) => read(bytes).map(|table| table.report),
            Reading::Document(read) => {
                let mut intake = Intake::default();
                read(bytes, &mut intake).map(|()| intake.report)
            }
            Reading::Export => Self::try_tree(bytes, Layout::default()),
            Reading::Tree(layout) => Self::try_tree(bytes, layout),
        }
    }

    fn try_tree(bytes: &[u8], layout: Layout) -> Result<IntakeReport, String> {
        let mut intake = Intake::of(layout);
        if tar_file::is_gzip(bytes) {
            tar_file::read_bytes(bytes, &mut intake).map_err(|error| error.to_string())?;
        } else {
            let name = if layout.yaml {
                "record.yaml"
            } else {
                "record.json"
            };
            intake.take_file(name, bytes, &|| name.to_owned());
        }
        Ok(intake.report)
    }
}
