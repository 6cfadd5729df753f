//! Version specifiers rewritten, as little as it takes
//! ([PEP 440](https://packaging.python.org/en/latest/specifications/version-specifiers/)).

use std::ops::Range;

use pyward_model::{Specifiers, Version};

use crate::Because;

/// How specifiers are to be treated that allow the new version already.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Allowed<'a> {
    /// They stay.
    Keep,
    /// They are raised to begin at the new version, where they allow this old one too.
    Raise(&'a Version),
    /// They become a pin, whatever they are.
    Pin,
}

/// Pieces of a text to replace, by their place in it. Empty where the text is right as it is.
pub(crate) type Pieces = Vec<(Range<usize>, String)>;

struct Clause<'t> {
    /// With the operator, trimmed.
    text: &'t str,
    operator: &'t str,
    version: &'t str,
    /// Where operator and version stand in the whole.
    operator_at: Range<usize>,
    version_at: Range<usize>,
}

/// Longest first.
const OPERATORS: [&str; 8] = ["===", "~=", "==", "!=", "<=", ">=", "<", ">"];

/// What to replace in specifiers, so that they allow `to`. Only clauses that forbid it change, each in its own manner: a
/// pin pins the new version, an upper bound moves above it, a compatible release keeps its precision.
pub(crate) fn rewrite(text: &str, to: &Version, allowed: Allowed<'_>) -> Result<Pieces, Because> {
    let clauses = clauses(text)?;
    let mut pieces = Pieces::new();
    for clause in &clauses {
        if !clause.holds(to)? {
            let (operator, version) = clause.made_to_hold(to)?;
            if operator != clause.operator {
                pieces.push((clause.operator_at.clone(), operator.to_owned()));
            }
            pieces.push((clause.version_at.clone(), version));
        }
    }
    match allowed {
        Allowed::Pin if !names_a_version(text) => Ok(vec![(0..text.len(), format!("=={to}"))]),
        Allowed::Raise(from) => Ok(raised(text, &clauses, pieces, from, to)),
        _ => Ok(pieces),
    }
}

/// The version that specifiers pin, legacy versions too.
pub(crate) fn pin(text: &str) -> Option<Version> {
    if let Ok(specifiers) = Specifiers::parse(text) {
        return specifiers.pin().cloned();
    }
    match clauses(text).ok()?.as_slice() {
        [one] if matches!(one.operator, "==" | "===") && !one.version.contains('*') => {
            Some(Version::new(one.version))
        }
        _ => None,
    }
}

/// Whether a clause names a version to have, be it that others contradict it or that no version can equal it: `===` compares
/// texts, and knows no `.*`.
pub(crate) fn names_a_version(text: &str) -> bool {
    let exact = |clause: &Clause<'_>| match clause.operator {
        "===" => true,
        operator => operator == "==" && !clause.version.ends_with(".*"),
    };
    clauses(text).is_ok_and(|clauses| clauses.iter().any(exact))
}

/// The text with its pieces replaced.
pub(crate) fn replaced(text: &str, pieces: &Pieces) -> String {
    let mut patch = crate::patch::Patch::new(text);
    for (range, with) in pieces {
        patch.replace(range.clone(), with.as_str());
    }
    patch.finish()
}

/// The pieces, and those that make the range begin at `to` where it would still allow `from`.
fn raised(
    text: &str,
    clauses: &[Clause<'_>],
    mut pieces: Pieces,
    from: &Version,
    to: &Version,
) -> Pieces {
    let held = Specifiers::parse(&replaced(text, &pieces));
    let bound = to.public();
    if *from >= bound || !held.is_ok_and(|held| held.contains(from)) {
        return pieces;
    }
    let lower = clauses
        .iter()
        .find(|clause| matches!(clause.operator, ">=" | ">" | "~="));
    match lower {
        None if clauses.is_empty() => pieces.push((0..0, format!(">={bound}"))),
        None => pieces.push((0..0, format!(">={bound},"))),
        // `~=1.4` is `>=1.4, ==1.*`: a bound of its own keeps what it says of the next major version.
        Some(lower) if lower.operator == "~=" => {
            pieces.push((text.len()..text.len(), format!(",>={bound}")));
        }
        Some(lower) => {
            if lower.operator == ">" {
                pieces.push((lower.operator_at.clone(), ">=".to_owned()));
            }
            pieces.push((lower.version_at.clone(), bound.to_string()));
        }
    }
    pieces
}

fn clauses(text: &str) -> Result<Vec<Clause<'_>>, Because> {
    let mut clauses = Vec::new();
    let mut at = 0;
    for part in text.split(',') {
        let start = at + (part.len() - part.trim_start().len());
        at += part.len() + 1;
        let part = part.trim();
        if part.is_empty() {
            continue;
        }
        let operator = OPERATORS
            .iter()
            .find(|sign| part.starts_with(**sign))
            .ok_or_else(|| Because::Unreadable(text.to_owned()))?;
        let (operator, rest) = part.split_at(operator.len());
        let version = rest.trim();
        let version_start = start + part.len() - version.len();
        clauses.push(Clause {
            text: part,
            operator,
            version,
            operator_at: start..start + operator.len(),
            version_at: version_start..version_start + version.len(),
        });
    }
    Ok(clauses)
}

