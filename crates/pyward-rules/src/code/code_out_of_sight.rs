use pyward_model::{Confidence, Severity};

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Subject};

rule! {
    /// A statement stands on a line behind a semicolon and a hundred blanks or more.
    ///
    /// ## Why
    /// Nobody sees it who does not scroll there; malicious packages hide so.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import os;                                                                                                                        os.system("id")
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import os
    ///
    /// os.listdir()
    /// ```
    ///
    /// ## References
    /// - [MITRE ATT&CK: obfuscated files](https://attack.mitre.org/techniques/T1027/)
    /// - [CWE-506: embedded malicious code](https://cwe.mitre.org/data/definitions/506.html)
    pub(crate) static CODE_OUT_OF_SIGHT = {
        name: "code-out-of-sight",
        family: Code,
        summary: "code pushed out of sight",
        severity: Some(Severity::High),
        confidence: High,
        cwes: [506],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Module(find)])),
    };
}

/// How many blanks hide something.
const BLANKS: usize = 100;

fn find(cx: &Cx<'_>) -> Vec<Hit> {
    let text = &cx.module().source().text;
    if !text.contains(&" ".repeat(BLANKS)) {
        return Vec::new();
    }
    let hides = |line: &str| {
        line.match_indices(';').take(200).any(|(at, _)| {
            let rest = line.get(at + 1..).unwrap_or("");
            let code = rest.trim_start();
            rest.len() - code.len() >= BLANKS && !code.is_empty() && !code.starts_with('#')
        })
    };
    let mut hits = Vec::new();
    for (number, line) in (1_u32..).zip(text.lines()) {
        if hides(line) {
            let message = "code stands far to the right, where nobody looks";
            let mut hit = Hit::new(Severity::High, Confidence::High, message);
            hit.line = Some(number);
            hits.push(hit);
        }
    }
    hits
}
