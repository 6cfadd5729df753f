//! Of findings about patterns, those that need no telling: the data was followed, and all of it is written in the program.

use std::collections::{BTreeMap, BTreeSet};

use pyward_python::taint::Judged;

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
    ("deserialization", &["B301", "B302", "B506"]),
    ("ssrf", &["B310"]),
    ("template-injection", &["template-from-parts"]),
];

/// Rules that speak of a parser, and the weakness of what it is given later in the same function.
const PARSERS: &[(&str, &str)] = &[("xml-external-entities", "xxe")];

/// Where one module does no harm.
#[derive(Default)]
pub(crate) struct Harmless {
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
            let Some(weakness) = one.weakness.as_deref() else {
                own.text(place);
                continue;
            };
            let parsers = PARSERS.iter().filter(|(_, given)| *given == weakness);
            let around = (one.around.start as usize, one.around.end as usize);
            let functions = parsers.map(|(rule, _)| (*rule, around.0, around.1));
            if one.is_known {
                own.functions.extend(functions);
                let rules = CALLS.iter().find(|(known, _)| *known == weakness);
                if let Some((_, rules)) = rules {
                    own.calls.entry(place).or_default().push(rules);
                }
            } else {
                harmed.extend(functions.map(|it| (one.place.module as usize, it)));
            }
        }
        for (module, function) in harmed {
            if let Some(own) = all.get_mut(&module) {
                own.functions.remove(&function);
            }
        }
        all
    }

    /// Places come in order, so that of two that overlap the first is the outer one.
    fn text(&mut self, (start, end): (usize, usize)) {
        let last = self.texts.last_key_value();
        if last.is_none_or(|(_, last)| end > *last) {
            self.texts.insert(start, end);
        }
    }

    /// Without the findings that are about nothing but what is known.
    pub(crate) fn drop_from(&self, all: Vec<Found>) -> Vec<Found> {
        if self.texts.is_empty() && self.calls.is_empty() && self.functions.is_empty() {
            return all;
        }
        all.into_iter().filter(|found| !self.knows(found)).collect()
    }

    fn knows(&self, found: &Found) -> bool {
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
