use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Const, Node};

use crate::argument;
use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// SNMP version 1 or 2c is used by `pysnmp`.
    ///
    /// ## Why
    /// Both send the community name, which is all they have for a password, and all else in the clear.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from pysnmp.hlapi import CommunityData
    ///
    /// CommunityData("public", mpModel=0)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from pysnmp.hlapi import UsmUserData
    ///
    /// UsmUserData(name, auth_key, priv_key)
    /// ```
    ///
    /// ## References
    /// - [RFC 3414](https://www.rfc-editor.org/rfc/rfc3414)
    /// - [CWE-319: cleartext transmission of sensitive information](https://cwe.mitre.org/data/definitions/319.html)
    pub(crate) static SNMP_INSECURE_VERSION = {
        name: "snmp-insecure-version",
        family: Code,
        summary: "SNMP without encryption",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [319],
        aliases: ["B508", "S508"],
        subject: Subject::Code(Code::bandit("B508", "snmp_insecure_version", &[Look::Call(Names::Last(&["CommunityData"]), find)]).reported_as("snmp_insecure_version_check")),
    };
}

fn find(cx: &Cx<'_>, call: Call<'_>) -> Option<Hit> {
    let model = call.keyword("mpModel");
    let is_found = if cx.is_compat() {
        cx.name() == "pysnmp.hlapi.CommunityData"
            && model
                .and_then(Node::constant)
                .is_some_and(|model| is_old(&model))
            && !argument::keywords_fail(call)
    } else {
        // Left out, it is version 2c.
        cx.name().starts_with("pysnmp.hlapi.")
            && !call.has_unpacking()
            && call
                .argument("mpModel", 2)
                .is_none_or(|model| model.constant().is_some_and(|model| is_old(&model)))
    };
    let message = "SNMP 1 and 2c send everything in the clear; use version 3";
    is_found.then(|| Hit::new(Severity::Medium, Confidence::High, message))
}

/// Whether a number stands for version 1 or 2c.
fn is_old(model: &Const<'_>) -> bool {
    match *model {
        Const::Int(model) => matches!(model, Some(0 | 1)),
        Const::Float(model) => model == 0.0 || (model - 1.0).abs() < f64::EPSILON,
        Const::Complex(imaginary) => imaginary == 0.0,
        _ => false,
    }
}
