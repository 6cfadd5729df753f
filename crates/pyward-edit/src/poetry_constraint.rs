//! Version constraints of Poetry rewritten, as little as it takes
//! ([forms](https://python-poetry.org/docs/dependency-specification/#version-constraints)).

use pyward_model::{Specifiers, Version};

use crate::Because;
use crate::clauses::{self, Allowed};
use crate::patch::Patch;

/// The constraint that allows `to`; `None` where it does already.
///
/// Of alternatives (`^1.0 || ^2.0`) the last is rewritten, which by custom is the highest.
pub(crate) fn rewrite(constraint: &str, to: &Version) -> Result<Option<String>, Because> {
    for way in constraint.split("||").flat_map(|way| way.split('|')) {
        if holds(way, to)? {
            return Ok(None);
        }
    }
    let last = constraint.rfind('|').map_or(0, |at| at + 1);
    let (others, way) = constraint.split_at(last);
    Ok(Some(format!("{others}{}", rewritten(way, to)?)))
}

/// The version that a constraint pins: `==1.0`, `=1.0` or `1.0`.
pub(crate) fn pin(constraint: &str) -> Option<Version> {
    let text = constraint.trim();
    let version = text.trim_start_matches('=').trim_start();
    let exact = text.len() - text.trim_start_matches('=').len() <= 3;
    Version::pep440(version).filter(|_| exact)
}

