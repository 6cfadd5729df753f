//! Findings counted by severity.

use std::collections::BTreeMap;
use std::fmt;

use pyward_model::Severity;

/// How many findings there are of each severity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally(BTreeMap<Severity, usize>);

impl Tally {
    /// Counts one more.
    pub(crate) fn add(&mut self, severity: Severity) {
        *self.0.entry(severity).or_default() += 1;
    }

    /// Severities that occur, worst first, with how often.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Severity, usize)> {
        self.0
            .iter()
            .rev()
            .map(|(&severity, &count)| (severity, count))
    }

    /// All of them.
    pub(crate) fn total(&self) -> usize {
        self.0.values().sum()
    }

    /// The worst there is.
    pub(crate) fn worst(&self) -> Option<Severity> {
        self.iter().next().map(|(severity, _)| severity)
    }

    /// How many are below a level.
    pub(crate) fn below(&self, level: Severity) -> usize {
        self.0.range(..level).map(|(_, count)| count).sum()
    }
}

/// `1 high, 3 medium`; nothing where nothing was counted.
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (severity, count)) in self.iter().enumerate() {
            let comma = if i == 0 { "" } else { ", " };
            write!(f, "{comma}{count} {severity}")?;
        }
        Ok(())
    }
}

impl FromIterator<Severity> for Tally {
    fn from_iter<T: IntoIterator<Item = Severity>>(severities: T) -> Self {
        let mut tally = Self::default();
        for severity in severities {
            tally.add(severity);
        }
        tally
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_stand_worst_first() {
        let tally: Tally = [
            Severity::Low,
            Severity::High,
            Severity::Unknown,
            Severity::High,
        ]
        .into_iter()
        .collect();
        assert_eq!(tally.to_string(), "2 high, 1 unknown, 1 low");
        assert_eq!((tally.total(), tally.worst()), (4, Some(Severity::High)));
        assert_eq!(tally.below(Severity::Unknown), 1);
        assert_eq!(Tally::default().to_string(), "");
    }
}
