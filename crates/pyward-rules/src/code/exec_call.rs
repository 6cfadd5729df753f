use pyward_model::{Confidence, Severity};
use pyward_python::views::Call;

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// The builtin `exec` is called with anything but a fixed text.
    ///
    /// ## Why
    /// `exec` runs whatever the text says: whoever has a say in it runs code of their own.
    ///
    /// ## Bad
    /// ```bad app.py
    /// exec(request.form["code"])
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// exec("import readline")
    /// ```
    ///
    /// ## References
    /// - [exec](https://docs.python.org/3/library/functions.html#exec)
    /// - [CWE-78: OS command injection](https://cwe.mitre.org/data/definitions/78.html)
    pub(crate) static EXEC_CALL = {
        name: "exec-call",
        family: Code,
        summary: "exec, which runs text as code",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [78, 95],
        aliases: ["B102", "S102"],
        subject: Subject::Code(Code::bandit("B102", "exec_used", &[Look::Call(Names::Whole(&["exec"]), find)])),
    };
}

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let code = call.positional(0);
    if !cx.is_compat() && code.is_some_and(|code| cx.text(code).is_some()) {
        return None;
    }
    let message = "exec runs whatever the text says";
    Some(Hit::new(Severity::Medium, Confidence::High, message))
}
