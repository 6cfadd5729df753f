//! What was there before: in a baseline, or in the base of a change.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use pyward_model::{
    AdvisoryKind, Date, Family, Finding, Notice, NoticeKind, Report, Suppression, SuppressionKind,
};
use pyward_policy::{Age, Reach, Settings};
use serde_json::{Map, Value, json};

use crate::config;
use crate::environment::Environment;
use crate::failure::Failure;

/// What the first line of a baseline says it is.
pub(crate) const SCHEMA: &str = "pyward-baseline/1";

/// Bytes a baseline may have.
const LARGEST: u64 = 512 << 20;

/// Where a baseline stands where nothing else is said, from the folder of the config file on.
pub(crate) const PLACE: &str = ".pyward/baseline.json";

/// Findings that were there before, by their identities, from one or more places.
#[derive(Default)]
pub(crate) struct Known {
    places: Vec<(BTreeMap<String, Entry>, String)>,
    notices: Vec<Notice>,
}

/// A finding of a baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The rule that found it; empty where nobody knows.
    pub(crate) rule: String,
    /// What it was, in words.
    pub(crate) what: String,
    /// The day it came in.
    pub(crate) added: Option<Date>,
    /// Who answers for it.
    pub(crate) owner: Option<String>,
}

impl Entry {
    fn json(&self, id: &str) -> Value {
        let mut entry = Map::new();
        entry.insert("id".to_owned(), json!(id));
        entry.insert("rule".to_owned(), json!(self.rule));
        entry.insert("what".to_owned(), json!(self.what));
        if let Some(added) = self.added {
            entry.insert("added".to_owned(), json!(added.to_string()));
        }
        if let Some(owner) = &self.owner {
            entry.insert("owner".to_owned(), json!(owner));
        }
        Value::Object(entry)
    }

    fn read(value: &Value) -> Option<(String, Self)> {
        let text = |key: &str| value.get(key).and_then(Value::as_str);
        let entry = Self {
            rule: text("rule").unwrap_or_default().to_owned(),
            what: text("what")
                .or(text("message"))
                .unwrap_or_default()
                .to_owned(),
            added: text("added").and_then(Date::parse),
            owner: text("owner").map(str::to_owned),
        };
        Some((text("id")?.to_owned(), entry))
    }
}

/// How long an entry of a baseline holds.
#[derive(Clone, Copy)]
pub(crate) struct Oldest {
    pub(crate) expires: Option<Age>,
    pub(crate) today: Date,
}

impl Oldest {
    /// One that does not say when it came in does not age.
    fn is_older(self, entry: &Entry) -> bool {
        let days = entry.added.map(|added| self.today.days_since(added));
        let expires = self.expires.zip(days);
        expires.is_some_and(|(expires, days)| expires.is_exceeded_by(days))
    }
}

impl Known {
    /// Adds the findings of a baseline or of a `json` report.
    pub(crate) fn add_file(&mut self, path: &Path, shown: &str) -> Result<(), Failure> {
        let entries = read(path, shown)?.ok_or_else(|| {
            Failure::usage(format!("the baseline {shown} does not exist"))
                .hint("make one: `pyward baseline`")
        })?;
        self.places.push((entries, shown.to_owned()));
        Ok(())
    }

    /// Adds the findings of a base; those that were waived there were there as well.
    pub(crate) fn add_report(&mut self, report: &Report, shown: &str) {
        let entries = report.findings.iter();
        let entries = entries.map(|it| (it.fingerprint.clone(), entry(it, None, None)));
        self.places.push((entries.collect(), shown.to_owned()));
    }

    /// Says something in the report.
    pub(crate) fn tell(&mut self, notice: Notice) {
        self.notices.push(notice);
    }

    /// Marks what was there before, and says what of a baseline is there no longer, or has been there for too long.
    /// Malware is never taken for granted.
    pub(crate) fn mark(
        &self,
        findings: &mut [Finding],
        families: &[Family],
        oldest: Oldest,
    ) -> Vec<Notice> {
        let mut expired = BTreeMap::<&str, usize>::new();
        for finding in findings.iter_mut().filter(|finding| finding.is_active()) {
            let known = self
                .places
                .iter()
                .find_map(|(entries, shown)| Some((entries.get(&finding.fingerprint)?, shown)));
            let Some((entry, shown)) = known.filter(|_| !is_malware(finding)) else {
                continue;
            };
            if oldest.is_older(entry) {
                *expired.entry(shown).or_default() += 1;
                continue;
            }
            finding.suppression = Some(Suppression {
                kind: SuppressionKind::Baseline,
                reason: match entry.added {
                    Some(added) => format!("it is in {shown} since {added}"),
                    None => format!("it is in {shown}"),
                },
                owner: entry.owner.clone(),
                until: None,
                status: None,
                location: None,
            });
        }
        let there: BTreeSet<&str> = findings.iter().map(|it| it.fingerprint.as_str()).collect();
        let mut notices = self.notices.clone();
        notices.extend(expired.into_iter().map(|(shown, count)| {
            let what = match count {
                1 => "1 finding of it has".to_owned(),
                many => format!("{many} findings of it have"),
            };
            let message = format!("{what} been there for longer than `baseline.expires` allows");
            let place = pyward_model::Location::file(shown);
            Notice::info(NoticeKind::WaiverReview, Some(place), message)
                .hint("that counts again: clear it, or accept it with a reason: `pyward ignore`")
        }));
        for (entries, shown) in &self.places {
            let gone = entries.iter().filter(|(id, entry)| {
                let rule = pyward_rules::find(&entry.rule);
                let is_asked = rule.is_some_and(|rule| families.contains(&rule.family));
                entry.added.is_some() && is_asked && !there.contains(id.as_str())
            });
            let count = gone.count();
            if count > 0 {
                let what = if count == 1 {
                    "1 finding of it is".to_owned()
                } else {
                    format!("{count} findings of it are")
                };
                notices.push(
                    Notice::info(
                        NoticeKind::WaiverUnmatched,
                        Some(pyward_model::Location::file(shown.as_str())),
                        format!("{what} not found any longer"),
                    )
                    .hint("`pyward baseline` takes out what is cleared"),
                );
            }
        }
        notices
    }
}

