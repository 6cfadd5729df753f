//! The document of `pyward-report/1`, key by key. The doc comments are the descriptions in its JSON Schema.

use std::collections::BTreeSet;

use pyward_model::{Date, NoticeKind, PackageName, Purl, Report, Version, Weight};
use schemars::JsonSchema;
use serde::Serialize;

use super::code::Code;
use super::component::Component;
use super::finding::Finding;
use super::plan::Plan;
use super::state::State;

/// The name of the format and its version.
const SCHEMA: &str = "pyward-report/1";

/// The result of one run of pyward.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "pyward-report/1", rename = "Report")]
pub(super) struct Document<'a> {
    /// `pyward-report/1`.
    schema: &'static str,
    /// The program that made the report.
    tool: Tool,
    /// When it was made, RFC 3339 in UTC.
    generated: &'a str,
    /// What was audited.
    targets: Vec<Target<'a>>,
    /// The advisory data that was asked.
    data: Vec<DataSource<'a>>,
    /// The first-party projects of the targets.
    projects: Vec<Project<'a>>,
    /// How each project of the targets is managed: by which tool, from which files, and whether those agree.
    states: Vec<State<'a>>,
    /// Files and environments that were read.
    read: Vec<FormatRead<'a>>,
    /// Paths that were found and left out.
    skipped: Vec<Skipped<'a>>,
    /// What is there, sorted by ecosystem, name and version.
    components: Vec<Component<'a>>,
    /// What was looked at in code; left out where nobody asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<Code<'a>>,
    /// What is wrong, one for each component and alias group; suppressed ones too, marked.
    findings: Vec<Finding<'a>>,
    /// What was planned, and perhaps done, to clear the findings.
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<Plan<'a>>,
    /// How many withdrawn advisories would have matched.
    withdrawn: usize,
    /// What could not be read, was skipped, is stale or odd; heaviest first.
    notices: Vec<Notice<'a>>,
    /// The judgement.
    verdict: Verdict<'a>,
}

/// The program that made a report.
#[derive(Serialize, JsonSchema)]
struct Tool {
    /// `pyward`.
    name: &'static str,
    /// Its version.
    version: &'static str,
}

/// A target as it was opened.
#[derive(Serialize, JsonSchema)]
struct Target<'a> {
    /// As the user named it.
    path: &'a str,
    /// `directory`, `file`, `environment` or `stdin`.
    kind: &'static str,
}

/// A source of advisories.
#[derive(Serialize, JsonSchema)]
struct DataSource<'a> {
    /// Its name.
    source: &'a str,
    /// The day its data was current, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    /// Records it holds.
    records: usize,
    /// Whether it is the snapshot built into pyward.
    built_in: bool,
}

/// A first-party project, the root of dependencies.
#[derive(Serialize, JsonSchema)]
struct Project<'a> {
    /// Its manifest or lock.
    path: &'a str,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    /// Its version.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'a str>,
    /// The Python versions it supports, as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    requires_python: Option<&'a str>,
}

/// A file or environment that was read.
#[derive(Serialize, JsonSchema)]
struct FormatRead<'a> {
    /// Its path.
    path: &'a str,
    /// The name of its format.
    format: &'static str,
    /// Components it speaks of.
    components: usize,
}

/// A path that was found and left out.
#[derive(Serialize, JsonSchema)]
struct Skipped<'a> {
    /// The path.
    path: &'a str,
    /// Why.
    reason: &'a str,
}

/// Something the reader must know that is not a finding.
#[derive(Serialize, JsonSchema)]
struct Notice<'a> {
    /// What kind of thing it is.
    #[schemars(extend("enum" = NoticeKind::ALL.iter().map(|kind| kind.word()).collect::<Vec<_>>()))]
    kind: &'static str,
    /// `incomplete` (exit 3 whatever the policy says), `gap` (exit 3 under `--strict`) or `info`.
    #[schemars(extend("enum" = ["incomplete", "gap", "info"]))]
    weight: &'static str,
    /// The file it concerns.
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    /// The line it concerns.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    /// One sentence without a full stop.
    message: &'a str,
    /// What to do next.
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'a str>,
}

