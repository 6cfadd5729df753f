use pyward_model::{Confidence, Severity};
use pyward_python::views::{Assign, Class, Node};

use crate::declare::rule;
use crate::setting;
use crate::{Code, Cx, Hit, Look, Subject};

rule! {
    /// A `ModelForm` or serializer takes all fields of its model (`fields = "__all__"`), or all but some (`exclude`).
    ///
    /// ## Why
    /// A field that is added to the model later, `is_admin` say, can be set by whoever sends the form.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from django import forms
    ///
    ///
    /// class UserForm(forms.ModelForm):
    ///     class Meta:
    ///         model = User
    ///         fields = "__all__"
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from django import forms
    ///
    ///
    /// class UserForm(forms.ModelForm):
    ///     class Meta:
    ///         model = User
    ///         fields = ["name", "email"]
    /// ```
    ///
    /// ## References
    /// - [Django: selecting the fields to use](https://docs.djangoproject.com/en/stable/topics/forms/modelforms/#selecting-the-fields-to-use)
    /// - [CWE-915: mass assignment](https://cwe.mitre.org/data/definitions/915.html)
    pub(crate) static MODEL_FORM_ALL_FIELDS = {
        name: "model-form-all-fields",
        family: Code,
        summary: "form that lets every field be set",
        severity: Some(Severity::Low),
        confidence: Medium,
        cwes: [915],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Class(find)])),
    };
}

fn find(cx: &Cx<'_>, class: Class<'_>) -> Option<Hit> {
    let is_meta = class.name() == "Meta";
    let outer = class
        .parent()
        .and_then(Class::of)
        .filter(|_| is_meta && !setting::is_test(cx))?;
    outer
        .bases()
        .filter_map(Node::last_name)
        .find(|base| base.ends_with("ModelForm"))?;
    let assign = class.body().filter_map(Assign::of).find(|assign| {
        let name = assign.targets().next().and_then(Node::name_id);
        let is_all = assign.value().and_then(Node::str_value) == Some("__all__");
        name == Some("fields") && is_all
    })?;
    let message = "every field of the model can be set through the form, those added later too";
    Some(Hit::new(Severity::Low, Confidence::Medium, message).at(assign.node()))
}
