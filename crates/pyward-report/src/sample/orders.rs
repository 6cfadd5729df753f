//! The code of the same web shop, and what rules about code say of it.

use std::sync::Arc;

use pyward_model::{
    BanditFacts, CodeFacts, CodeFile, CodeScan, Confidence, Family, Finding, GateLine, GateOutcome,
    Inventory, Location, Outcome, Report, Rule, Severity, SourceLine, Suppression, SuppressionKind,
    TraceStep, Verdict, fingerprint,
};

use super::storefront;

const fn rule(
    name: &'static str,
    summary: &'static str,
    cwes: &'static [u32],
    aliases: &'static [&'static str],
) -> Rule {
    Rule {
        name,
        family: Family::Code,
        summary,
        severity: None,
        confidence: Confidence::High,
        cwes,
        aliases,
        docs: " What it finds, told at length.\n\n ## Why\n Because `this` is bad.\n\n ## Bad\n ```bad app.py\n eval(x)\n ```\n",
    }
}

static SHELL: Rule = rule(
    "subprocess-with-shell",
    "command run through a shell",
    &[78],
    &["B602", "S602"],
);
static ASSERT: Rule = rule("assert-used", "assert", &[703], &["B101", "S101"]);
static PASS: Rule = rule(
    "try-except-pass",
    "exceptions swallowed",
    &[703],
    &["B110", "S110"],
);
static PASSWORD: Rule = rule(
    "hardcoded-password-string",
    "password written into code",
    &[259],
    &["B105", "S105"],
);
static SQL: Rule = rule("sql-injection", "SQL built from data", &[89], &[]);

/// A finding at a line and its columns, with the source from `first` on.
struct Draft<'a> {
    rule: &'static Rule,
    severity: Severity,
    path: &'a str,
    place: (u32, u32, u32),
    message: &'a str,
    first: u32,
    source: &'a str,
}

impl Draft<'_> {
    fn finding(&self) -> Finding {
        let (line, column, end_column) = self.place;
        let bandit = self.rule.aliases.first().map(|&id| BanditFacts {
            id,
            test: match id {
                "B602" => "subprocess_popen_with_shell_equals_true",
                "B101" => "assert_used",
                "B110" => "try_except_pass",
                _ => "hardcoded_password_string",
            },
            line,
            lines: (line, line),
            column: column - 1,
            end_column: end_column - 1,
        });
        let source = (self.first..).zip(self.source.lines());
        Finding {
            fingerprint: fingerprint(&["code", self.rule.name, self.path, &line.to_string()]),
            rule: self.rule,
            severity: self.severity,
            confidence: self.rule.confidence,
            message: self.message.to_owned(),
            component: None,
            advisory: None,
            matched_by: None,
            fix: None,
            cwes: self.rule.cwes.to_vec(),
            locations: vec![Location {
                column: Some(column),
                end_column: Some(end_column),
                ..Location::line(self.path, line)
            }],
            code: Some(Box::new(CodeFacts {
                fix: None,
                trace: Vec::new(),
                bandit,
                source: source
                    .map(|(number, text)| SourceLine {
                        number,
                        text: text.into(),
                    })
                    .collect(),
            })),
            suppression: None,
        }
    }
}

fn step(path: &str, line: u32, column: u32, message: &str) -> TraceStep {
    TraceStep {
        location: Location {
            column: Some(column),
            ..Location::line(path, line)
        },
        message: message.to_owned(),
    }
}

fn shell() -> Finding {
    let mut finding = Draft {
        rule: &SHELL,
        severity: Severity::High,
        path: "shop/archive.py",
        place: (14, 20, 44),
        message: "a command runs through a shell, which reads all of it",
        first: 13,
        source: "def archive(name):\n    subprocess.run(\"tar cf /backup/\" + name, shell=True)\n\n",
    }
    .finding();
    if let Some(code) = &mut finding.code {
        code.trace = vec![
            step(
                "shop/views.py",
                21,
                12,
                "`request.args` is what a client sends",
            ),
            step("shop/views.py", 24, 13, "it is handed to `archive`"),
            step("shop/archive.py", 14, 20, "it becomes part of a command"),
        ];
    }
    finding
}

