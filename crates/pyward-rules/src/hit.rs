//! What a look at code says.

use pyward_model::{CodeEdit, CodeFix, Confidence, Severity};
use pyward_python::Span;
use pyward_python::views::Node;

/// Something found in code; the walk makes a finding of it. Unless it says otherwise it stands where the node stands
/// that was looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// How bad.
    pub severity: Severity,
    /// How sure.
    pub confidence: Confidence,
    /// One sentence without a full stop.
    pub message: String,
    /// Where it stands.
    pub span: Option<Span>,
    /// The line bandit reports, from 1.
    pub line: Option<u32>,
    /// The column bandit reports.
    pub column: Option<u32>,
    /// CWE numbers, where they differ from the rule's.
    pub cwes: Option<&'static [u32]>,
    /// An edit that clears it.
    pub fix: Option<CodeFix>,
}

impl Hit {
    /// Found where the node stands that was looked at.
    pub fn new(severity: Severity, confidence: Confidence, message: impl Into<String>) -> Self {
        Self {
            severity,
            confidence,
            message: message.into(),
            span: None,
            line: None,
            column: None,
            cwes: None,
            fix: None,
        }
    }

    /// The same, but shown at a part of what was looked at. To bandit it stands at the line where that part begins.
    #[must_use]
    pub fn at(mut self, node: Node<'_>) -> Self {
        self.span = Some(node.span());
        self.line = Some(node.line());
        self
    }

    /// The same with other CWE numbers than the rule's.
    #[must_use]
    pub fn cwes(mut self, cwes: &'static [u32]) -> Self {
        self.cwes = Some(cwes);
        self
    }

    /// The same with an edit that clears it.
    #[must_use]
    pub fn fixed(mut self, title: impl Into<String>, edits: Vec<(Span, String)>) -> Self {
        let edit = |(span, replacement): (Span, String)| CodeEdit {
            start: span.start,
            end: span.end,
            replacement,
        };
        self.fix = Some(CodeFix {
            title: title.into(),
            edits: edits.into_iter().map(edit).collect(),
            imports: Vec::new(),
            package: None,
        });
        self
    }

    /// The same, its edit needing an `import` statement.
    #[must_use]
    pub fn importing(mut self, statement: &'static str) -> Self {
        if let Some(fix) = &mut self.fix {
            fix.imports.push(statement.into());
        }
        self
    }

    /// The same, its edit needing a package that is perhaps not installed.
    #[must_use]
    pub fn needing(mut self, package: &'static str) -> Self {
        if let Some(fix) = &mut self.fix {
            fix.package = Some(package.into());
        }
        self
    }
}
