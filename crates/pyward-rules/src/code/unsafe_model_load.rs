use pyward_model::{Confidence, Severity};
use pyward_python::views::Call;

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A model is loaded with the protection of its format switched off: `safe_mode=False` of Keras, `weights_only=False`
    /// of PyTorch, `enable_unsafe_deserialization`.
    ///
    /// ## Why
    /// The file then runs what whoever made it chose, as soon as it is loaded.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import keras
    ///
    /// model = keras.models.load_model(path, safe_mode=False)
    /// ```
    ///
    /// ```bad app.py
    /// import torch
    ///
    /// model = torch.load(path, weights_only=False)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import torch
    ///
    /// model = torch.load(path, weights_only=True)
    /// ```
    ///
    /// ## References
    /// - [torch.load](https://docs.pytorch.org/docs/stable/generated/torch.load.html)
    /// - [Keras: saving](https://keras.io/guides/serialization_and_saving/)
    /// - [CWE-502: deserialization of untrusted data](https://cwe.mitre.org/data/definitions/502.html)
    pub(crate) static UNSAFE_MODEL_LOAD = {
        name: "unsafe-model-load",
        family: Code,
        summary: "model file that may carry code",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [502],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Last(&["load_model", "load", "enable_unsafe_deserialization", "deserialize_keras_object"]), find)]).supersedes(&["B614"])),
    };
}

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let name = cx.name();
    let is_off = |keyword: &str| {
        call.keyword(keyword)
            .is_some_and(|value| cx.is_false(value))
    };
    let owner = name.split('.').next()?;
    let is_keras = matches!(owner, "keras" | "tensorflow" | "tf_keras");
    let is_unsafe = match cx.last_name() {
        "load_model" | "deserialize_keras_object" => is_keras && is_off("safe_mode"),
        "enable_unsafe_deserialization" => is_keras,
        _ => owner == "torch" && is_off("weights_only"),
    };
    let message = "the file may carry code, which runs as it is loaded";
    is_unsafe.then(|| Hit::new(Severity::Medium, Confidence::High, message))
}