fn is_malware(finding: &Finding) -> bool {
    let by_advisory = finding.advisory.as_ref();
    by_advisory.is_some_and(|group| group.kind == AdvisoryKind::Malware)
        || ["malicious-package", "quarantined-project"].contains(&finding.rule.name)
}

/// A finding as an entry.
pub(crate) fn entry(finding: &Finding, added: Option<Date>, owner: Option<&str>) -> Entry {
    Entry {
        rule: finding.rule.name.to_owned(),
        what: finding.message.clone(),
        added,
        owner: owner.map(str::to_owned),
    }
}

/// The entries of a baseline, or the findings of a report; `None` where there is no such file.
pub(crate) fn read(path: &Path, shown: &str) -> Result<Option<BTreeMap<String, Entry>>, Failure> {
    let refuse = |what: &str| {
        Failure::usage(format!("the baseline {shown} {what}"))
            .hint("make one: `pyward baseline`, or `pyward audit --format json -o before.json`")
    };
    let Some(text) = config::read_up_to(path, LARGEST)? else {
        return Ok(None);
    };
    let document: Value =
        serde_json::from_str(&text).map_err(|error| refuse(&format!("is no JSON: {error}")))?;
    let schema = document.get("schema").and_then(Value::as_str);
    let findings = document.get("findings").and_then(Value::as_array);
    match (schema, findings) {
        (Some(SCHEMA | "pyward-report/1"), Some(findings)) => {
            Ok(Some(findings.iter().filter_map(Entry::read).collect()))
        }
        (Some(SCHEMA | "pyward-report/1"), None) => Err(refuse("has no list of findings")),
        _ => Err(refuse("is neither a baseline nor a report of pyward")),
    }
}

/// A baseline as text: an entry a line, sorted, so that changes of it are easy to review.
pub(crate) fn written(entries: &BTreeMap<String, Entry>) -> String {
    let lines: Vec<String> = entries
        .iter()
        .map(|(id, entry)| format!("    {}", entry.json(id)))
        .collect();
    if lines.is_empty() {
        return format!("{{\n  \"schema\": \"{SCHEMA}\",\n  \"findings\": []\n}}\n");
    }
    format!(
        "{{\n  \"schema\": \"{SCHEMA}\",\n  \"findings\": [\n{}\n  ]\n}}\n",
        lines.join(",\n")
    )
}

/// The baseline of a project, from the folder of its config file on.
pub(crate) fn place(config_folder: &str) -> PathBuf {
    Path::new(config_folder).join(PLACE)
}

/// What a policy that counts new findings alone compares with, where nothing is named: the baseline of the project.
/// Without one everything counts, which is told.
pub(crate) fn of_settings(
    settings: &Settings,
    environment: &Environment,
) -> Result<Option<Known>, Failure> {
    if settings.gate.scope == Reach::All {
        return Ok(None);
    }
    let mut known = Known::default();
    let path = place(&settings.ground.config_folder);
    if path.is_file() {
        known.add_file(&path, &config::shown(&path, environment))?;
    } else {
        let message = format!(
            "only new findings count by the policy, and there is no {PLACE} to compare with: all count"
        );
        let notice = Notice::info(NoticeKind::PolicyUnanswered, None, message);
        known.tell(notice.hint("`pyward baseline` writes it, or name a `--base`"));
    }
    Ok(Some(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_baseline_is_read_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("b.json");
        let entry = |what: &str| Entry {
            rule: "known-vulnerability".to_owned(),
            what: what.to_owned(),
            added: Date::parse("2026-11-22"),
            owner: Some("@web".to_owned()),
        };
        let entries = BTreeMap::from([
            ("b".to_owned(), entry("quoted \"x\"\n")),
            ("a".to_owned(), entry("ä")),
        ]);
        for entries in [entries, BTreeMap::new()] {
            crate::reports::replace(&path, written(&entries).as_bytes()).unwrap();
            assert_eq!(read(&path, "b.json").unwrap(), Some(entries));
        }
        for bad in [
            "",
            "[]",
            "{}",
            "{\"schema\":\"pyward-baseline/1\"}",
            "{\"schema\":\"x\",\"findings\":[]}",
        ] {
            crate::reports::replace(&path, bad.as_bytes()).unwrap();
            assert!(read(&path, "b.json").is_err(), "{bad}");
        }
        assert_eq!(read(&folder.path().join("x"), "x").unwrap(), None);
    }
}