/// The judgement.
#[derive(Serialize, JsonSchema)]
struct Verdict<'a> {
    /// The sum.
    #[schemars(extend("enum" = ["pass", "fail", "incomplete"]))]
    outcome: &'static str,
    /// The exit code that follows.
    exit_code: u8,
    /// One sentence that says it.
    sentence: &'a str,
    /// One for each gate.
    gates: Vec<Gate<'a>>,
}

/// What one gate says.
#[derive(Serialize, JsonSchema)]
struct Gate<'a> {
    /// Its name.
    name: &'a str,
    /// What it decided.
    #[schemars(extend("enum" = ["pass", "log", "warn", "block", "incomplete"]))]
    outcome: &'static str,
    /// Why.
    because: &'a str,
    /// The ids of the findings it speaks of, each once.
    findings: Vec<&'a str>,
}

impl<'a> Document<'a> {
    /// The report as the document tells it; `purls` are those of its components, in order.
    pub(super) fn new(report: &'a Report, purls: &'a [Purl]) -> Self {
        let inventory = &report.inventory;
        let paths = inventory.paths();
        Self {
            schema: SCHEMA,
            tool: Tool {
                name: report.tool.name,
                version: report.tool.version,
            },
            generated: &report.generated,
            targets: report
                .targets
                .iter()
                .map(|target| Target {
                    path: &target.path,
                    kind: target.kind,
                })
                .collect(),
            data: report.data.iter().map(DataSource::new).collect(),
            projects: inventory.projects.iter().map(Project::new).collect(),
            states: inventory.states.iter().map(State::new).collect(),
            read: inventory
                .formats
                .iter()
                .map(|read| FormatRead {
                    path: &read.path,
                    format: read.format,
                    components: read.components,
                })
                .collect(),
            skipped: inventory
                .skipped
                .iter()
                .map(|skipped| Skipped {
                    path: &skipped.path,
                    reason: &skipped.reason,
                })
                .collect(),
            components: inventory
                .iter()
                .map(|(id, component)| Component::new(id, component, &paths, purls))
                .collect(),
            code: report.code.as_ref().map(Code::new),
            findings: report
                .findings
                .iter()
                .map(|finding| Finding::new(finding, inventory, purls))
                .collect(),
            plan: report.plan.as_ref().map(Plan::new),
            withdrawn: report.withdrawn,
            notices: report.notices.iter().map(Notice::new).collect(),
            verdict: Verdict::new(report),
        }
    }
}

/// A day as it is written.
pub(super) fn day(date: Option<Date>) -> Option<String> {
    date.map(|date| date.to_string())
}

impl<'a> DataSource<'a> {
    fn new(source: &'a pyward_model::DataSource) -> Self {
        Self {
            source: &source.name,
            date: day(source.date),
            records: source.records,
            built_in: source.built_in,
        }
    }
}

impl<'a> Project<'a> {
    fn new(project: &'a pyward_model::Project) -> Self {
        Self {
            path: &project.location.path,
            name: project.name.as_ref().map(PackageName::as_str),
            version: project.version.as_ref().map(Version::as_str),
            requires_python: project.requires_python.as_deref(),
        }
    }
}

impl<'a> Notice<'a> {
    fn new(notice: &'a pyward_model::Notice) -> Self {
        let location = notice.location.as_ref();
        Self {
            kind: notice.kind.word(),
            weight: match notice.weight {
                Weight::Incomplete => "incomplete",
                Weight::Gap => "gap",
                Weight::Info => "info",
            },
            path: location.map(|location| &*location.path),
            line: location.and_then(|location| location.line),
            message: &notice.message,
            hint: notice.hint.as_deref(),
        }
    }
}

impl<'a> Verdict<'a> {
    fn new(report: &'a Report) -> Self {
        let verdict = &report.verdict;
        let gates = verdict.gates.iter().map(|gate| {
            let mut named = BTreeSet::new();
            Gate {
                name: &gate.name,
                outcome: gate.outcome.word(),
                because: &gate.because,
                findings: gate
                    .findings
                    .iter()
                    .filter_map(|&index| report.findings.get(index))
                    .map(|finding| &*finding.fingerprint)
                    .filter(|fingerprint| named.insert(*fingerprint))
                    .collect(),
            }
        });
        Self {
            outcome: verdict.outcome.word(),
            exit_code: verdict.exit_code,
            sentence: &verdict.sentence,
            gates: gates.collect(),
        }
    }
}
