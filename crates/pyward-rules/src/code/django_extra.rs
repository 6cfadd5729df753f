use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Field, Kind, Node};

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// `extra` of a Django query is called with `select`, `where` or `tables` that are not fixed.
    ///
    /// ## Why
    /// They become parts of the statement as they are, so a value from outside can change what the statement does.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from django.contrib.auth.models import User
    ///
    /// User.objects.extra(where=["name = '%s'" % name])
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from django.contrib.auth.models import User
    ///
    /// User.objects.extra(where=["name = %s"], params=[name])
    /// ```
    ///
    /// ## References
    /// - [QuerySet.extra](https://docs.djangoproject.com/en/stable/ref/models/querysets/#extra)
    /// - [CWE-89: SQL injection](https://cwe.mitre.org/data/definitions/89.html)
    pub(crate) static DJANGO_EXTRA = {
        name: "django-extra",
        family: Code,
        summary: "SQL put into a query of Django",
        severity: Some(Severity::Medium),
        confidence: Medium,
        cwes: [89],
        aliases: ["B610", "S610"],
        subject: Subject::Code(Code::bandit("B610", "django_extra_used", &[Look::Call(Names::Named(&["extra"]), find)])),
    };
}

fn find(cx: &Cx<'_>, call: Call<'_>) -> Option<Hit> {
    if !cx.is_compat() && !cx.is_imported_below("django") {
        return None;
    }
    // To bandit, what is given by position counts before what is given by name.
    let given = |name: &str, number: usize| {
        let given = call.positional(number).or_else(|| call.keyword(name))?;
        let value = cx.value_of(given).filter(|_| !cx.is_compat());
        Some(value.unwrap_or(given))
    };
    let is_open = [("where", 1), ("tables", 3)]
        .into_iter()
        .filter_map(|(name, number)| given(name, number))
        .any(|texts| !is_fixed_list(cx, texts))
        || given("select", 0).is_some_and(|select| !is_fixed_dict(select));
    let message = "extra puts texts into the statement as they are";
    is_open.then(|| Hit::new(Severity::Medium, Confidence::Medium, message))
}

fn is_fixed_list(cx: &Cx<'_>, node: Node<'_>) -> bool {
    let is_list = node.kind() == Kind::List
        || (!cx.is_compat() && matches!(node.kind(), Kind::Tuple | Kind::None));
    is_list && node.children().all(|text| text.kind() == Kind::Str)
}

fn is_fixed_dict(node: Node<'_>) -> bool {
    // `**x` is a value without a key.
    let keys = node.children_in(Field::Keys).count();
    node.kind() == Kind::Dict
        && node.children_in(Field::Values).count() == keys
        && node.children().all(|text| text.kind() == Kind::Str)
}
