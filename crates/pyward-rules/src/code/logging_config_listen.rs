use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Kind};

use crate::argument;
use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// `logging.config.listen` is called without `verify`.
    ///
    /// ## Why
    /// Whoever can connect sends a configuration, and a configuration can name code to run.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import logging.config
    ///
    /// logging.config.listen(9999)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import logging.config
    ///
    /// logging.config.listen(9999, verify=check_signature)
    /// ```
    ///
    /// ## References
    /// - [logging.config.listen](https://docs.python.org/3/library/logging.config.html#logging.config.listen)
    /// - [CWE-94: code injection](https://cwe.mitre.org/data/definitions/94.html)
    pub(crate) static LOGGING_CONFIG_LISTEN = {
        name: "logging-config-listen",
        family: Code,
        summary: "logging configured by whoever connects",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [94],
        aliases: ["B612", "S612"],
        subject: Subject::Code(Code::bandit("B612", "logging_config_insecure_listen", &[Look::Call(Names::Whole(&["logging.config.listen"]), find)])),
    };
}

fn find(cx: &Cx<'_>, call: Call<'_>) -> Option<Hit> {
    let is_verified = if cx.is_compat() {
        call.keyword("verify").is_some() || argument::keywords_fail(call)
    } else {
        let verify = call.argument("verify", 1);
        verify.map_or(call.has_unpacking(), |verify| verify.kind() != Kind::None)
    };
    let message = "whoever connects can send a configuration, which can run code";
    (!is_verified).then(|| Hit::new(Severity::Medium, Confidence::High, message))
}