impl<'t> Clause<'t> {
    fn holds(&self, version: &Version) -> Result<bool, Because> {
        match Specifiers::parse(self.text) {
            Ok(specifiers) => Ok(specifiers.contains(version)),
            // A pin of a version from before PEP 440, such as `==2004d`.
            Err(_) if self.operator == "==" && !self.version.contains(['*', ' ']) => {
                Ok(Version::new(self.version) == *version)
            }
            Err(_) => Err(Because::Unreadable(self.text.to_owned())),
        }
    }

    /// Operator and version that let `to` in.
    fn made_to_hold(&self, to: &Version) -> Result<(&'t str, String), Because> {
        let public = to.public();
        let made = match self.operator {
            "==" if self.version.ends_with(".*") => {
                let places = self.version.split('.').count().saturating_sub(1);
                (self.operator, format!("{}.*", cut(to, places)))
            }
            "==" | "===" => (self.operator, to.to_string()),
            ">=" => (self.operator, public.to_string()),
            ">" => (">=", public.to_string()),
            "<=" => (self.operator, public.to_string()),
            "<" => (self.operator, above(self.version, to)),
            "~=" => (self.operator, compatible(self.version, to)),
            _ => return Err(Because::Excluded(self.text.to_owned())),
        };
        // `made.0` may be longer than the text's own operator; it lives as long as the program.
        let check = Specifiers::parse(&format!("{}{}", made.0, made.1));
        match check {
            Ok(specifiers) if specifiers.contains(to) => Ok(made),
            _ => Err(Because::Excluded(self.text.to_owned())),
        }
    }
}

/// The numbers of a version's release, decimal, with its epoch before them (`1!` or nothing).
fn numbers(version: &Version) -> (String, Vec<String>) {
    let Some((epoch, release)) = version.release() else {
        return (String::new(), Vec::new());
    };
    let epoch = if epoch.is_empty() {
        String::new()
    } else {
        format!("{epoch}!")
    };
    let decimal = |digits: &&str| if digits.is_empty() { "0" } else { digits }.to_owned();
    (epoch, release.iter().map(decimal).collect())
}

/// The first `places` numbers of a version's release, zeros where it has fewer.
pub(crate) fn cut(version: &Version, places: usize) -> String {
    let (epoch, mut release) = numbers(version);
    release.resize(places.clamp(1, 16), "0".to_owned());
    format!("{epoch}{}", release.join("."))
}

/// The next bound above `to` that is written as `bound` is: `<2` becomes `<4`, `<1.5` becomes `<3.2`, `<2.0.0` becomes
/// `<4.0.0`.
fn above(bound: &str, to: &Version) -> String {
    let (_, old) = numbers(&Version::new(bound));
    let precise = old.iter().rposition(|number| number != "0").unwrap_or(0);
    let mut made = next(to, precise);
    for _ in precise + 1..old.len().min(16) {
        made.push_str(".0");
    }
    made
}

/// The first version after `version` that differs in the number at a place: of 1.2.3, at place 1, it is 1.3.
pub(crate) fn next(version: &Version, place: usize) -> String {
    let (epoch, mut release) = numbers(version);
    release.resize(place.min(16) + 1, "0".to_owned());
    if let Some(last) = release.last_mut() {
        *last = successor(last);
    }
    format!("{epoch}{}", release.join("."))
}

/// One more than a decimal number of any length.
fn successor(number: &str) -> String {
    let mut digits: Vec<u8> = number.bytes().collect();
    for digit in digits.iter_mut().rev() {
        if *digit != b'9' {
            *digit += 1;
            return String::from_utf8(digits).unwrap_or_default();
        }
        *digit = b'0';
    }
    digits.insert(0, b'1');
    String::from_utf8(digits).unwrap_or_default()
}

