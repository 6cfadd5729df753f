//! The full check of a store.

use std::collections::BTreeSet;

use pyward_model::SmolStr;
use sha2::{Digest, Sha256};

use super::{Damage, Holds, Store, draft, escape, lookup, prose, read_line};

/// The first line of the facts section, counted from 1.
const FIRST_LINE: usize = 3;

impl Store {
    /// Whether the sections are the bytes that were written.
    pub(crate) fn check_sum(&self) -> Result<(), Damage> {
        if draft::hex(&Sha256::digest(self.body())) == self.header.sha256 {
            Ok(())
        } else {
            Err(Damage::Checksum)
        }
    }

    /// Everything that can be checked: the checksum, that every line can be read and stands in its place, and that the
    /// header counts right. All that is wrong, up to `limit` faults.
    pub(crate) fn check_all(&self, limit: usize) -> Vec<Damage> {
        let mut faults: Vec<Damage> = self.check_sum().err().into_iter().collect();
        if self.holds == Holds::Exploits {
            faults.extend(crate::exploits::check(self, limit));
            faults.truncate(limit);
            return faults;
        }
        self.check_facts(limit, &mut faults);
        self.check_prose(limit, &mut faults);
        faults.truncate(limit);
        faults
    }

    fn check_facts(&self, limit: usize, faults: &mut Vec<Damage>) {
        let mut before: Option<(String, SmolStr)> = None;
        let (mut lines, mut unreadable, mut packages) = (0, 0, 0);
        let mut ids: BTreeSet<SmolStr> = BTreeSet::new();
        for (number, line) in (FIRST_LINE..).zip(lookup::lines(self.facts())) {
            if faults.len() >= limit {
                return;
            }
            lines += 1;
            match read_line(self.rules, line) {
                Ok(advisory) => {
                    let mut package = String::new();
                    escape::push(&mut package, advisory.package.as_str());
                    let place = (package, advisory.id);
                    if before.as_ref().is_some_and(|before| *before >= place) {
                        faults.push(Damage::Order { line: number });
                    }
                    if before.as_ref().is_none_or(|before| before.0 != place.0) {
                        packages += 1;
                    }
                    ids.insert(place.1.clone());
                    before = Some(place);
                }
                Err(damage) => {
                    unreadable += 1;
                    faults.push(damage.at(number));
                }
            }
        }
        for (what, expected, found) in [
            ("lines", self.header.lines, lines),
            ("records", self.header.records, ids.len()),
            ("packages", self.header.packages, packages),
        ] {
            // What stands in a damaged line is not counted, and not missed.
            if expected != found && (unreadable == 0 || what == "lines") {
                faults.push(Damage::Count {
                    what,
                    expected,
                    found,
                });
            }
        }
    }

    fn check_prose(&self, limit: usize, faults: &mut Vec<Damage>) {
        let first = FIRST_LINE + lookup::lines(self.facts()).count();
        let mut before: Option<String> = None;
        for (number, line) in (first..).zip(lookup::lines(self.prose())) {
            if faults.len() >= limit {
                return;
            }
            let words = std::str::from_utf8(line).ok().and_then(prose::decode);
            let Some((id, _)) = words else {
                let error = "it is no line of the prose section".to_owned();
                faults.push(Damage::Line {
                    line: number,
                    error,
                });
                continue;
            };
            if before.as_ref().is_some_and(|before| *before >= id) {
                faults.push(Damage::Order { line: number });
            }
            before = Some(id);
        }
    }
}
