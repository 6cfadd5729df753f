//! Who needs whom, in the many words SPDX has for it
//! ([relationships](https://spdx.github.io/spdx-spec/v2.3/relationships-between-SPDX-elements/)).

use std::collections::{BTreeMap, BTreeSet};

/// More relations than any document of use has.
const MOST: usize = 4_000_000;

/// The relations of a document.
#[derive(Default)]
pub(super) struct Relations {
    needs: BTreeMap<String, Vec<String>>,
    described: BTreeSet<String>,
    /// What elements are needed for, where that is not running.
    groups: BTreeMap<String, BTreeSet<&'static str>>,
    /// What is needed for running, too.
    runs: BTreeSet<String>,
    count: usize,
    pub(super) is_full: bool,
}

/// The element that a document itself is.
const DOCUMENT: &str = "SPDXRef-DOCUMENT";

impl Relations {
    /// Takes one; kinds that say nothing of needs are passed over.
    pub(super) fn take(&mut self, of: &str, kind: &str, to: &str) {
        if self.count >= MOST {
            self.is_full = true;
            return;
        }
        self.count += 1;
        let kind = kind.to_ascii_uppercase();
        match kind.as_str() {
            "DESCRIBES" => self.describes(to),
            "DESCRIBED_BY" => self.describes(of),
            "DEPENDS_ON" | "HAS_PREREQUISITE" => self.need(of, to, None),
            "DEPENDENCY_OF"
            | "RUNTIME_DEPENDENCY_OF"
            | "PROVIDED_DEPENDENCY_OF"
            | "PREREQUISITE_FOR"
            | "OPTIONAL_DEPENDENCY_OF"
            | "OPTIONAL_COMPONENT_OF" => {
                self.need(to, of, None);
            }
            "DEV_DEPENDENCY_OF" | "DEV_TOOL_OF" => self.need(to, of, Some("dev")),
            "TEST_DEPENDENCY_OF" | "TEST_TOOL_OF" => self.need(to, of, Some("test")),
            "BUILD_DEPENDENCY_OF" | "BUILD_TOOL_OF" => self.need(to, of, Some("build")),
            _ => {}
        }
    }

    /// Notes what the document is about.
    pub(super) fn describes(&mut self, element: &str) {
        if element != DOCUMENT {
            self.described.insert(element.to_owned());
        }
    }

    fn need(&mut self, from: &str, to: &str, group: Option<&'static str>) {
        // `NONE` and `NOASSERTION` are nobody; documents of others are not read.
        if matches!(to, "NONE" | "NOASSERTION") || matches!(from, "NONE" | "NOASSERTION") {
            return;
        }
        match group {
            Some(group) => {
                self.groups.entry(to.to_owned()).or_default().insert(group);
            }
            None => {
                self.runs.insert(to.to_owned());
            }
        }
        let needs = self.needs.entry(from.to_owned()).or_default();
        needs.push(to.to_owned());
    }

    pub(super) fn described(&self) -> BTreeSet<&str> {
        self.described.iter().map(String::as_str).collect()
    }

    /// What an element is needed for, where that is never running.
    pub(super) fn groups(&self, element: &str) -> impl Iterator<Item = &'static str> {
        let groups = self
            .groups
            .get(element)
            .filter(|_| !self.runs.contains(element));
        groups.into_iter().flatten().copied()
    }

    pub(super) fn needs(&self) -> impl Iterator<Item = (&str, Vec<&str>)> {
        self.needs
            .iter()
            .map(|(of, needs)| (of.as_str(), needs.iter().map(String::as_str).collect()))
    }
}
