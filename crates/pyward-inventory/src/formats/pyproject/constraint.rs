//! Version constraints of Poetry
//! ([forms](https://python-poetry.org/docs/dependency-specification/#version-constraints)) as specifiers of PEP 440.

use pyward_model::{Specifiers, Version};

/// The constraint as specifiers; `None` where they cannot say it (`^1.0 || ^2.0`) or it cannot be read.
pub(super) fn specifiers(constraint: &str) -> Option<String> {
    let mut clauses = Vec::new();
    for clause in clauses_of(constraint) {
        clauses.push(translated(&clause)?);
    }
    let text = clauses
        .into_iter()
        .filter(|clause| !clause.is_empty())
        .collect::<Vec<_>>()
        .join(",");
    Specifiers::parse(&text).is_ok().then_some(text)
}

/// The constraint on Python as a marker; `None` where there is none or it cannot be read.
pub(super) fn python_marker(constraint: &str) -> Option<String> {
    let mut ways = Vec::new();
    for way in constraint.split('|').filter(|way| !way.trim().is_empty()) {
        let text = specifiers(way)?;
        if text.is_empty() {
            return None;
        }
        let comparisons: Vec<String> = text.split(',').map(comparison).collect();
        ways.push(comparisons.join(" and "));
    }
    match ways.len() {
        0 => None,
        1 => ways.pop(),
        _ => Some(format!("({})", ways.join(") or ("))),
    }
}

fn comparison(clause: &str) -> String {
    let start = clause
        .find(|ch: char| !"=<>!~".contains(ch))
        .unwrap_or(clause.len());
    let (operator, version) = clause.split_at(start);
    // `v3.8` is the version 3.8.
    let version = version.trim_start_matches(['v', 'V']);
    // Three numbers name a micro version, unless the third is a wildcard.
    let full = version.trim_end_matches(".*").split('.').count() > 2;
    let variable = if full {
        "python_full_version"
    } else {
        "python_version"
    };
    format!("{variable} {operator} \"{version}\"")
}

/// Clauses are parted by commas or by white space (`>=1.0 <2.0`), and white space may follow an operator.
fn clauses_of(constraint: &str) -> Vec<String> {
    let mut clauses = Vec::new();
    for part in constraint.split(',') {
        let mut clause = String::new();
        for word in part.split_whitespace() {
            let complete = clause.contains(|ch: char| ch.is_ascii_alphanumeric() || ch == '*');
            if complete {
                clauses.push(std::mem::take(&mut clause));
            }
            clause.push_str(word);
        }
        clauses.push(clause);
    }
    clauses
}

fn translated(clause: &str) -> Option<String> {
    if let Some(version) = clause.strip_prefix('^') {
        return between(version, |release| {
            release
                .iter()
                .position(|number| *number != 0)
                .unwrap_or(release.len().saturating_sub(1))
        });
    }
    if let Some(version) = clause
        .strip_prefix('~')
        .filter(|rest| !rest.starts_with('='))
    {
        return between(version, |release| release.len().saturating_sub(1).min(1));
    }
    if matches!(clause, "" | "*" | "==*" | "=*") {
        return Some(String::new());
    }
    if clause.starts_with(|ch: char| ch.is_ascii_digit() || ch == 'v') {
        return Some(format!("=={clause}"));
    }
    if let Some(version) = clause
        .strip_prefix('=')
        .filter(|rest| !rest.starts_with('='))
    {
        return Some(format!("=={version}"));
    }
    Some(clause.to_owned())
}

/// From a version up to the next in which the number at the place chosen is one more.
fn between(version: &str, place: impl Fn(&[u64]) -> usize) -> Option<String> {
    let parsed = Version::pep440(version)?;
    let (epoch, digits) = parsed.release()?;
    let release: Option<Vec<u64>> = digits
        .iter()
        .map(|digits| {
            if digits.is_empty() {
                Some(0)
            } else {
                digits.parse().ok()
            }
        })
        .collect();
    let release = release?;
    let place = place(&release);
    let mut next: Vec<String> = release
        .iter()
        .take(place)
        .map(ToString::to_string)
        .collect();
    next.push(release.get(place)?.checked_add(1)?.to_string());
    let epoch = if epoch.is_empty() {
        String::new()
    } else {
        format!("{epoch}!")
    };
    Some(format!(">={version},<{epoch}{}", next.join(".")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_form_has_its_specifiers() {
        for (constraint, expected) in [
            ("^1.2.3", ">=1.2.3,<2"),
            ("^0.2.3", ">=0.2.3,<0.3"),
            ("^0.0.3", ">=0.0.3,<0.0.4"),
            ("^0.0", ">=0.0,<0.1"),
            ("^0", ">=0,<1"),
            ("^1.0b2", ">=1.0b2,<2"),
            ("^ 1.2", ">=1.2,<2"),
            ("^1!2.0", ">=1!2.0,<1!3"),
            ("~1.2.3", ">=1.2.3,<1.3"),
            ("~1.2", ">=1.2,<1.3"),
            ("~1", ">=1,<2"),
            ("~=1.2", "~=1.2"),
            ("1.2.3", "==1.2.3"),
            ("=1.2", "==1.2"),
            ("1.*", "==1.*"),
            ("==1.2.*", "==1.2.*"),
            ("*", ""),
            ("", ""),
            (">= 1.0, < 2.0", ">=1.0,<2.0"),
            (">=1.0 <2.0", ">=1.0,<2.0"),
            ("!=1.5,^1.2", "!=1.5,>=1.2,<2"),
        ] {
            assert_eq!(
                specifiers(constraint).as_deref(),
                Some(expected),
                "{constraint}"
            );
        }
        for constraint in [
            "^1.0 || ^2.0",
            "latest",
            "^x",
            "^",
            "~",
            "^18446744073709551615",
            ">=1.*",
        ] {
            assert_eq!(specifiers(constraint), None, "{constraint}");
        }
    }

    #[test]
    fn a_constraint_on_python_is_a_marker() {
        for (constraint, expected) in [
            (
                "^3.8",
                Some("python_version >= \"3.8\" and python_version < \"4\""),
            ),
            ("3.8.*", Some("python_version == \"3.8.*\"")),
            (">=3.8.1", Some("python_full_version >= \"3.8.1\"")),
            (
                "~2.7 || ^3.6",
                Some(
                    "(python_version >= \"2.7\" and python_version < \"2.8\") or (python_version >= \"3.6\" and python_version < \"4\")",
                ),
            ),
            ("*", None),
            ("nonsense", None),
        ] {
            assert_eq!(
                python_marker(constraint).as_deref(),
                expected,
                "{constraint}"
            );
            assert!(
                expected.is_none_or(|marker| crate::Marker::parse(marker).is_ok()),
                "{constraint}"
            );
        }
    }

    proptest! {
        #[test]
        fn any_text_is_taken_and_what_comes_out_is_readable(text in "[\\^~=<>!|*0-9., a-z]{0,20}") {
            if let Some(specifiers) = specifiers(&text) {
                prop_assert!(Specifiers::parse(&specifiers).is_ok());
            }
            if let Some(marker) = python_marker(&text) {
                prop_assert!(crate::Marker::parse(&marker).is_ok(), "{}", marker);
            }
        }
    }
}
