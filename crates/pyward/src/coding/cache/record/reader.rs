//! Reading. Nothing here believes a count: what is not there ends the reading.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use pyward_model::{
    BanditFacts, CodeEdit, CodeFacts, CodeFix, Confidence, Finding, Location, Rule, Severity,
    SourceLine, Suppression, SuppressionKind, TraceStep,
};
use pyward_python::SyntaxFault;
use pyward_rules::{Bandit, CATALOGUE, Check, FileFindings, Metrics, Subject};

static CHECKS: LazyLock<HashMap<&'static str, &'static Check>> = LazyLock::new(|| {
    let all = CATALOGUE.iter().copied().flatten().copied();
    all.map(|check| (check.rule.name, check)).collect()
});

/// What a rule is to bandit.
pub(super) fn bandit_of(rule: &str) -> Option<Bandit> {
    match &CHECKS.get(rule)?.subject {
        Subject::Code(code) => code.bandit,
        Subject::Match(_) | Subject::Standing(_) | Subject::Breach(_) | Subject::Flow(_) => None,
    }
}

/// An entry that is being read.
pub(super) struct Reader<'a> {
    rest: &'a [u8],
    paths: Vec<Arc<str>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self {
            rest: bytes,
            paths: Vec::new(),
        }
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let (first, rest) = self.rest.split_first()?;
            self.rest = rest;
            number |= u64::from(first & 0x7f).checked_shl(shift)?;
            if first & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn small(&mut self) -> Option<u32> {
        self.number()?.try_into().ok()
    }

    fn size(&mut self) -> Option<usize> {
        self.number()?.try_into().ok()
    }

    fn flag(&mut self) -> Option<bool> {
        match self.number()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    pub(super) fn text(&mut self) -> Option<&'a str> {
        let length = self.size()?;
        let (text, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        std::str::from_utf8(text).ok()
    }

    pub(super) fn path(&mut self) -> Option<Arc<str>> {
        if let Some(number) = self.size()?.checked_sub(1) {
            return self.paths.get(number).cloned();
        }
        let path: Arc<str> = Arc::from(self.text()?);
        self.paths.push(Arc::clone(&path));
        Some(path)
    }

    /// As many as the number in front says. Each takes a byte at least, so that no more are made than were written.
    pub(super) fn list<T>(
        &mut self,
        mut one: impl FnMut(&mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        let count = self.size()?;
        if count > self.rest.len() {
            return None;
        }
        let mut all = Vec::new();
        for _ in 0..count {
            all.push(one(self)?);
        }
        Some(all)
    }

    #[expect(
        clippy::option_option,
        reason = "what may be absent, in an entry that may be damaged"
    )]
    fn option<T>(&mut self, one: impl FnOnce(&mut Self) -> Option<T>) -> Option<Option<T>> {
        if self.flag()? {
            Some(Some(one(self)?))
        } else {
            Some(None)
        }
    }

    pub(super) fn file(&mut self) -> Option<FileFindings> {
        Some(FileFindings {
            path: self.path()?,
            findings: self.list(Self::finding)?,
            metrics: self.metrics()?,
            faults: self.list(|reader| {
                Some(SyntaxFault {
                    message: reader.text()?.to_owned(),
                    offset: reader.size()?,
                })
            })?,
            fault_lines: self.list(Self::small)?,
            is_refused: self.flag()?,
            is_unread: false,
            unused: self.list(Self::location)?,
        })
    }

    fn metrics(&mut self) -> Option<Metrics> {
        Some(Metrics {
            loc: self.size()?,
            nosec: self.size()?,
            skipped_tests: self.size()?,
            severity: [self.size()?, self.size()?, self.size()?],
            confidence: [self.size()?, self.size()?, self.size()?],
        })
    }

    fn finding(&mut self) -> Option<Finding> {
        let rule: &'static Rule = &CHECKS.get(self.text()?)?.rule;
        Some(Finding {
            rule,
            fingerprint: self.text()?.to_owned(),
            severity: match self.number()? {
                0 => Severity::Info,
                1 => Severity::Low,
                2 => Severity::Unknown,
                3 => Severity::Medium,
                4 => Severity::High,
                5 => Severity::Critical,
                _ => return None,
            },
            confidence: match self.number()? {
                0 => Confidence::Low,
                1 => Confidence::Medium,
                2 => Confidence::High,
                _ => return None,
            },
            message: self.text()?.to_owned(),
            component: None,
            advisory: None,
            matched_by: None,
            fix: None,
            cwes: self.list(Self::small)?,
            locations: self.list(Self::location)?,
            code: self.option(|reader| reader.facts(rule.name).map(Box::new))?,
            suppression: self.option(Self::suppression)?,
        })
    }

    fn facts(&mut self, rule: &str) -> Option<CodeFacts> {
        Some(CodeFacts {
            trace: self.list(|reader| {
                Some(TraceStep {
                    location: reader.location()?,
                    message: reader.text()?.to_owned(),
                })
            })?,
            bandit: self.option(|reader| {
                let known = bandit_of(rule)?;
                Some(BanditFacts {
                    id: known.id,
                    test: known.test,
                    line: reader.small()?,
                    lines: (reader.small()?, reader.small()?),
                    column: reader.small()?,
                    end_column: reader.small()?,
                })
            })?,
            source: self.list(|reader| {
                Some(SourceLine {
                    number: reader.small()?,
                    text: reader.text()?.into(),
                })
            })?,
            fix: self.option(|reader| {
                Some(CodeFix {
                    title: reader.text()?.to_owned(),
                    edits: reader.list(|reader| {
                        Some(CodeEdit {
                            start: reader.size()?,
                            end: reader.size()?,
                            replacement: reader.text()?.to_owned(),
                        })
                    })?,
                    imports: reader.list(|reader| Some(reader.text()?.to_owned().into()))?,
                    package: reader.option(|reader| Some(reader.text()?.to_owned().into()))?,
                })
            })?,
        })
    }

    fn suppression(&mut self) -> Option<Suppression> {
        Some(Suppression {
            kind: SuppressionKind::InSource,
            reason: self.text()?.to_owned(),
            owner: None,
            until: None,
            status: None,
            location: self.option(Self::location)?,
        })
    }

    fn location(&mut self) -> Option<Location> {
        let path = self.path()?;
        let mut number = || Some(self.small()?.checked_sub(1));
        Some(Location {
            path,
            line: number()?,
            column: number()?,
            end_line: number()?,
            end_column: number()?,
            layer: None,
        })
    }
}
