use pyward_model::{Confidence, Severity};
use pyward_python::views::Call;

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// `numpy.load` is called with `allow_pickle=True`.
    ///
    /// ## Why
    /// A file of objects is a pickle, which runs what whoever wrote it chose.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import numpy as np
    ///
    /// data = np.load(path, allow_pickle=True)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import numpy as np
    ///
    /// data = np.load(path)
    /// ```
    ///
    /// ## References
    /// - [numpy.load](https://numpy.org/doc/stable/reference/generated/numpy.load.html)
    /// - [CWE-502: deserialization of untrusted data](https://cwe.mitre.org/data/definitions/502.html)
    pub(crate) static NUMPY_PICKLE = {
        name: "numpy-pickle",
        family: Code,
        summary: "NumPy array read with pickle allowed",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [502],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Whole(&["numpy.load", "numpy.lib.format.read_array", "numpy.lib.npyio.NpzFile"]), find)])),
    };
}

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let value = call
        .keyword("allow_pickle")
        .filter(|value| cx.is_true(*value))?;
    let message = "with allow_pickle the file may be a pickle, which runs what it says";
    Some(Hit::new(Severity::Medium, Confidence::High, message).at(value))
}
