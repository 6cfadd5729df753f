//! pip-audit's JSON with everything that was found as one flat list beside it, for scripts that read the list.

use pyward_model::{Report, Version};
use serde::Serialize;

use super::pip_audit::{Dependency, dependencies};
use crate::{Format, RenderOptions, json_text};

/// `pip-audit-list`.
pub(crate) struct PipAuditList;

#[derive(Serialize)]
struct Document<'a> {
    dependencies: &'a [Dependency<'a>],
    fixes: Vec<Fix<'a>>,
    vulnerabilities: Vec<Listed<'a>>,
}

/// One entry of `fixes`, as `pip-audit --fix` writes them.
#[derive(Serialize)]
#[serde(untagged)]
enum Fix<'a> {
    Made {
        name: &'a str,
        old_version: &'a str,
        new_version: &'a str,
    },
    Skipped {
        name: &'a str,
        version: &'a str,
        skip_reason: &'a str,
    },
}

/// One entry of `vulnerabilities`.
#[derive(Serialize)]
struct Listed<'a> {
    name: &'a str,
    version: &'a str,
    id: &'a str,
    description: &'a str,
    fix_versions: &'a [&'a str],
    aliases: &'a [&'a str],
}

impl Format for PipAuditList {
    fn name(&self) -> &'static str {
        "pip-audit-list"
    }

    fn title(&self) -> &'static str {
        "pip-audit's JSON, with a flat list of what was found beside it"
    }

    fn about(&self) -> &'static str {
        "The keys `dependencies` and `fixes` of `pip-audit --format json`, and a third one, `vulnerabilities`: one entry \
         for each vulnerability with `name`, `version`, `id`, `description`, `fix_versions` and `aliases`. `fixes` holds \
         the upgrades that were carried out (`name`, `old_version`, `new_version`) and what could not be upgraded \
         (`name`, `version`, `skip_reason`). `pyward update` writes it."
    }

    fn render(&self, report: &Report, _options: &RenderOptions) -> String {
        let dependencies = dependencies(report);
        let vulnerabilities = dependencies.iter().flat_map(listed).collect();
        json_text::python_line(&Document {
            dependencies: &dependencies,
            fixes: fixes(report),
            vulnerabilities,
        })
    }
}

fn listed<'a>(dependency: &'a Dependency<'a>) -> Vec<Listed<'a>> {
    let Dependency::Audited {
        name,
        version,
        vulns,
    } = dependency
    else {
        return Vec::new();
    };
    vulns
        .iter()
        .map(|vulnerability| Listed {
            name,
            version,
            id: vulnerability.id,
            description: &vulnerability.description,
            fix_versions: &vulnerability.fix_versions,
            aliases: &vulnerability.aliases,
        })
        .collect()
}

/// What a plan that was carried out did, and what it could not reach.
fn fixes(report: &Report) -> Vec<Fix<'_>> {
    let plan = report.plan.as_ref().filter(|plan| plan.progress.applied);
    let Some(plan) = plan else {
        return Vec::new();
    };
    let made = plan.changes.iter().filter_map(|change| {
        Some(Fix::Made {
            name: change.name.as_str(),
            old_version: change.from.as_ref().map(Version::as_str)?,
            new_version: change.to.as_ref().map(Version::as_str)?,
        })
    });
    let skipped = plan.stuck.iter().map(|stuck| Fix::Skipped {
        name: stuck.name.as_str(),
        version: stuck.version.as_str(),
        skip_reason: &stuck.because,
    });
    made.chain(skipped).collect()
}

#[cfg(test)]
mod tests {
    use pyward_model::{Change, PackageName, Plan, Progress, Step, Stuck};
    use serde_json::{Value, json};

    use super::*;
    use crate::sample;

    fn document(report: &Report) -> Value {
        let text = PipAuditList.render(report, &RenderOptions::default());
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn the_list_holds_what_the_dependencies_hold() {
        let document = document(&sample::storefront());
        let list = document["vulnerabilities"].as_array().unwrap();
        let within: usize = document["dependencies"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|dependency| dependency["vulns"].as_array())
            .map(Vec::len)
            .sum();
        assert_eq!(list.len(), within);
        let keys: Vec<&String> = list[0].as_object().unwrap().keys().collect();
        for key in ["name", "version", "id", "description", "fix_versions"] {
            assert!(keys.iter().any(|it| *it == key), "{key}");
        }
        assert_eq!(document["fixes"], json!([]));
    }

    #[test]
    fn fixes_are_those_that_stand() {
        let change = |from: Option<&str>| Change {
            name: PackageName::pypi("a"),
            from: from.map(Version::new),
            to: Some(Version::new("2")),
            direct: true,
            via: Vec::new(),
            step: Step::Major,
            clears: Vec::new(),
            because: None,
            hints: Vec::new(),
        };
        let mut report = sample::clean();
        let stuck = Stuck {
            name: PackageName::pypi("b"),
            version: Version::new("1"),
            flaws: Vec::new(),
            because: "c holds it".to_owned(),
            way_out: None,
        };
        let mut plan = Plan {
            changes: vec![change(Some("1")), change(None)],
            stuck: vec![stuck],
            progress: Progress::default(),
        };
        report.plan = Some(plan.clone());
        assert_eq!(document(&report)["fixes"], json!([]));
        plan.progress.applied = true;
        report.plan = Some(plan);
        assert_eq!(
            document(&report)["fixes"],
            json!([
                {"name": "a", "old_version": "1", "new_version": "2"},
                {"name": "b", "version": "1", "skip_reason": "c holds it"},
            ])
        );
        assert_eq!(document(&report)["vulnerabilities"], json!([]));
    }
}