/// Whether every clause between commas or white space holds.
fn holds(way: &str, to: &Version) -> Result<bool, Because> {
    for (_, clause) in clauses_of(way) {
        if !clause_holds(clause, to)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The way with each clause that forbids the version rewritten where it stands.
fn rewritten(way: &str, to: &Version) -> Result<String, Because> {
    let mut patch = Patch::new(way);
    for (start, clause) in clauses_of(way) {
        if !clause_holds(clause, to)? {
            patch.replace(start..start + clause.len(), clause_for(clause, to)?);
        }
    }
    let made = patch.finish();
    if holds(&made, to)? {
        Ok(made)
    } else {
        Err(Because::Excluded(way.trim().to_owned()))
    }
}

/// Clauses with where they begin. They are parted by commas or by white space, and white space may follow an operator.
fn clauses_of(way: &str) -> Vec<(usize, &str)> {
    let mut clauses = Vec::new();
    let mut start: Option<usize> = None;
    let mut complete = false;
    for (at, ch) in way.char_indices().chain([(way.len(), ',')]) {
        let space = ch.is_whitespace();
        if ch == ',' || (space && complete) {
            let clause = start
                .take()
                .and_then(|start| Some((start, way.get(start..at)?)));
            clauses.extend(clause.map(|(start, clause)| (start, clause.trim_end())));
            complete = false;
        } else if !space {
            start.get_or_insert(at);
            complete |= ch.is_ascii_alphanumeric() || ch == '*';
        }
    }
    clauses
}

/// Operator and the rest.
fn parted(clause: &str) -> (&str, &str) {
    let end = clause
        .find(|ch: char| !"=<>!~^".contains(ch))
        .unwrap_or(clause.len());
    let (operator, rest) = clause.split_at(end);
    (operator, rest.trim())
}

fn is_any(version: &str) -> bool {
    matches!(version, "*" | "" | "x" | "X")
}

fn clause_holds(clause: &str, to: &Version) -> Result<bool, Because> {
    let unreadable = || Because::Unreadable(clause.to_owned());
    let (operator, version) = parted(clause);
    if matches!(operator, "" | "=" | "==") && is_any(version) {
        return Ok(true);
    }
    let text = match operator {
        "^" | "~" => {
            let low = Version::pep440(version).ok_or_else(unreadable)?;
            let (_, numbers) = low.release().ok_or_else(unreadable)?;
            let place = if operator == "^" {
                let first = numbers.iter().position(|number| !number.is_empty());
                first.unwrap_or(numbers.len().saturating_sub(1))
            } else {
                numbers.len().saturating_sub(1).min(1)
            };
            format!(">={low},<{}", clauses::next(&low, place))
        }
        "" | "=" => format!("=={version}"),
        _ => clause.to_owned(),
    };
    let specifiers = Specifiers::parse(&text).map_err(|_| unreadable())?;
    Ok(specifiers.contains(to))
}

/// A clause in the same manner that lets the version in.
fn clause_for(clause: &str, to: &Version) -> Result<String, Because> {
    let (operator, version) = parted(clause);
    let kept = clause
        .get(..clause.len() - version.len())
        .unwrap_or_default();
    match operator {
        "^" | "~" => {
            let places = version.split('.').count();
            let cut = clauses::cut(to, places);
            let low = if Version::new(&cut) <= to.public() {
                cut
            } else {
                to.public().to_string()
            };
            Ok(format!("{kept}{low}"))
        }
        "" | "=" => {
            let pieces = clauses::rewrite(&format!("=={version}"), to, Allowed::Keep)?;
            let made = clauses::replaced(&format!("=={version}"), &pieces);
            Ok(format!("{kept}{}", made.trim_start_matches('=')))
        }
        _ => {
            let pieces = clauses::rewrite(clause, to, Allowed::Keep)?;
            Ok(clauses::replaced(clause, &pieces))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_form_keeps_its_manner() {
        for (constraint, to, expected) in [
            ("^1.2", "1.9", None),
            ("^1.2", "2.3.1", Some("^2.3")),
            ("^1.2.3", "2.3.1", Some("^2.3.1")),
            ("^0.4", "0.5.3", Some("^0.5")),
            ("^0.4", "0.4.9", None),
            ("^0.0.3", "0.0.4", Some("^0.0.4")),
            ("^1", "1.9", None),
            ("~1.2", "1.2.9", None),
            ("~1.2.3", "1.3.0", Some("~1.3.0")),
            ("~1", "2.5", Some("~2")),
            ("1.2.*", "1.3.0", Some("1.3.*")),
            ("*", "9", None),
            ("1.0", "2.0", Some("2.0")),
            ("=1.0", "2.0", Some("=2.0")),
            ("==1.0", "2.0", Some("==2.0")),
            (">=1.0,<2.0", "2.5", Some(">=1.0,<3.0")),
            (">=1.0 <2.0", "2.5", Some(">=1.0 <3.0")),
            (">= 1.0, < 2.0", "2.5", Some(">= 1.0, < 3.0")),
            ("^1.0 || ^2.0", "2.5", None),
            ("^1.0 || ^2.0", "3.5.1", Some("^1.0 || ^3.5")),
            ("^2.0", "2.0a1", Some("^2.0a1")),
        ] {
            let made = rewrite(constraint, &Version::new(to)).unwrap();
            assert_eq!(made.as_deref(), expected, "{constraint} to {to}");
        }
        assert!(rewrite(">=1,!=2.0", &Version::new("2.0")).is_err());
        assert!(rewrite("^x", &Version::new("2.0")).is_err());
    }

    proptest! {
        #[test]
        fn what_is_rewritten_allows_the_version(
            constraint in "(\\^|~|==|=|>=|)[0-9]{1,2}(\\.[0-9]{1,2}){0,2}( ?[ ,|] ?<[0-9])?",
            to in "[0-9]{1,2}(\\.[0-9]{1,2}){0,3}(a1|rc2|\\.post1)?",
        ) {
            let to = Version::new(&to);
            if let Ok(Some(made)) = rewrite(&constraint, &to) {
                prop_assert_eq!(rewrite(&made, &to), Ok(None), "{} -> {}", constraint, made);
            }
        }

        #[test]
        fn any_text_is_rewritten_or_refused(text in "[\\^~=<>|, 0-9.*é]{0,16}") {
            let _ = rewrite(&text, &Version::new("1.5"));
        }
    }
}
