//! What is told of a bill of materials: each oddity once, whatever the number of components it has.

use std::collections::BTreeMap;

use pyward_model::{Notice, NoticeKind, Weight, printable};

use crate::Input;

/// How many names a notice lists.
const NAMED: usize = 5;

/// How many ecosystems a notice lists.
const ECOSYSTEMS: usize = 10;

/// The oddities of a document.
#[derive(Default)]
pub(super) struct Remarks {
    /// Packages without a package URL.
    pub(super) unidentified: Told,
    /// Other things without a package URL.
    pub(super) things: Told,
    /// Package URLs that are none.
    pub(super) broken: Told,
    /// `bom-ref`s that stand twice.
    pub(super) repeated: Told,
    /// `bom-ref`s of what is not listed.
    pub(super) strangers: Told,
    /// Components by purl type, of ecosystems whose advisories cannot be matched.
    pub(super) others: BTreeMap<Box<str>, usize>,
    /// Whether there were more components or dependencies than are read.
    pub(super) is_full: bool,
}

/// One oddity: how often, of whom first, and where first.
#[derive(Default)]
pub(super) struct Told {
    count: usize,
    names: Vec<String>,
    line: u32,
}

impl Remarks {
    pub(super) fn notices(&self, input: &Input<'_>) -> Vec<Notice> {
        use NoticeKind::{Conflict, Malformed, Skipped, Unauditable};
        use Weight::{Gap, Info};
        let told = [
            self.unidentified.notice(
                input,
                Gap,
                Unauditable,
                [
                    "component has no package URL, so advisories cannot be asked about it",
                    "components have no package URL, so advisories cannot be asked about them",
                ],
            ),
            self.broken.notice(
                input,
                Gap,
                Malformed,
                [
                    "component is left out, its package URL cannot be read",
                    "components are left out, their package URLs cannot be read",
                ],
            ),
            self.things.notice(
                input,
                Info,
                Skipped,
                [
                    "component is left out, being no package",
                    "components are left out, being no packages",
                ],
            ),
            self.repeated.notice(
                input,
                Info,
                Conflict,
                [
                    "component has the identifier of an earlier one, which counts",
                    "components have the identifiers of earlier ones, which count",
                ],
            ),
            self.strangers.notice(
                input,
                Info,
                Malformed,
                [
                    "dependency speaks of what is not listed",
                    "dependencies speak of what is not listed",
                ],
            ),
        ];
        let full = self.is_full.then(|| {
            let message =
                "it has more components or dependencies than are read; the rest is not audited";
            Notice::gap(NoticeKind::Limit, Some(input.file()), message)
        });
        told.into_iter()
            .flatten()
            .chain(full)
            .chain(self.other_ecosystems(input))
            .collect()
    }

    fn other_ecosystems(&self, input: &Input<'_>) -> Option<Notice> {
        let count: usize = self.others.values().sum();
        let mut kinds: Vec<(&str, usize)> = self
            .others
            .iter()
            .map(|(kind, count)| (&**kind, *count))
            .collect();
        // Sorted by name already; the most frequent come first.
        kinds.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let named: Vec<String> = kinds
            .iter()
            .take(ECOSYSTEMS)
            .map(|(kind, count)| format!("{kind} {count}"))
            .collect();
        let noun = match count {
            0 => return None,
            1 => "component of another ecosystem is",
            _ => "components of other ecosystems are",
        };
        let message = format!(
            "{count} {noun} listed, not matched with advisories: {}",
            named.join(", ")
        );
        Some(Notice::info(
            NoticeKind::Unsupported,
            Some(input.file()),
            message,
        ))
    }
}

impl Told {
    pub(super) fn add(&mut self, name: &str, line: u32) {
        if self.count == 0 {
            self.line = line;
        }
        self.count += 1;
        if self.names.len() < NAMED {
            self.names.push(printable(name).into_owned());
        }
    }

    /// The notice, where there is anything to tell; the words are those for one and for several.
    fn notice(
        &self,
        input: &Input<'_>,
        weight: Weight,
        kind: NoticeKind,
        [one, several]: [&str; 2],
    ) -> Option<Notice> {
        let what = match self.count {
            0 => return None,
            1 => one,
            _ => several,
        };
        let more = match self.count - self.names.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let message = format!("{} {what}: {}{more}", self.count, self.names.join(", "));
        Some(Notice {
            weight,
            kind,
            location: Some(input.line(self.line)),
            message,
            hint: None,
        })
    }
}
