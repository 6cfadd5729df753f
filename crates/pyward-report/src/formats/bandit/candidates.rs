//! Issues that are alike: where an earlier report is compared, bandit cannot tell which of them is new, and shows all.

use std::collections::BTreeMap;

use super::Issue;

/// Of more that are alike the first are told.
const MOST: usize = 50;

/// File, test, severity, confidence and text: what makes issues alike, whatever their lines.
type Likeness<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str);

/// Issues by what makes them alike.
pub(crate) struct Candidates<'a> {
    alike: BTreeMap<Likeness<'a>, Vec<&'a Issue<'a>>>,
}

impl<'a> Candidates<'a> {
    /// Sorts issues by likeness; without a baseline nobody asks.
    pub(crate) fn of(issues: &'a [Issue<'a>], has_baseline: bool) -> Self {
        let mut alike: BTreeMap<Likeness<'a>, Vec<&'a Issue<'a>>> = BTreeMap::new();
        for issue in issues.iter().filter(|_| has_baseline) {
            let all = alike.entry(likeness(issue)).or_default();
            if all.len() < MOST {
                all.push(issue);
            }
        }
        Self { alike }
    }

    /// All that are like an issue, itself among them; empty where it is the only one.
    pub(crate) fn of_issue(&self, issue: &'a Issue<'a>) -> &[&'a Issue<'a>] {
        let found = self.alike.get(&likeness(issue));
        found.filter(|all| all.len() > 1).map_or(&[], Vec::as_slice)
    }
}

fn likeness<'a>(issue: &Issue<'a>) -> Likeness<'a> {
    let Issue {
        filename,
        test_id,
        severity,
        confidence,
        text,
        ..
    } = *issue;
    (filename, test_id, severity, confidence, text)
}