fn sql() -> Finding {
    let mut finding = Draft {
        rule: &SQL,
        severity: Severity::Critical,
        path: "shop/archive.py",
        place: (31, 5, 6),
        message: "data from a request becomes part of an SQL statement",
        first: 30,
        source: "def find(cursor, name):\n    cursor.execute(\n        \"SELECT * FROM orders WHERE name = '\"\n        + name + \"'\"\n    )",
    }
    .finding();
    finding.confidence = Confidence::Medium;
    for location in &mut finding.locations {
        location.end_line = Some(34);
    }
    finding
}

fn hostile() -> Finding {
    let long = "\u{65e5}\u{672c}".repeat(80);
    let source = format!("\tpassword = \"\u{1b}]0;x\u{7}\u{202e}{long}\" # ##[error]forged");
    Draft {
        rule: &PASSWORD,
        severity: Severity::Low,
        path: "shop/se\u{1b}[31mttings|`@x`.py",
        place: (3, 13, 176),
        message: "first line\n::error::forged \u{1b}]8;;http://evil.example\u{7}link @everyone #1 <img src=x> =cmd|' /C calc'!A0",
        first: 3,
        source: &source,
    }
    .finding()
}

fn findings() -> Vec<Finding> {
    let mut findings = vec![sql(), shell()];
    findings.push(
        Draft {
            rule: &PASS,
            severity: Severity::Low,
            path: "shop/archive.py",
            place: (44, 5, 16),
            message: "an exception is swallowed",
            first: 43,
            source: "    try: clean()\n    except Exception:\n        pass",
        }
        .finding(),
    );
    findings.push(hostile());
    for line in 1..=14 {
        let asserted = Draft {
            rule: &ASSERT,
            severity: Severity::Low,
            path: "tests/test_archive.py",
            place: (line * 3, 5, 22),
            message: "`assert` is left out of optimised code",
            first: line * 3,
            source: "    assert archived()",
        };
        findings.push(asserted.finding());
    }
    let mut waived = Draft {
        rule: &SHELL,
        severity: Severity::High,
        path: "shop/deploy.py",
        place: (9, 16, 25),
        message: "a command runs through a shell, which reads all of it",
        first: 9,
        source: "subprocess.run(f\"{tool} -x\", shell=True)  # nosec B602",
    }
    .finding();
    waived.suppression = Some(Suppression {
        kind: SuppressionKind::InSource,
        reason: "subprocess.run(f\"{tool} -x\", shell=True)  # nosec B602".into(),
        owner: None,
        until: None,
        status: None,
        location: Some(Location::line("shop/deploy.py", 9)),
    });
    findings.push(waived);
    findings
}

fn file(path: &str, loc: usize, severity: [usize; 3], confidence: [usize; 3]) -> CodeFile {
    CodeFile {
        path: Arc::from(path),
        loc,
        nosec: 0,
        skipped_tests: usize::from(path.ends_with("deploy.py")),
        severity,
        confidence,
        refused: None,
    }
}

fn scan() -> CodeScan {
    let mut broken = file("shop/broken.py", 12, [0; 3], [0; 3]);
    broken.refused = Some("syntax error while parsing AST from file".into());
    CodeScan {
        files: vec![
            file("shop/archive.py", 1_200, [1, 0, 2], [0, 1, 2]),
            broken,
            file("shop/deploy.py", 40, [0; 3], [0; 3]),
            file("shop/se\u{1b}[31mttings|`@x`.py", 80, [1, 0, 0], [0, 0, 1]),
            file("tests/test_archive.py", 60, [14, 0, 0], [0, 0, 14]),
        ],
        fixed: Vec::new(),
        has_baseline: false,
    }
}

/// The report of a scan of nothing but code.
pub(crate) fn orders() -> Report {
    let mut report = storefront();
    report.inventory = Inventory::default();
    report.data.clear();
    report.notices.clear();
    report.withdrawn = 0;
    report.code = Some(scan());
    report.findings = findings();
    report.verdict = Verdict {
        outcome: Outcome::Fail,
        exit_code: 1,
        sentence: "18 findings in code: blocked".into(),
        gates: vec![GateLine {
            name: "code".into(),
            outcome: GateOutcome::Block,
            because: "2 findings of high severity or worse".into(),
            findings: vec![0, 1],
        }],
    };
    report
}

/// Packages and code in one report.
pub(crate) fn whole() -> Report {
    let mut report = storefront();
    report.findings.extend(findings());
    report.code = Some(scan());
    report
}
