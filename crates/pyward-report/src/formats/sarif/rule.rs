//! Rules and advisories as reporting descriptors.

use std::collections::BTreeMap;

use pyward_model::{AdvisoryGroup, Confidence, Finding, Rule, Severity};
use serde_json::{Value, json};

use super::message::{plain, start};
use super::notification::Notifications;
use super::result::level;
use crate::formats::markdown::escape::escape;
use crate::{advisory_url, rule_url};

/// GitHub takes that many tags of a rule.
const TAGS: usize = 20;

/// Descriptions are cut there, as GitHub does.
const DESCRIPTION: usize = 1_000;

/// Longer pages are cut.
const HELP: usize = 20_000;

/// What results refer to, in the order of its first finding.
#[derive(Default)]
pub(super) struct Rules<'a> {
    entries: Vec<Entry<'a>>,
    places: BTreeMap<&'a str, usize>,
}

struct Entry<'a> {
    id: &'a str,
    first: &'a Finding,
    severity: Severity,
    score: f64,
    confidence: Confidence,
    cwes: Vec<u32>,
}

/// The id of what is behind a finding: of its advisory, else of its rule.
fn id(finding: &Finding) -> &str {
    match finding.advisory.as_deref() {
        Some(group) if !group.id.is_empty() => &group.id,
        _ => finding.rule.name,
    }
}

impl<'a> Rules<'a> {
    /// Takes note of what is behind a finding.
    pub(super) fn add(&mut self, finding: &'a Finding) {
        let id = id(finding);
        let at = *self.places.entry(id).or_insert(self.entries.len());
        if at == self.entries.len() {
            self.entries.push(Entry {
                id,
                first: finding,
                severity: finding.severity,
                score: score(finding),
                confidence: finding.confidence,
                cwes: Vec::new(),
            });
        }
        let Some(entry) = self.entries.get_mut(at) else {
            return;
        };
        entry.severity = entry.severity.max(finding.severity);
        entry.score = entry.score.max(score(finding));
        entry.confidence = entry.confidence.max(finding.confidence);
        let group = finding.advisory.as_ref();
        entry.cwes.extend(&finding.cwes);
        entry
            .cwes
            .extend(group.iter().flat_map(|group| &group.cwes));
        entry.cwes.sort_unstable();
        entry.cwes.dedup();
    }

    /// The id and the index of what is behind a finding that was added.
    pub(super) fn of(&self, finding: &'a Finding) -> (&'a str, usize) {
        let id = id(finding);
        (id, self.places.get(id).copied().unwrap_or_default())
    }

    /// The descriptors, in order.
    pub(super) fn into_descriptors(self, notifications: &mut Notifications) -> Vec<Value> {
        let entries = self.entries.iter();
        entries.map(|it| it.descriptor(notifications)).collect()
    }
}

/// A number for the level: the advisory's where it has one, else one in the middle of what GitHub calls so.
fn score(finding: &Finding) -> f64 {
    let stated = finding.advisory.as_ref().and_then(|group| group.score);
    match (stated, finding.severity) {
        (Some(score), _) if score.is_finite() => score.clamp(0.0, 10.0),
        (_, Severity::Critical) => 9.5,
        (_, Severity::High) => 8.0,
        (_, Severity::Medium | Severity::Unknown) => 5.5,
        (_, Severity::Low) => 2.0,
        (_, Severity::Info) => 0.0,
    }
}

impl Entry<'_> {
    fn descriptor(&self, notifications: &mut Notifications) -> Value {
        let rule = self.first.rule;
        let group = self.first.advisory.as_deref();
        let described = match group {
            Some(group) => Described::advisory(self.id, group, rule),
            None => Described::rule(rule),
        };
        let mut tags = vec!["security".to_owned(), rule.family.word().to_owned()];
        tags.extend(
            self.cwes
                .iter()
                .map(|cwe| format!("external/cwe/cwe-{cwe}")),
        );
        if tags.len() > TAGS {
            notifications.cut(&format!(
                "{} tags of {} are left out: a rule holds {TAGS}",
                tags.len() - TAGS,
                self.id
            ));
            tags.truncate(TAGS);
        }
        let mut descriptor = json!({
            "id": self.id,
            "name": rule.name,
            "shortDescription": {"text": start(&described.short, DESCRIPTION)},
            "fullDescription": {"text": start(&described.full, DESCRIPTION)},
            "help": {"text": start(&described.text, HELP), "markdown": start(&described.markdown, HELP)},
            "defaultConfiguration": {"level": level(self.severity)},
            "properties": {
                "tags": tags,
                "precision": match self.confidence {
                    Confidence::High => "high",
                    Confidence::Medium => "medium",
                    Confidence::Low => "low",
                },
                "problem.severity": match level(self.severity) {
                    "error" => "error",
                    "warning" => "warning",
                    _ => "recommendation",
                },
                "security-severity": format!("{:.1}", self.score),
            },
        });
        if let Some(url) = described.url {
            descriptor["helpUri"] = url.into();
        }
        descriptor
    }
}

/// What is said about a rule.
struct Described {
    short: String,
    full: String,
    text: String,
    markdown: String,
    url: Option<String>,
}

impl Described {
    fn advisory(id: &str, group: &AdvisoryGroup, rule: &Rule) -> Self {
        let id = plain(id);
        let short = match group.summary().map(plain) {
            Some(summary) if !summary.is_empty() => summary,
            _ => rule.summary.to_owned(),
        };
        let aliases: Vec<String> = group.aliases.iter().map(|alias| plain(alias)).collect();
        let also = match aliases.as_slice() {
            [] => String::new(),
            aliases => format!("Also known as {}. ", aliases.join(", ")),
        };
        let ask = format!("More: pyward explain {id}");
        let url = advisory_url(&group.id);
        let link = match &url {
            Some(url) => format!("[{id}]({url})"),
            None => escape(&id),
        };
        Self {
            full: format!("{id}: {short}. {also}").trim_end().to_owned(),
            text: format!("{id}: {short}\n\n{also}{ask}"),
            markdown: format!(
                "**{link}**: {}\n\n{}{}",
                escape(&short),
                escape(&also),
                escape(&ask)
            ),
            // Advisories without a summary would all be called the same.
            short: match group.summary() {
                Some(_) => short,
                None => format!("{id}: {short}"),
            },
            url,
        }
    }

    fn rule(rule: &Rule) -> Self {
        let page = page(rule.docs);
        let first = page.split("\n\n").next().unwrap_or_default();
        let full = match first.trim() {
            "" => rule.summary.to_owned(),
            first => first.replace('\n', " "),
        };
        let aliases = match rule.aliases {
            [] => String::new(),
            aliases => format!("\n\nAlso known as {}.", aliases.join(", ")),
        };
        let text = format!("{}{aliases}", page.trim_end());
        Self {
            short: rule.summary.to_owned(),
            full,
            markdown: text.clone(),
            text,
            url: Some(rule_url(rule.name)),
        }
    }
}

/// A catalogue page as Markdown that others show: examples are marked as Python.
fn page(docs: &str) -> String {
    let mut page = String::with_capacity(docs.len());
    for line in docs.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line);
        let info = line.strip_prefix("```").unwrap_or_default();
        let is_example = info.starts_with("bad") || info.starts_with("good");
        if is_example {
            let is_python = info.rsplit_once('.').is_some_and(|(_, end)| end == "py");
            let language = if is_python { "python" } else { "" };
            page.push_str("```");
            page.push_str(language);
        } else {
            page.push_str(line);
        }
        page.push('\n');
    }
    page
}
