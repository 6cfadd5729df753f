use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Node};

use crate::declare::rule;
use crate::fixed;
use crate::{Code, Cx, Hit, Look, Subject, Table};

rule! {
    /// An expression is run by `eval`. Fixed expressions are left alone in pyward's own mode.
    ///
    /// ## Why
    /// An expression can call anything there is, whatever globals it is given.
    ///
    /// ## Bad
    /// ```bad app.py
    /// total = eval(text)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import ast
    ///
    /// total = ast.literal_eval(text)
    /// ```
    ///
    /// ## References
    /// - [ast.literal_eval](https://docs.python.org/3/library/ast.html#ast.literal_eval)
    /// - [CWE-78: OS command injection](https://cwe.mitre.org/data/definitions/78.html)
    pub(crate) static EVAL_CALL = {
        name: "eval-call",
        family: Code,
        summary: "text run as an expression",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [78, 95],
        aliases: ["B307", "S307"],
        subject: Subject::Code(Code::table("B307", "eval", &[Look::Table(TABLE)])),
    };
}

const TABLE: Table = Table::calls(&["eval"], hit).judged(judge);

fn hit(name: &str) -> Hit {
    let message = format!("{name} runs whatever the text says; ast.literal_eval reads values only");
    Hit::new(Severity::Medium, Confidence::High, message)
}

fn judge(cx: &Cx<'_>, node: Node<'_>, hit: Hit) -> Option<Hit> {
    let text = Call::of(node)?.positional(0);
    (!text.is_some_and(|text| fixed::is_fixed(cx, text))).then_some(hit)
}
