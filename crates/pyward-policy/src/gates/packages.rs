//! Are the packages those that the policy wants?

use pyward_model::GateLine;

use crate::{Action, BlockedPackage, Case, Gate, LevelRule, Pile, Unlisted};

pub(super) static GATE: Gate = Gate {
    name: "packages",
    doc: "are the packages those that the policy wants?",
    is_of_run: true,
    lines: |case| {
        let rules = &case.settings.packages;
        let about_index = rules.block.iter().any(BlockedPackage::is_about_index);
        let about_package = rules.block.iter().any(|it| !it.is_about_index());
        let unlisted = match rules.unlisted {
            Unlisted::Allow => None,
            Unlisted::Warn => Some(Action::Warn),
            Unlisted::Block => Some(Action::Block),
        };
        let lines = [
            (
                "blocked-package",
                about_package.then_some(Action::Block),
                ["blocked package", "blocked packages"],
            ),
            (
                "wrong-index",
                about_index.then_some(Action::Block),
                ["package from another index", "packages from another index"],
            ),
            (
                "unlisted-package",
                unlisted,
                [
                    "package without an approval",
                    "packages without an approval",
                ],
            ),
            (
                "fresh-release",
                rules.cooldown.map(|rule| rule.action),
                ["release in its cooldown", "releases in their cooldown"],
            ),
        ];
        let lines = lines
            .into_iter()
            .filter_map(|(rule, action, what)| line(case, rule, action, what));
        lines.collect()
    },
};

/// `None` where the policy does not ask, and nothing was found.
fn line(
    case: &Case<'_>,
    rule: &str,
    action: Option<Action>,
    [one, many]: [&str; 2],
) -> Option<GateLine> {
    let pile = Pile::Policy(rule);
    if action.is_none() && case.pile(pile).is_empty() {
        return None;
    }
    let rule_of_pile = LevelRule::always(action.unwrap_or(Action::Block));
    let what = |count: usize| if count == 1 { one } else { many }.to_owned();
    Some(case.line_by_rule(rule, pile, rule_of_pile, what))
}
