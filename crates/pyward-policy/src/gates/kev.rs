//! Is any finding known to be exploited?

use pyward_model::{GateLine, GateOutcome};

use crate::wording::noun;
use crate::{Action, Gate, LevelRule, Pile};

pub(super) static GATE: Gate = Gate {
    name: "kev",
    doc: "is any finding known to be exploited?",
    is_of_run: false,
    lines: |case| {
        let written = case.settings.gate.kev;
        let asked = case.active(|it| {
            let group = it.advisory.as_ref();
            group.is_some_and(|group| group.known_exploited.is_some())
        });
        let unasked = case.active(|it| {
            let group = it.advisory.as_ref();
            group.is_some_and(|group| group.known_exploited.is_none())
        });
        if !unasked.is_empty() && written.is_some() {
            // The policy counts on the answer, so silence is none.
            return vec![GateLine {
                name: "kev".to_owned(),
                outcome: GateOutcome::Incomplete,
                because: "no catalogue of known exploited vulnerabilities is installed, and the policy asks for one: pyward \
                          db update --source kev"
                    .to_owned(),
                findings: Vec::new(),
            }];
        }
        if asked.is_empty() {
            return Vec::new();
        }
        let rule = written.unwrap_or(LevelRule::always(Action::Block));
        let what = |count| format!("{} known to be exploited", noun(count));
        vec![case.line_by_rule("kev", Pile::Exploited, rule, what)]
    },
};

#[cfg(test)]
mod tests {
    use crate::judge;
    use crate::samples::{Sample, sample, settings};
    use pyward_model::Severity;

    /// The line of the gate, `OUTCOME: why`, and the exit code.
    fn judged(sample: &Sample, toml: &str) -> (Option<String>, u8) {
        let verdict = judge(&sample.findings, &sample.inventory, &[], &settings(toml));
        let mut lines = verdict.gates.iter();
        let line = lines.find(|line| line.name == "kev");
        let told = line.map(|line| format!("{:?}: {}", line.outcome, line.because));
        (told, verdict.exit_code)
    }

    fn low(known: Option<bool>) -> Sample {
        let sample = sample().package("jinja2 3.1.2", &[]);
        let sample = sample.finding(&["CVE-2024-1"], Severity::Low, None);
        sample.exploited(known, None)
    }

    const LENIENT: &str = "[gate]\nlow = \"log\"\nunfixed = \"log\"\n";

    #[test]
    fn what_is_exploited_blocks_whatever_its_severity_and_without_a_fix() {
        let (line, code) = judged(&low(Some(true)), LENIENT);
        assert_eq!(
            line.as_deref(),
            Some("Block: 1 finding known to be exploited: any blocks")
        );
        assert_eq!(code, 1);
        let (line, code) = judged(&low(Some(false)), LENIENT);
        assert_eq!(
            line.as_deref(),
            Some("Pass: no findings known to be exploited")
        );
        assert_eq!(code, 0);
    }

    #[test]
    fn a_milder_rule_makes_nothing_milder_than_its_severity() {
        let critical = sample().package("jinja2 3.1.2", &[]);
        let critical = critical.finding(&["CVE-2024-1"], Severity::Critical, Some("9"));
        let critical = critical.exploited(Some(true), None);
        assert_eq!(judged(&critical, "[gate]\nkev = \"log\"\n").1, 1);
        assert_eq!(
            judged(&low(Some(true)), "[gate]\nlow = \"log\"\nkev = \"warn\"\n").1,
            0
        );
    }

    #[test]
    fn without_a_catalogue_only_a_policy_that_asks_for_one_is_unanswered() {
        assert_eq!(judged(&low(None), LENIENT), (None, 0));
        let asks = format!("{LENIENT}kev = \"block\"\n");
        let (line, code) = judged(&low(None), &asks);
        assert!(line.is_some_and(|line| line.contains("db update --source kev")));
        assert_eq!(code, 3);
        assert_eq!(judged(&sample(), &asks), (None, 0));
    }
}
