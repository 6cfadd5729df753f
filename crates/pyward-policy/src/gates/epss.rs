//! Is any finding likely to be exploited soon?

use pyward_model::{GateLine, GateOutcome};

use crate::wording::noun;
use crate::{Gate, LevelRule, Pile};

pub(super) static GATE: Gate = Gate {
    name: "epss",
    doc: "is any finding likely to be exploited soon?",
    is_of_run: false,
    lines: |case| {
        let Some(rule) = case.settings.gate.epss else {
            return Vec::new();
        };
        let with_cve = |known: bool| {
            case.active(|it| {
                it.advisory.as_ref().is_some_and(|group| {
                    let has_cve = group.ids().any(|id| id.starts_with("CVE-"));
                    has_cve && group.epss.is_some() == known
                })
            })
        };
        // A new CVE has no forecast yet; where none has one, there is no table.
        if with_cve(true).is_empty() && !with_cve(false).is_empty() {
            return vec![GateLine {
                name: "epss".to_owned(),
                outcome: GateOutcome::Incomplete,
                because: "no probability of exploitation is known of any finding, and the policy asks for it: pyward db update \
                          --source epss"
                    .to_owned(),
                findings: Vec::new(),
            }];
        }
        let at = rule.at;
        let what = move |count| {
            format!(
                "{} exploited with a probability of {at} or more",
                noun(count)
            )
        };
        vec![case.line_by_rule("epss", Pile::Likely, LevelRule::always(rule.action), what)]
    },
};

#[cfg(test)]
mod tests {
    use crate::judge;
    use crate::samples::{Sample, sample, settings};
    use pyward_model::Severity;

    fn low(epss: Option<f64>, fix: Option<&str>) -> Sample {
        let sample = sample().package("jinja2 3.1.2", &[]);
        let sample = sample.finding(&["GHSA-1", "CVE-2024-1"], Severity::Low, fix);
        sample.exploited(None, epss)
    }

    fn code(sample: &Sample, toml: &str) -> u8 {
        judge(&sample.findings, &sample.inventory, &[], &settings(toml)).exit_code
    }

    const BLOCK: &str =
        "[gate]\nlow = \"log\"\nunfixed = \"warn\"\nepss = { at = 0.5, action = \"block\" }\n";

    #[test]
    fn what_is_likely_to_be_exploited_blocks_from_the_bound_on() {
        assert_eq!(code(&low(Some(0.5), Some("9")), BLOCK), 1);
        assert_eq!(code(&low(Some(0.499), Some("9")), BLOCK), 0);
        assert_eq!(
            code(&low(Some(0.9), Some("9")), "[gate]\nlow = \"log\"\n"),
            0
        );
    }

    #[test]
    fn caps_apply() {
        assert_eq!(code(&low(Some(0.9), None), BLOCK), 0);
        let capped = BLOCK.replace("\"log\"", "\"block\"");
        assert_eq!(code(&low(Some(0.9), None), &capped), 0);
    }

    #[test]
    fn without_any_probability_the_policy_is_unanswered() {
        assert_eq!(code(&low(None, Some("9")), BLOCK), 3);
    }
}
