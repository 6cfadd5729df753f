//! A finding in code as bandit reports it.

use std::fmt::Write as _;

use pyward_model::{CodeFacts, Confidence, Family, Finding, Report, Severity, SourceLine};

/// The version whose pages are linked.
const PAGES: &str = "https://bandit.readthedocs.io/en/1.9.4/";

/// Longer ranges end here.
const LINES: u32 = 20_000;

/// What bandit's tables of calls and imports name, and where on its pages they stand.
const TABLES: &[(&str, &str)] = &[
    ("B301", "calls.html#b301-pickle"),
    ("B302", "calls.html#b302-marshal"),
    ("B303", "calls.html#b303-md5"),
    ("B304", "calls.html#b304-b305-ciphers-and-modes"),
    ("B305", "calls.html#b304-b305-ciphers-and-modes"),
    ("B306", "calls.html#b306-mktemp-q"),
    ("B307", "calls.html#b307-eval"),
    ("B308", "calls.html#b308-mark-safe"),
    ("B310", "calls.html#b310-urllib-urlopen"),
    ("B311", "calls.html#b311-random"),
    ("B312", "calls.html#b312-telnetlib"),
    ("B313", "calls.html#b313-b320-xml-bad-celementtree"),
    ("B314", "calls.html#b313-b320-xml-bad-elementtree"),
    ("B315", "calls.html#b313-b320-xml-bad-expatreader"),
    ("B316", "calls.html#b313-b320-xml-bad-expatbuilder"),
    ("B317", "calls.html#b313-b320-xml-bad-sax"),
    ("B318", "calls.html#b313-b320-xml-bad-minidom"),
    ("B319", "calls.html#b313-b320-xml-bad-pulldom"),
    ("B321", "calls.html#b321-ftplib"),
    ("B323", "calls.html#b323-unverified-context"),
    ("B401", "imports.html#b401-import-telnetlib"),
    ("B402", "imports.html#b402-import-ftplib"),
    ("B403", "imports.html#b403-import-pickle"),
    ("B404", "imports.html#b404-import-subprocess"),
    ("B405", "imports.html#b405-import-xml-etree"),
    ("B406", "imports.html#b406-import-xml-sax"),
    ("B407", "imports.html#b407-import-xml-expat"),
    ("B408", "imports.html#b408-import-xml-minidom"),
    ("B409", "imports.html#b409-import-xml-pulldom"),
    ("B411", "imports.html#b411-import-xmlrpclib"),
    ("B412", "imports.html#b412-import-httpoxy"),
    ("B413", "imports.html#b413-import-pycrypto"),
    ("B415", "imports.html#b415-import-pyghmi"),
];

/// What bandit says of a finding.
pub(crate) struct Issue<'a> {
    /// The file.
    pub(crate) filename: &'a str,
    /// `B602`, or the name of a rule that bandit lacks.
    pub(crate) test_id: &'static str,
    /// The test, or the name of a rule that bandit lacks.
    pub(crate) test_name: &'static str,
    /// `LOW`, `MEDIUM`, `HIGH`.
    pub(crate) severity: &'static str,
    /// `LOW`, `MEDIUM`, `HIGH`.
    pub(crate) confidence: &'static str,
    /// The first CWE number.
    pub(crate) cwe: Option<u32>,
    /// What is wrong.
    pub(crate) text: &'a str,
    /// The line, from 1.
    pub(crate) line: u32,
    /// First and last line of what was looked at.
    pub(crate) lines: (u32, u32),
    /// Bytes before it in its first line.
    pub(crate) column: u32,
    /// Bytes before its end in its last line.
    pub(crate) end_column: u32,
    /// The source, each line after its number.
    pub(crate) code: String,
    /// The same by line.
    pub(crate) source: &'a [SourceLine],
    /// Where more is told.
    pub(crate) more_info: String,
}

/// The active findings in code, sorted by file; those of one file stay in the order of the report.
pub(crate) fn issues(report: &Report) -> Vec<Issue<'_>> {
    let mut issues: Vec<Issue<'_>> = report
        .findings
        .iter()
        .filter(|finding| finding.is_active() && finding.rule.family == Family::Code)
        .map(Issue::new)
        .collect();
    issues.sort_by_key(|issue| issue.filename);
    issues
}

