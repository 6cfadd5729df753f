//! Every finding in a row, for spreadsheets.

use pyward_model::{Component, Finding, Purl, Report, Version};

use crate::csv_text::push_row;
use crate::package_view::message;
use crate::{Format, RenderOptions};

/// `csv`.
pub(crate) struct Csv;

/// The header. Columns are added at the end, never renamed or moved.
const COLUMNS: [&str; 20] = [
    "family",
    "rule",
    "severity",
    "confidence",
    "path",
    "line",
    "column",
    "end_line",
    "end_column",
    "package",
    "version",
    "advisory",
    "aliases",
    "cwe",
    "fixed_in",
    "message",
    "suppressed",
    "reason",
    "id",
    "purl",
];

impl Format for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn title(&self) -> &'static str {
        "every finding in a row, for spreadsheets"
    }

    fn about(&self) -> &'static str {
        "Comma-separated values as RFC 4180 has them, with the header `family,rule,severity,confidence,path,line,column,\
         end_line,end_column,package,version,advisory,aliases,cwe,fixed_in,message,suppressed,reason,id,purl`: findings of every \
         family, in the order of the report, suppressed ones too (`suppressed` says how, `reason` why). Aliases and CWE \
         numbers are separated by spaces; what is not known is empty. Text that a spreadsheet would take for a formula has \
         `'` before it, control characters are written as `\\u{…}`, and cells end after 8,000 characters. Columns are added \
         at the end, never renamed or moved."
    }

    fn render(&self, report: &Report, _options: &RenderOptions) -> String {
        let mut out = String::new();
        push_row(&mut out, COLUMNS);
        for finding in &report.findings {
            row(&mut out, report, finding);
        }
        out
    }
}

fn row(out: &mut String, report: &Report, finding: &Finding) {
    let component = finding.component.map(|id| report.inventory.component(id));
    let purl = component.map(Component::purl);
    let place = finding.locations.first();
    let group = finding.advisory.as_deref();
    let number = |number: Option<u32>| number.map(|it| it.to_string()).unwrap_or_default();
    let aliases: Vec<&str> = group
        .iter()
        .flat_map(|group| &group.aliases)
        .map(|alias| &**alias)
        .collect();
    let cwes: Vec<String> = finding.cwes.iter().map(u32::to_string).collect();
    let suppression = finding.suppression.as_ref();
    let cells = [
        finding.rule.family.word(),
        finding.rule.name,
        finding.severity.word(),
        finding.confidence.word(),
        place.map_or("", |place| &place.path),
        &number(place.and_then(|place| place.line)),
        &number(place.and_then(|place| place.column)),
        &number(place.and_then(|place| place.end_line)),
        &number(place.and_then(|place| place.end_column)),
        component.map_or("", |component| component.name.as_str()),
        component
            .and_then(|component| component.version.as_ref())
            .map_or("", Version::as_str),
        group.map_or("", |group| &group.id),
        &aliases.join(" "),
        &cwes.join(" "),
        finding.fix.as_ref().map_or("", |fix| fix.version.as_str()),
        &message(finding, component),
        suppression.map_or("", |it| it.kind.word()),
        suppression.map_or("", |it| &it.reason),
        &finding.fingerprint,
        purl.as_ref().map_or("", Purl::as_str),
    ];
    push_row(out, cells);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn findings_of_all_families_stand_in_one_table() {
        let mut report = sample::whole();
        let keep = [1, 13, 15];
        report.findings = keep.map(|at: usize| report.findings[at].clone()).to_vec();
        insta::assert_snapshot!("csv", Csv.render(&report, &RenderOptions::default()));
    }

    #[test]
    fn the_header_is_documented() {
        let header = COLUMNS.join(",");
        assert!(Csv.about().contains(&header), "{header}");
        let text = Csv.render(&sample::whole(), &RenderOptions::default());
        assert_eq!(text.lines().count(), sample::whole().findings.len() + 1);
    }
}
