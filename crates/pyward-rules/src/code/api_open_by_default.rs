use pyward_model::{Confidence, Severity};
use pyward_python::views::{Assign, Node};

use crate::declare::rule;
use crate::setting;
use crate::{Code, Cx, Hit, Look, Subject};

rule! {
    /// `DEFAULT_PERMISSION_CLASSES` of Django REST framework is `AllowAny`.
    ///
    /// ## Why
    /// A view that forgets to name its permissions is open to everybody.
    ///
    /// ## Bad
    /// ```bad settings.py
    /// REST_FRAMEWORK = {
    ///     "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    /// }
    /// ```
    ///
    /// ## Good
    /// ```good settings.py
    /// REST_FRAMEWORK = {
    ///     "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    /// }
    /// ```
    ///
    /// ## References
    /// - [Django REST framework: permissions](https://www.django-rest-framework.org/api-guide/permissions/)
    /// - [CWE-862: missing authorization](https://cwe.mitre.org/data/definitions/862.html)
    pub(crate) static API_OPEN_BY_DEFAULT = {
        name: "api-open-by-default",
        family: Code,
        summary: "API that lets everybody in unless told otherwise",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [862],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Assign(find)])),
    };
}

fn find<'a>(cx: &Cx<'a>, assign: Assign<'a>) -> Option<Hit> {
    let (name, value) = setting::of_assign(cx, assign)?;
    let entries = Some(value)
        .filter(|_| name == "REST_FRAMEWORK" && !setting::is_test(cx))?
        .entries();
    let (_, classes) = entries
        .into_iter()
        .find(|(key, _)| key.and_then(Node::str_value) == Some("DEFAULT_PERMISSION_CLASSES"))?;
    let mut names = classes.children().filter_map(Node::str_value);
    let open = names.find(|name| name.ends_with(".AllowAny"));
    let message = "views that name no permissions are open to everybody";
    open.map(|_| Hit::new(Severity::Medium, Confidence::High, message).at(classes))
}
