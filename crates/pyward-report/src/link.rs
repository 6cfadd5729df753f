//! Where more is told about an advisory or a rule.

/// Longer ids are none that a database gives out.
const LONGEST_ID: usize = 100;

/// The page that tells of an advisory: GitHub's for `GHSA-`, the CVE programme's for `CVE-`, osv.dev's for all others.
/// `None` for what cannot be an id, so that no foreign text ever becomes part of an address.
pub fn advisory_url(id: &str) -> Option<String> {
    let plain = id
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b':'));
    let (database, _) = id.split_once('-')?;
    if !plain || database.is_empty() || id.len() > LONGEST_ID {
        return None;
    }
    Some(match database {
        "GHSA" => format!("https://github.com/advisories/{id}"),
        "CVE" => format!("https://www.cve.org/CVERecord?id={id}"),
        _ => format!("https://osv.dev/vulnerability/{id}"),
    })
}

/// The page of the catalogue that tells of a rule.
pub fn rule_url(name: &str) -> String {
    format!(
        "{}/blob/main/docs/rules/{name}.md",
        env!("CARGO_PKG_REPOSITORY")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_database_has_its_page() {
        for (id, url) in [
            (
                "GHSA-h75v-3vvj-5mfj",
                "https://github.com/advisories/GHSA-h75v-3vvj-5mfj",
            ),
            (
                "CVE-2024-34064",
                "https://www.cve.org/CVERecord?id=CVE-2024-34064",
            ),
            (
                "PYSEC-2019-179",
                "https://osv.dev/vulnerability/PYSEC-2019-179",
            ),
            ("MAL-2025-1", "https://osv.dev/vulnerability/MAL-2025-1"),
        ] {
            assert_eq!(advisory_url(id).as_deref(), Some(url));
        }
    }

    #[test]
    fn what_is_no_id_has_no_page() {
        for id in [
            "",
            "-",
            "-1",
            "CVE",
            "CVE-1/../x",
            "CVE-1?x",
            "GHSA-\u{1b}]8;;",
            "X-ß",
        ] {
            assert_eq!(advisory_url(id), None, "{id:?}");
        }
        assert_eq!(advisory_url(&format!("X-{}", "1".repeat(200))), None);
    }
}
