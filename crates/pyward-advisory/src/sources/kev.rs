//! [CISA's catalogue](https://www.cisa.gov/known-exploited-vulnerabilities-catalog) of known exploited vulnerabilities.

use pyward_model::Date;
use serde_json::Value;

use crate::exploits::Table;
use crate::source::{Reading, Source};

pub(super) static SOURCE: Source = Source {
    name: "kev",
    title: "CISA Known Exploited Vulnerabilities",
    doc: "flaws that attackers are known to use, with the day until which United States agencies must mend them",
    url: Some(
        "https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json",
    ),
    variable: "PYWARD_KEV_URL",
    license: "CC0-1.0",
    reading: Reading::Exploits(read),
};

/// Reads the catalogue. An entry that names no CVE is left out and counted; a field that is none is left empty.
fn read(bytes: &[u8]) -> Result<Table, String> {
    let json: Value =
        serde_json::from_slice(bytes).map_err(|error| format!("it is not JSON: {error}"))?;
    let entries = json
        .get("vulnerabilities")
        .and_then(Value::as_array)
        .ok_or("it has no list `vulnerabilities`")?;
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let day = text(&json, "dateReleased").or_else(|| text(&json, "catalogVersion"));
    let mut table =
        Table::of(day.and_then(|day| Date::parse(&day.replace('.', "-")).or(Date::parse(&day))));
    for (number, entry) in (1..).zip(entries) {
        let field = |key: &str| text(entry, key);
        let date = |key: &str| {
            field(key)
                .and_then(|day| Date::parse(&day))
                .map(|day| day.to_string())
                .unwrap_or_default()
        };
        let ransomware = field("knownRansomwareCampaignUse")
            .is_some_and(|word| word.trim().eq_ignore_ascii_case("known"));
        let facts = format!(
            "{}\t{}\t{}",
            date("dateAdded"),
            date("dueDate"),
            if ransomware { "r" } else { "" }
        );
        table.insert(
            field("cveID").as_deref().unwrap_or_default(),
            facts.trim_end_matches('\t'),
            &|| format!("entry {number}"),
        );
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn entries_are_facts_by_cve() {
        let catalogue = json!({
            "catalogVersion": "2025.08.25", "dateReleased": "2025-08-25T17:04:19.9796Z", "count": 3,
            "vulnerabilities": [
                {"cveID": "CVE-2025-48384", "dateAdded": "2025-08-25", "dueDate": "2025-09-15", "knownRansomwareCampaignUse": "Unknown"},
                {"cveID": "cve-2021-44228", "dateAdded": "2021-12-10", "dueDate": 7, "knownRansomwareCampaignUse": "Known"},
                {"cveID": null}, 4, {"cveID": "CVE-2020-1\tx"},
            ],
        });
        let table = read(catalogue.to_string().as_bytes()).unwrap();
        assert_eq!(table.day(), Date::new(2025, 8, 25));
        insta::assert_snapshot!(table.text().replace('\t', "|"), @r"
        CVE-2021-44228|2021-12-10||r
        CVE-2025-48384|2025-08-25|2025-09-15
        ");
        assert_eq!(table.report.unreadable, 3);
    }

    #[test]
    fn what_is_no_catalogue_is_refused() {
        for text in ["", "<html>", "[]", "{}", r#"{"vulnerabilities": {}}"#] {
            assert!(read(text.as_bytes()).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            let _ = read(&bytes);
        }
    }
}
