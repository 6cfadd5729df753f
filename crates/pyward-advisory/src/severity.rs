//! Severity statements: what a vector or a word is worth, and which of several counts.

use cvss::Cvss;
use pyward_model::{Score, Severity};

/// The scheme of a word of the source's own (`HIGH`, `MODERATE`).
pub(crate) const TEXT: &str = "text";

const SCHEMES: [&str; 4] = ["CVSS_V2", "CVSS_V3", "CVSS_V4", TEXT];

/// The scheme by its name in the [OSV schema](https://ossf.github.io/osv-schema/#severitytype-field); `None` for one
/// that has no vectors pyward knows.
pub(crate) fn scheme(name: &str) -> Option<&'static str> {
    SCHEMES.into_iter().find(|scheme| *scheme == name)
}

/// A statement as made, scored where that can be done.
///
/// For CVSS v2 and v3 the value is the *base* score, which is what a source states about a flaw as such. CVSS v4 has one
/// score for the whole vector, whichever metrics it holds. A vector that lacks a mandatory metric has no score.
pub(crate) fn score(scheme: &'static str, stated: &str) -> Score {
    let value = if scheme == TEXT {
        None
    } else {
        base_score(stated)
    };
    let severity = match value {
        Some(value) => Some(Severity::from_score(value)),
        None if scheme == TEXT => Severity::from_word(stated),
        None => None,
    };
    Score {
        scheme,
        stated: stated.into(),
        value,
        severity,
    }
}

fn base_score(vector: &str) -> Option<f64> {
    let vector = vector.trim().trim_start_matches('(').trim_end_matches(')');
    let vector: Cvss = vector.parse().ok()?;
    let (mandatory, value): (&[&str], f64) = match &vector {
        Cvss::CvssV20(v) => (&["AV", "AC", "Au", "C", "I", "A"], v.score().value()),
        Cvss::CvssV30(v) | Cvss::CvssV31(v) => (
            &["AV", "AC", "PR", "UI", "S", "C", "I", "A"],
            v.base_score().value(),
        ),
        Cvss::CvssV40(v) => (
            &[
                "AV", "AC", "AT", "PR", "UI", "VC", "VI", "VA", "SC", "SI", "SA",
            ],
            v.score().value(),
        ),
        _ => return None,
    };
    let stated: Vec<&str> = vector.metrics().map(|(metric, _)| metric.name()).collect();
    let whole = mandatory.iter().all(|metric| stated.contains(metric));
    (whole && (0.0..=10.0).contains(&value)).then_some(value)
}

/// The level that counts for a flaw, and the score behind it.
///
/// The rule: the worst level of all CVSS vectors that any record of the flaw states and that can be scored, of whichever
/// CVSS version. Only where no vector can be scored do words count, the worst of them. Without either the level is
/// [`Severity::Unknown`], never a harmless one.
pub(crate) fn worst<'a>(scores: impl Iterator<Item = &'a Score>) -> (Severity, Option<f64>) {
    let mut value: Option<f64> = None;
    let mut word: Option<Severity> = None;
    for score in scores {
        match score.value {
            Some(scored) => value = Some(value.map_or(scored, |worst| worst.max(scored))),
            None => word = word.max(score.severity),
        }
    }
    match value {
        Some(value) => (Severity::from_score(value), Some(value)),
        None => (word.unwrap_or(Severity::Unknown), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_of_every_version_are_scored() {
        for (scheme, vector, value, level) in [
            ("CVSS_V2", "AV:N/AC:L/Au:N/C:P/I:P/A:P", 7.5, Severity::High),
            (
                "CVSS_V2",
                "(AV:N/AC:L/Au:N/C:C/I:C/A:C)",
                10.0,
                Severity::Critical,
            ),
            (
                "CVSS_V3",
                "CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N",
                6.1,
                Severity::Medium,
            ),
            (
                "CVSS_V3",
                "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
                9.8,
                Severity::Critical,
            ),
            (
                "CVSS_V3",
                "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N",
                0.0,
                Severity::Info,
            ),
            (
                "CVSS_V3",
                "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:U/RL:O",
                9.8,
                Severity::Critical,
            ),
            (
                "CVSS_V4",
                "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:L/VA:N/SC:N/SI:N/SA:N",
                6.9,
                Severity::Medium,
            ),
        ] {
            let score = score(scheme, vector);
            assert_eq!(
                (score.value, score.severity),
                (Some(value), Some(level)),
                "{vector}"
            );
        }
    }

    #[test]
    fn a_vector_that_lacks_a_mandatory_metric_has_no_score() {
        for (scheme, vector) in [
            ("CVSS_V2", "AV:N/AC:L/Au:N/C:P"),
            ("CVSS_V3", "CVSS:3.1/AV:N"),
            ("CVSS_V3", "CVSS:3.1"),
            (
                "CVSS_V4",
                "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:L/VA:N",
            ),
            ("CVSS_V3", "CVSS:9.9/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"),
            ("CVSS_V3", "9.8"),
            ("CVSS_V3", ""),
        ] {
            let score = score(scheme, vector);
            assert_eq!((score.value, score.severity), (None, None), "{vector}");
        }
    }

    fn level(statements: &[(&'static str, &str)]) -> (Severity, Option<f64>) {
        let scores: Vec<Score> = statements
            .iter()
            .map(|(scheme, stated)| score(scheme, stated))
            .collect();
        worst(scores.iter())
    }

    const V3: (&str, &str) = ("CVSS_V3", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H");
    const V4: (&str, &str) = (
        "CVSS_V4",
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:L/VA:N/SC:N/SI:N/SA:N",
    );

    #[test]
    fn case_58_the_worst_vector_counts_and_words_only_without_one() {
        assert_eq!(
            level(&[V4, V3, (TEXT, "MODERATE")]),
            (Severity::Critical, Some(9.8))
        );
        assert_eq!(
            level(&[V4, (TEXT, "CRITICAL")]),
            (Severity::Medium, Some(6.9))
        );
        assert_eq!(level(&[(TEXT, "HIGH")]), (Severity::High, None));
        assert_eq!(
            level(&[("CVSS_V3", "CVSS:3.1/AV:N"), (TEXT, "HIGH"), (TEXT, "low")]),
            (Severity::High, None)
        );
        assert_eq!(level(&[]), (Severity::Unknown, None));
        assert_eq!(level(&[(TEXT, "quite bad")]), (Severity::Unknown, None));
    }
}
