//! Are the releases well with their index?

use crate::wording::noun;
use crate::{Gate, Pile};

pub(super) static GATE: Gate = Gate {
    name: "standing",
    doc: "are the releases well with their index?",
    is_of_run: false,
    lines: |case| {
        if case.pile(Pile::Standing).is_empty() {
            return Vec::new();
        }
        let cap = case.settings.gate.standing;
        let what = |count| format!("{} about how releases stand with their index", noun(count));
        vec![case.line_by_cap("standing".to_owned(), Pile::Standing, cap, what)]
    },
};

#[cfg(test)]
mod tests {
    use crate::judge;
    use crate::samples::{sample, settings};
    use pyward_model::{Family, Finding, Rule, Severity};

    fn of_index(name: &'static str) -> &'static Rule {
        let base = sample()
            .package("a 1", &[])
            .finding(&["X"], Severity::High, None);
        let rule = base.findings[0].rule;
        Box::leak(Box::new(Rule {
            name,
            family: Family::SupplyChain,
            summary: rule.summary,
            severity: None,
            confidence: rule.confidence,
            cwes: &[],
            aliases: &[],
            docs: "",
        }))
    }

    fn code(name: &'static str, toml: &str) -> u8 {
        let mut sample =
            sample()
                .package("jinja2 3.1.2", &[])
                .finding(&["X"], Severity::High, None);
        sample.findings = vec![Finding {
            rule: of_index(name),
            advisory: None,
            ..sample.findings[0].clone()
        }];
        judge(&sample.findings, &sample.inventory, &[], &settings(toml)).exit_code
    }

    #[test]
    fn what_an_index_says_warns_unless_the_policy_says_more() {
        assert_eq!(code("yanked-release", ""), 0);
        assert_eq!(code("yanked-release", "[gate]\nstanding = \"block\"\n"), 1);
    }

    #[test]
    fn what_is_in_quarantine_is_malware() {
        assert_eq!(code("quarantined-project", "[gate]\nhigh = \"log\"\n"), 1);
    }
}