impl<'a> Issue<'a> {
    fn new(finding: &'a Finding) -> Self {
        let name = finding.rule.name;
        let place = finding.locations.first();
        let code = finding.code.as_deref();
        let bandit = code.and_then(|code| code.bandit.as_ref());
        let first = place.and_then(|place| place.line).unwrap_or(1);
        let last = place.and_then(|place| place.end_line).unwrap_or(first);
        Self {
            filename: place.map_or("", |place| &place.path),
            test_id: bandit.map_or(name, |bandit| bandit.id),
            test_name: bandit.map_or(name, |bandit| bandit.test),
            severity: match finding.severity {
                Severity::Info | Severity::Low => "LOW",
                Severity::Unknown | Severity::Medium => "MEDIUM",
                Severity::High | Severity::Critical => "HIGH",
            },
            confidence: match finding.confidence {
                Confidence::Low => "LOW",
                Confidence::Medium => "MEDIUM",
                Confidence::High => "HIGH",
            },
            cwe: finding.cwes.first().copied(),
            text: &finding.message,
            line: bandit.map_or(first, |bandit| bandit.line),
            lines: bandit.map_or((first, last), |bandit| bandit.lines),
            column: match (bandit, code, place) {
                (Some(bandit), ..) => bandit.column,
                (None, Some(code), Some(place)) => bytes_before(code, first, place.column),
                _ => 0,
            },
            end_column: match (bandit, code, place) {
                (Some(bandit), ..) => bandit.end_column,
                (None, Some(code), Some(place)) => bytes_before(code, last, place.end_column),
                _ => 0,
            },
            code: code.map(source).unwrap_or_default(),
            source: code.map_or(&[][..], |code| &code.source),
            more_info: match bandit {
                Some(bandit) => page(bandit.id, bandit.test),
                None => format!("pyward explain {name}"),
            },
        }
    }

    /// Every line that was looked at.
    pub(crate) fn line_range(&self) -> Vec<u32> {
        let (first, last) = self.lines;
        (first..=last.min(first.saturating_add(LINES - 1))).collect()
    }

    /// Its CWE with the page of it: `CWE-78 (https://…)`.
    pub(crate) fn cwe_title(&self) -> String {
        match (self.cwe, self.cwe_link()) {
            (Some(id), Some(link)) => format!("CWE-{id} ({link})"),
            _ => String::new(),
        }
    }

    /// The page of its CWE.
    pub(crate) fn cwe_link(&self) -> Option<String> {
        let id = self.cwe?;
        Some(format!("https://cwe.mitre.org/data/definitions/{id}.html"))
    }
}

fn source(code: &CodeFacts) -> String {
    let mut text = String::new();
    for line in &code.source {
        let _ = writeln!(text, "{} {}", line.number, line.text);
    }
    text
}

/// Bytes before a column of a line, as far as the line is known.
fn bytes_before(code: &CodeFacts, line: u32, column: Option<u32>) -> u32 {
    let before = column.unwrap_or(1).saturating_sub(1);
    let text = code.source.iter().find(|known| known.number == line);
    let bytes = text.map(|line| {
        let before = line.text.chars().take(before as usize);
        before.map(char::len_utf8).sum::<usize>()
    });
    bytes
        .and_then(|bytes| u32::try_from(bytes).ok())
        .unwrap_or(before)
}

/// bandit's page about one of its tests.
fn page(id: &str, test: &str) -> String {
    if let Some((_, anchor)) = TABLES.iter().find(|(known, _)| *known == id) {
        return format!("{PAGES}blacklists/blacklist_{anchor}");
    }
    let id = id.to_ascii_lowercase();
    format!("{PAGES}plugins/{id}_{test}.html")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn pages_are_bandits() {
        assert_eq!(
            page("B602", "subprocess_popen_with_shell_equals_true"),
            "https://bandit.readthedocs.io/en/1.9.4/plugins/b602_subprocess_popen_with_shell_equals_true.html"
        );
        assert_eq!(
            page("B314", "blacklist"),
            "https://bandit.readthedocs.io/en/1.9.4/blacklists/blacklist_calls.html#b313-b320-xml-bad-elementtree"
        );
    }

    #[test]
    fn columns_are_bytes_and_ranges_are_bounded() {
        let mut report = sample::orders();
        let finding = &mut report.findings[0];
        finding.locations[0].column = Some(3);
        finding.locations[0].end_line = Some(u32::MAX);
        finding.code.as_mut().unwrap().source = vec![SourceLine {
            number: 31,
            text: "日本 + x".into(),
        }];
        let issue = Issue::new(&report.findings[0]);
        assert_eq!(issue.column, 6);
        assert_eq!(issue.line_range().len(), LINES as usize);
        assert_eq!(issue.code, "31 日本 + x\n");
    }
}
