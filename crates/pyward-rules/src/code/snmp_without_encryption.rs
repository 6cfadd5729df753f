use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Kind};

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// `UsmUserData` of `pysnmp` is given no key for encryption.
    ///
    /// ## Why
    /// What is asked and answered can be read on its way, and without a key for authentication be changed too.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from pysnmp.hlapi import UsmUserData
    ///
    /// UsmUserData("monitor", auth_key)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from pysnmp.hlapi import UsmUserData
    ///
    /// UsmUserData("monitor", authKey=auth_key, privKey=priv_key)
    /// ```
    ///
    /// ## References
    /// - [RFC 3414](https://www.rfc-editor.org/rfc/rfc3414)
    /// - [CWE-319: cleartext transmission of sensitive information](https://cwe.mitre.org/data/definitions/319.html)
    pub(crate) static SNMP_WITHOUT_ENCRYPTION = {
        name: "snmp-without-encryption",
        family: Code,
        summary: "SNMP 3 without encryption",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [319],
        aliases: ["B509", "S509"],
        subject: Subject::Code(Code::bandit("B509", "snmp_weak_cryptography", &[Look::Call(Names::Last(&["UsmUserData"]), find)]).reported_as("snmp_crypto_check")),
    };
}

fn find(cx: &Cx<'_>, call: Call<'_>) -> Option<Hit> {
    let is_found = if cx.is_compat() {
        cx.name() == "pysnmp.hlapi.UsmUserData" && call.positional_count() < 3
    } else {
        let key = call.argument("privKey", 2);
        cx.name().starts_with("pysnmp.hlapi.")
            && !call.has_unpacking()
            && key.is_none_or(|key| key.kind() == Kind::None)
    };
    let message = "SNMP 3 without a key for encryption sends everything in the clear";
    is_found.then(|| Hit::new(Severity::Medium, Confidence::High, message))
}
