//! `reports.md`: every report format, from the registry of formats.

pub(super) fn page() -> String {
    format!(
        "{}{}",
        super::head("`FORMATS` of `pyward-report`"),
        pyward_report::formats_reference()
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_page_links_to_the_schema() {
        assert!(super::page().contains(&format!("({})", super::super::report_schema::FILE)));
    }
}
