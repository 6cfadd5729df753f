use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Kind};

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// `multiprocessing.connection.Listener` or `Client` is made for a network address without `authkey`.
    ///
    /// ## Why
    /// What arrives is unpickled, so whoever reaches the port runs code.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from multiprocessing.connection import Listener
    ///
    /// listener = Listener(("0.0.0.0", 6000))
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from multiprocessing.connection import Listener
    ///
    /// listener = Listener(("127.0.0.1", 6000), authkey=key)
    /// ```
    ///
    /// ## References
    /// - [multiprocessing: listeners and clients](https://docs.python.org/3/library/multiprocessing.html#module-multiprocessing.connection)
    /// - [CWE-306: missing authentication for critical function](https://cwe.mitre.org/data/definitions/306.html)
    /// - [CWE-502: deserialization of untrusted data](https://cwe.mitre.org/data/definitions/502.html)
    pub(crate) static LISTENER_WITHOUT_KEY = {
        name: "listener-without-key",
        family: Code,
        summary: "socket that unpickles from anybody",
        severity: Some(Severity::Medium),
        confidence: Medium,
        cwes: [306, 502],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Whole(&["multiprocessing.connection.Listener", "multiprocessing.connection.Client"]), find)])),
    };
}

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let address = call.argument("address", 0)?;
    let is_network = cx
        .origins(address)
        .into_iter()
        .any(|it| it.kind() == Kind::Tuple);
    let is_open =
        call.keyword("authkey").is_none() && call.positional(3).is_none() && !call.has_unpacking();
    let message = "without authkey whoever reaches the port has pickles read, which run code";
    (is_network && is_open).then(|| Hit::new(Severity::Medium, Confidence::Medium, message))
}
