use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Kind};

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// `RawSQL` of Django is given a statement that is not fixed.
    ///
    /// ## Why
    /// A value that becomes part of the statement's text can change what the statement does.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from django.db.models.expressions import RawSQL
    ///
    /// query.annotate(total=RawSQL("select sum(x) from t where y = %s" % y, []))
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from django.db.models.expressions import RawSQL
    ///
    /// query.annotate(total=RawSQL("select sum(x) from t where y = %s", [y]))
    /// ```
    ///
    /// ## References
    /// - [Raw SQL expressions](https://docs.djangoproject.com/en/stable/ref/models/expressions/#raw-sql-expressions)
    /// - [CWE-89: SQL injection](https://cwe.mitre.org/data/definitions/89.html)
    pub(crate) static DJANGO_RAW_SQL = {
        name: "django-raw-sql",
        family: Code,
        summary: "SQL put together for RawSQL",
        severity: Some(Severity::Medium),
        confidence: Medium,
        cwes: [89],
        aliases: ["B611", "S611"],
        subject: Subject::Code(Code::bandit("B611", "django_rawsql_used", &[Look::Call(Names::Last(&["RawSQL"]), find)])),
    };
}

fn find(cx: &Cx<'_>, call: Call<'_>) -> Option<Hit> {
    let is_django = if cx.is_compat() {
        cx.is_imported_like("django.db.models")
    } else {
        cx.name().starts_with("django.")
    };
    if !is_django {
        return None;
    }
    let statement = call.positional(0).or_else(|| call.keyword("sql"))?;
    let value = cx.value_of(statement).filter(|_| !cx.is_compat());
    let statement = value.unwrap_or(statement);
    let message = "RawSQL puts a text into the statement as it is";
    (statement.kind() != Kind::Str).then(|| Hit::new(Severity::Medium, Confidence::Medium, message))
}
