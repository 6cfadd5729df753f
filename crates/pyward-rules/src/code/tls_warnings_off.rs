use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Node};

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// `urllib3.disable_warnings()` is called for all warnings, or for those about certificates left unchecked.
    ///
    /// ## Why
    /// Requests without the check go on, and nobody is told any more.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import urllib3
    ///
    /// urllib3.disable_warnings()
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import warnings
    ///
    /// warnings.filterwarnings("ignore", category=DeprecationWarning)
    /// ```
    ///
    /// ## References
    /// - [urllib3: TLS warnings](https://urllib3.readthedocs.io/en/stable/advanced-usage.html#tls-warnings)
    /// - [CWE-295: improper certificate validation](https://cwe.mitre.org/data/definitions/295.html)
    pub(crate) static TLS_WARNINGS_OFF = {
        name: "tls-warnings-off",
        family: Code,
        summary: "warnings about unchecked certificates switched off",
        severity: Some(Severity::Low),
        confidence: High,
        cwes: [295],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Last(&["disable_warnings"]), find)])),
    };
}

fn find(cx: &Cx<'_>, call: Call<'_>) -> Option<Hit> {
    let is_urllib3 = matches!(
        cx.name(),
        "urllib3.disable_warnings"
            | "requests.packages.urllib3.disable_warnings"
            | "requests.urllib3.disable_warnings"
    );
    let about = call.argument("category", 0).and_then(Node::last_name);
    let is_meant = matches!(
        about,
        None | Some("InsecureRequestWarning" | "HTTPWarning" | "SecurityWarning")
    );
    let message = "warnings about unchecked certificates are switched off";
    (is_urllib3 && is_meant).then(|| Hit::new(Severity::Low, Confidence::High, message))
}
