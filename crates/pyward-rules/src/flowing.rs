//! Rules that are asked about flows: where data from outside arrives.

use pyward_model::{CodeFacts, Confidence, Finding, Location, Severity, TraceStep};
use pyward_python::taint::{Flow, Place, What};
use pyward_python::{Module, Project};

use crate::Check;
use crate::code::CODE;

/// How many steps of a way are told.
const STEPS: usize = 24;

/// A rule about flows of one weakness.
pub struct Flowing {
    /// The weakness, as the files of `data/flows` name it.
    pub weakness: &'static str,
    /// How bad it is where anybody can send the data.
    pub severity: Severity,
    /// Rules, by name or alias, that say less of the same place; their findings there give way.
    pub replaces: &'static [&'static str],
}

impl Flowing {
    /// Whether the patterns that give way to it are about the very data that flows: where that was made harmless, they
    /// say less than they would else.
    pub(crate) fn is_told_by_patterns(&self) -> bool {
        matches!(
            self.weakness,
            "command-injection" | "sql-injection" | "xss" | "deserialization"
        )
    }
}

/// The rule that is asked about a weakness.
pub(crate) fn rule_of(weakness: &str) -> Option<(&'static Check, &'static Flowing)> {
    CODE.iter().find_map(|check| {
        let flowing = check.flowing()?;
        (flowing.weakness == weakness).then_some((*check, flowing))
    })
}

/// A finding of a flow whose sink is in a module.
pub(crate) fn finding(
    check: &'static Check,
    flowing: &Flowing,
    flow: &Flow,
    project: &Project,
    module: &Module,
) -> Finding {
    let span = module.span(flow.sink.start as usize, flow.sink.end as usize);
    let (severity, confidence) = weigh(flowing, flow);
    let callee = flow.callee.trim_start_matches("*.");
    let message = match &flow.origin {
        Some(origin) => format!("{} reaches {callee}", origin.what),
        None => format!("{} is used: {callee}", check.rule.summary),
    };
    let steps = flow.steps.iter().take(STEPS).filter_map(|step| {
        Some(TraceStep {
            location: location(project, step.place)?,
            message: match &step.what {
                What::Source => flow
                    .origin
                    .as_ref()
                    .map_or_else(|| "it begins here".to_owned(), |it| it.what.to_string()),
                What::Assigned(name) => format!("assigned to {name}"),
                What::Stored(name) => format!("stored in {name}"),
                What::Given(name) => format!("given to {name}"),
                What::Returned(name) => format!("returned by {name}"),
                What::Sink => format!("reaches {callee}"),
            },
        })
    });
    Finding {
        fingerprint: String::new(),
        rule: &check.rule,
        severity,
        confidence,
        message,
        component: None,
        advisory: None,
        matched_by: None,
        fix: None,
        cwes: check.rule.cwes.to_vec(),
        locations: vec![module.location(span)],
        code: Some(Box::new(CodeFacts {
            trace: steps.collect(),
            ..CodeFacts::default()
        })),
        suppression: None,
    }
}

/// How bad and how sure: by who controls the data, and by what of the way is known.
fn weigh(flowing: &Flowing, flow: &Flow) -> (Severity, Confidence) {
    let is_guessed = flow.through_unknown || flow.guessed_sink;
    let kind = flow.origin.as_ref().map_or("", |origin| &*origin.kind);
    match kind {
        "local" | "environment" | "api" => (flowing.severity.min(Severity::Low), Confidence::Low),
        "stored" | "queue" | "archive" | "model" | "answer" => {
            (flowing.severity, Confidence::Medium)
        }
        _ if is_guessed => (flowing.severity, Confidence::Medium),
        _ => (flowing.severity, Confidence::High),
    }
}

fn location(project: &Project, place: Place) -> Option<Location> {
    let module = project.modules().get(place.module as usize)?;
    Some(module.location(module.span(place.start as usize, place.end as usize)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_gives_way_is_known() {
        for flowing in CODE.iter().filter_map(|check| check.flowing()) {
            for name in flowing.replaces {
                assert!(crate::find(name).is_some(), "{name}");
            }
        }
    }

    #[test]
    fn every_weakness_of_the_model_has_its_rule() {
        // What patterns find as well, and what a header is too.
        let known = ["cookie-injection"];
        let without: Vec<&str> = crate::flows::model()
            .weaknesses()
            .filter(|it| rule_of(it).is_none() && !known.contains(it))
            .collect();
        assert_eq!(without, Vec::<&str>::new());
    }
}
