//! The JSON Schema of the `json` report, beside the page that speaks of it.

/// Its name in the book.
pub(super) const FILE: &str = "report.schema.json";

pub(super) fn text() -> String {
    pyward_report::json_schema()
}
