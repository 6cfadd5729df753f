//! Of findings about patterns, those that need no telling: the data was followed, and all of it is written in the program.

use std::collections::{BTreeMap, BTreeSet};

use pyward_model::{Confidence, Severity};
use pyward_python::taint::{Judged, Standing};

use crate::settle::Found;

/// Rules that speak of a text that is put together, wherever it goes.
const TEXTS: &[&str] = &["B608"];

/// Rules that speak of what a call is given, by the weakness it could have been. Others speak of the call itself, or of
/// what is written in the program all the more: a slow regular expression, code in disguise.
const CALLS: &[(&str, &[&str])] = &[
    (
        "command-injection",
        &["B601", "B602", "B603", "B604", "B605", "B606"],
    ),
    ("code-injection", &["B102", "B307"]),
    ("sql-injection", &["B608", "B610", "B611"]),
    (
        "xss",
        &["B308", "B703", "B704", "safe-mark-on-formatted-text"],
    ),
    (
        "deserialization",
        &[
            "B301",
            "B302",
            "B506",
            "unsafe-yaml-function",
            "pickle-in-disguise",
        ],
    ),
    ("ssrf", &["B310"]),
    ("template-injection", &["template-from-parts"]),
];

/// Rules that speak of a parser, and the weakness of what it is given later in the same function.
const PARSERS: &[(&str, &str)] = &[("xml-external-entities", "xxe")];

/// Where one module does no harm.
#[derive(Default)]
pub(crate) struct Harmless {
    /// Whoever calls.
    known: Places,
    /// As far as the callers say that were followed.
    seen: Places,
}

#[derive(Default)]
struct Places {
    /// Texts, as bytes from and to, none within another.
    texts: BTreeMap<usize, usize>,
    /// Calls, by their bytes, with the weaknesses they could have been.
    calls: BTreeMap<(usize, usize), Vec<&'static [&'static str]>>,
    /// Functions all of whose sinks of a parser's weakness are given what is known, by the rule about that parser.
    functions: BTreeSet<(&'static str, usize, usize)>,
}

impl Harmless {
    /// By what was judged of each module.
    pub(crate) fn by_module(judged: &[Judged]) -> BTreeMap<usize, Self> {
        let mut all: BTreeMap<usize, Self> = BTreeMap::new();
        let mut harmed = Vec::new();
        for one in judged {
            let own = all.entry(one.place.module as usize).or_default();
            let place = (one.place.start as usize, one.place.end as usize);
            let weakness = one.weakness.as_deref();
            let around = (one.around.start as usize, one.around.end as usize);
            let parsers = PARSERS.iter().filter(|(_, it)| Some(*it) == weakness);
            let functions = parsers.map(|(rule, _)| (*rule, around.0, around.1));
            match one.standing {
                Standing::Known => {
                    own.known.add(weakness, place);
                    own.known.functions.extend(functions);
                }
                Standing::Seen => own.seen.add(weakness, place),
                Standing::Open => {
                    harmed.extend(functions.map(|it| (one.place.module as usize, it)));
                }
            }
        }
        for (module, function) in harmed {
            if let Some(own) = all.get_mut(&module) {
                own.known.functions.remove(&function);
            }
        }
        all
    }

    /// Without the findings that are about nothing but what is known; of low severity and confidence where all that is seen
    /// is harmless.
    pub(crate) fn settle(&self, all: Vec<Found>) -> Vec<Found> {
        let known = all.into_iter().filter(|found| !self.known.has(found));
        let calmed = known.map(|mut found| {
            if self.seen.has(&found) {
                found.finding.severity = found.finding.severity.min(Severity::Low);
                found.finding.confidence = Confidence::Low;
            }
            found
        });
        calmed.collect()
    }
}

impl Places {
    fn add(&mut self, weakness: Option<&str>, place: (usize, usize)) {
        let Some(weakness) = weakness else {
            // Places come in order, so that of two that overlap the first is the outer one.
            let last = self.texts.last_key_value();
            if last.is_none_or(|(_, last)| place.1 > *last) {
                self.texts.insert(place.0, place.1);
            }
            return;
        };
        if let Some((_, rules)) = CALLS.iter().find(|(known, _)| *known == weakness) {
            self.calls.entry(place).or_default().push(rules);
        }
    }

    fn has(&self, found: &Found) -> bool {
        let (start, end) = found.whole;
        let is_text = || {
            let before = self.texts.range(..=start).next_back();
            found.is_any_of(TEXTS) && before.is_some_and(|(_, last)| end <= *last)
        };
        let is_call = || {
            let is_told = |all: &Vec<&[&str]>| all.iter().any(|rules| found.is_any_of(rules));
            // A text is put together where it is given.
            let around = || self.calls.range(..=(start, usize::MAX)).next_back();
            self.calls.get(&found.whole).is_some_and(is_told)
                || (found.is_any_of(TEXTS)
                    && around().is_some_and(|((_, last), all)| end <= *last && is_told(all)))
        };
        let is_parser = || {
            let mut functions = self.functions.iter();
            functions
                .any(|(rule, from, to)| *from <= start && end <= *to && found.is_any_of(&[*rule]))
        };
        found.node.is_some() && (is_text() || is_call() || is_parser())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_named_is_known() {
        let rules = CALLS.iter().flat_map(|(_, rules)| *rules);
        let rules = rules
            .chain(TEXTS)
            .chain(PARSERS.iter().map(|(rule, _)| rule));
        for rule in rules {
            assert!(crate::find(rule).is_some(), "{rule}");
        }
        let weaknesses = CALLS.iter().map(|(weakness, _)| weakness);
        for weakness in weaknesses.chain(PARSERS.iter().map(|(_, weakness)| weakness)) {
            assert!(crate::flowing::rule_of(weakness).is_some(), "{weakness}");
        }
    }
}
