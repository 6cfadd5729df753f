//! Every gate.

mod code;
pub(crate) mod coverage;
mod epss;
mod kev;
mod malware;
mod packages;
mod review;
mod scopes;
mod severity;
mod standing;
mod unfixed;
pub(crate) mod waivers;

use crate::Gate;

/// The gates, in the order their lines are shown.
pub static GATES: [&Gate; 12] = [
    &malware::GATE,
    &kev::GATE,
    &epss::GATE,
    &severity::GATE,
    &code::GATE,
    &packages::GATE,
    &standing::GATE,
    &unfixed::GATE,
    &scopes::GATE,
    &waivers::GATE,
    &review::GATE,
    &coverage::GATE,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_every_gate_says_what_it_asks() {
        let names: std::collections::BTreeSet<_> = GATES.iter().map(|gate| gate.name).collect();
        assert_eq!(names.len(), GATES.len());
        assert!(GATES.iter().all(|gate| gate.doc.ends_with('?')));
    }
}
