//! Writing.

use std::collections::HashMap;
use std::sync::Arc;

use pyward_model::{
    BanditFacts, CodeEdit, CodeFacts, CodeFix, Confidence, Finding, Location, Severity, SourceLine,
    Suppression, SuppressionKind, TraceStep,
};
use pyward_python::SyntaxFault;
use pyward_rules::{FileFindings, Metrics};

use super::super::key::Key;
use super::reader::bandit_of;

/// An entry that is being written.
pub(super) struct Writer {
    bytes: Vec<u8>,
    /// Paths that were written, with their numbers.
    paths: HashMap<Arc<str>, u64>,
}

impl Writer {
    pub(super) fn new(magic: &[u8], key: &Key) -> Self {
        Self {
            bytes: [magic, key].concat(),
            paths: HashMap::new(),
        }
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    pub(super) fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    fn flag(&mut self, flag: bool) {
        self.number(u64::from(flag));
    }

    pub(super) fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes.extend_from_slice(text.as_bytes());
    }

    pub(super) fn path(&mut self, path: &Arc<str>) {
        if let Some(number) = self.paths.get(path) {
            return self.number(number + 1);
        }
        self.paths.insert(Arc::clone(path), self.paths.len() as u64);
        self.number(0);
        self.text(path);
    }

    pub(super) fn file(&mut self, file: &FileFindings) -> Option<()> {
        let FileFindings {
            path,
            findings,
            metrics,
            faults,
            fault_lines,
            is_refused,
            is_unread,
            unused,
        } = file;
        // What could not be read may be readable the next time.
        if *is_unread {
            return None;
        }
        self.path(path);
        self.number(findings.len() as u64);
        for finding in findings {
            self.finding(finding)?;
        }
        self.metrics(metrics);
        self.number(faults.len() as u64);
        for SyntaxFault { message, offset } in faults {
            self.text(message);
            self.number(*offset as u64);
        }
        self.number(fault_lines.len() as u64);
        for line in fault_lines {
            self.number(u64::from(*line));
        }
        self.flag(*is_refused);
        self.number(unused.len() as u64);
        for place in unused {
            self.location(place)?;
        }
        Some(())
    }

    fn metrics(&mut self, metrics: &Metrics) {
        let Metrics {
            loc,
            nosec,
            skipped_tests,
            severity,
            confidence,
        } = metrics;
        for count in [loc, nosec, skipped_tests]
            .into_iter()
            .chain(severity)
            .chain(confidence)
        {
            self.number(*count as u64);
        }
    }

    fn finding(&mut self, finding: &Finding) -> Option<()> {
        let Finding {
            fingerprint,
            rule,
            severity,
            confidence,
            message,
            component: None,
            advisory: None,
            matched_by: None,
            fix: None,
            cwes,
            locations,
            code,
            suppression,
        } = finding
        else {
            return None;
        };
        self.text(rule.name);
        self.text(fingerprint);
        self.number(match severity {
            Severity::Info => 0,
            Severity::Low => 1,
            Severity::Unknown => 2,
            Severity::Medium => 3,
            Severity::High => 4,
            Severity::Critical => 5,
        });
        self.number(match confidence {
            Confidence::Low => 0,
            Confidence::Medium => 1,
            Confidence::High => 2,
        });
        self.text(message);
        self.number(cwes.len() as u64);
        for cwe in cwes {
            self.number(u64::from(*cwe));
        }
        self.number(locations.len() as u64);
        for place in locations {
            self.location(place)?;
        }
        self.flag(code.is_some());
        if let Some(code) = code {
            self.facts(code, rule.name)?;
        }
        self.flag(suppression.is_some());
        if let Some(suppression) = suppression {
            self.suppression(suppression)?;
        }
        Some(())
    }

    fn facts(&mut self, facts: &CodeFacts, rule: &str) -> Option<()> {
        let CodeFacts {
            trace,
            bandit,
            source,
            fix,
        } = facts;
        self.number(trace.len() as u64);
        for TraceStep { location, message } in trace {
            self.location(location)?;
            self.text(message);
        }
        self.flag(bandit.is_some());
        if let Some(facts) = bandit {
            let BanditFacts {
                id,
                test,
                line,
                lines,
                column,
                end_column,
            } = facts;
            // Its names are those of the rule.
            let known = bandit_of(rule)?;
            if (known.id, known.test) != (*id, *test) {
                return None;
            }
            for number in [*line, lines.0, lines.1, *column, *end_column] {
                self.number(u64::from(number));
            }
        }
        self.number(source.len() as u64);
        for SourceLine { number, text } in source {
            self.number(u64::from(*number));
            self.text(text);
        }
        self.flag(fix.is_some());
        if let Some(CodeFix {
            title,
            edits,
            imports,
            package,
        }) = fix
        {
            self.text(title);
            self.number(edits.len() as u64);
            for edit in edits {
                let CodeEdit {
                    start,
                    end,
                    replacement,
                } = edit;
                self.number(*start as u64);
                self.number(*end as u64);
                self.text(replacement);
            }
            self.number(imports.len() as u64);
            for statement in imports {
                self.text(statement);
            }
            self.flag(package.is_some());
            if let Some(package) = package {
                self.text(package);
            }
        }
        Some(())
    }

    fn suppression(&mut self, suppression: &Suppression) -> Option<()> {
        let Suppression {
            kind: SuppressionKind::InSource,
            reason,
            owner: None,
            until: None,
            status: None,
            location,
        } = suppression
        else {
            return None;
        };
        self.text(reason);
        self.flag(location.is_some());
        match location {
            Some(place) => self.location(place),
            None => Some(()),
        }
    }

    fn location(&mut self, place: &Location) -> Option<()> {
        let Location {
            path,
            line,
            column,
            end_line,
            end_column,
            layer: None,
        } = place
        else {
            return None;
        };
        self.path(path);
        for number in [line, column, end_line, end_column] {
            self.number(number.map_or(0, |number| u64::from(number) + 1));
        }
        Some(())
    }
}