/// A compatible release clause for `to` with the precision of the old one.
fn compatible(old: &str, to: &Version) -> String {
    let places = numbers(&Version::new(old)).1.len().max(2);
    let cut = cut(to, places);
    if Version::new(&cut) <= to.public() {
        return cut;
    }
    // Cutting a pre-release makes it the release after it.
    let public = to.public();
    if numbers(&public).1.len() < 2 {
        return cut;
    }
    public.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rewritten(text: &str, to: &str) -> Result<String, Because> {
        let pieces = rewrite(text, &Version::new(to), Allowed::Keep)?;
        Ok(replaced(text, &pieces))
    }

    #[test]
    fn only_clauses_that_forbid_the_version_change() {
        for (text, to, expected) in [
            ("==1.0", "2.0", "==2.0"),
            ("== 1.0", "2.0", "== 2.0"),
            ("===1.0", "2.0", "===2.0"),
            ("==2004d", "2024.1", "==2024.1"),
            (">=1,<2", "1.5", ">=1,<2"),
            (">=1,<2", "2.5", ">=1,<3"),
            (">=1.0 , < 1.5", "3.1.4", ">=1.0 , < 3.2"),
            (">1,<2.0.0,!=1.3", "3.1.4", ">1,<4.0.0,!=1.3"),
            ("<=1.9", "2.1", "<=2.1"),
            ("<2", "9.9", "<10"),
            ("<2", "2.0a1", "<3"),
            ("~=1.4.2", "1.4.9", "~=1.4.2"),
            ("~=1.4.2", "2.1", "~=2.1.0"),
            ("~=1.4", "2.3.1", "~=2.3"),
            ("~=1.4", "2.3a1", "~=2.3a1"),
            ("==1.4.*", "1.4.9", "==1.4.*"),
            ("==1.4.*", "2.3.1", "==2.3.*"),
            (">=3", "2.5", ">=2.5"),
            (">3,<4", "2.5+cpu", ">=2.5,<4"),
            ("<2", "1!1.0", "<1!2"),
            ("==1.0", "2.0+cpu", "==2.0+cpu"),
            ("", "2", ""),
        ] {
            assert_eq!(
                rewritten(text, to).as_deref(),
                Ok(expected),
                "{text} to {to}"
            );
        }
    }

    #[test]
    fn what_the_owner_excludes_stays_excluded() {
        assert_eq!(
            rewritten(">=1,!=2.0", "2.0"),
            Err(Because::Excluded("!=2.0".into()))
        );
        assert_eq!(
            rewritten(">=nonsense", "2.0"),
            Err(Because::Unreadable(">=nonsense".into()))
        );
        assert!(matches!(
            rewritten("1.0", "2.0"),
            Err(Because::Unreadable(_))
        ));
    }

    #[test]
    fn ranges_are_raised_where_they_allow_the_old_version() {
        let raise = |text: &str| {
            let (from, to) = (Version::new("1.2"), Version::new("1.5"));
            let pieces = rewrite(text, &to, Allowed::Raise(&from)).unwrap();
            replaced(text, &pieces)
        };
        for (text, expected) in [
            ("", ">=1.5"),
            ("<2", ">=1.5,<2"),
            (">=1,<2", ">=1.5,<2"),
            (">1", ">=1.5"),
            ("~=1.0", "~=1.0,>=1.5"),
            (">=1.4", ">=1.4"),
            ("<1.5", ">=1.5,<1.6"),
        ] {
            assert_eq!(raise(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_rewritten_allows_the_version(
            text in "(==|>=|<=|<|>|~=|!=|===)? ?[0-9]{1,2}(\\.[0-9]{1,2}){0,3}(\\.\\*)?(, ?(<|>=|!=)[0-9](\\.[0-9]){0,2})?",
            to in "([1-2]!)?[0-9]{1,2}(\\.[0-9]{1,2}){0,3}(a1|rc2|\\.post1|\\.dev3|\\+cpu)?",
        ) {
            let to = Version::new(&to);
            if let Ok(pieces) = rewrite(&text, &to, Allowed::Keep) {
                let made = replaced(&text, &pieces);
                prop_assert!(Specifiers::parse(&made).unwrap().contains(&to), "{text} -> {made} for {to}");
                prop_assert!(rewrite(&made, &to, Allowed::Keep).unwrap().is_empty());
            }
        }

        #[test]
        fn any_text_is_rewritten_or_refused(text in "\\PC{0,30}", to in "\\PC{0,12}") {
            let to = Version::new(&to);
            let _ = rewrite(&text, &to, Allowed::Pin);
            let _ = rewrite(&text, &to, Allowed::Raise(&Version::new("1")));
        }
    }
}
