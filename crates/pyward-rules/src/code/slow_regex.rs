use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Const, Node};

use crate::declare::rule;
use crate::regex_shape;
use crate::setting;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A regular expression has a loop that can split one text in many ways (`(a+)+`, `(\w|\d)*`, `(.*,)*`), followed by
    /// something that can fail.
    ///
    /// ## Why
    /// Where it fails, all ways are tried: each further character doubles the time, and thirty stop the process for
    /// minutes.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import re
    ///
    /// WORDS = re.compile(r"^(\w+\s?)+$")
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import re
    ///
    /// WORDS = re.compile(r"^\w+(\s\w+)*\s?$")
    /// ```
    ///
    /// ## References
    /// - [OWASP: regular expression denial of service](https://owasp.org/www-community/attacks/Regular_expression_Denial_of_Service_-_ReDoS)
    /// - [CWE-1333: inefficient regular expression](https://cwe.mitre.org/data/definitions/1333.html)
    pub(crate) static SLOW_REGEX = {
        name: "slow-regex",
        family: Code,
        summary: "regular expression that a text can make take for ever",
        severity: Some(Severity::Medium),
        confidence: Medium,
        cwes: [1333],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Whole(NAMES), find)])),
    };
}

const NAMES: &[&str] = &[
    "re.compile",
    "re.match",
    "re.search",
    "re.fullmatch",
    "re.sub",
    "re.subn",
    "re.split",
    "re.findall",
    "re.finditer",
    "django.core.validators.RegexValidator",
    "django.urls.re_path",
    "wtforms.validators.Regexp",
];

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let named = call.keyword("pattern").or_else(|| call.keyword("regex"));
    let pattern = named.or_else(|| call.positional(0))?;
    let text = match cx.constant(pattern)? {
        Const::Str(text) => text.to_owned(),
        Const::Bytes(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        _ => return None,
    };
    let is_verbose = call
        .descendants()
        .take(2000)
        .any(|node| matches!(node.attribute(), Some("VERBOSE" | "X")));
    let is_whole = cx.last_name() == "fullmatch" || compiled_for_whole(call);
    let message = "a loop in this pattern can split one text in many ways, and a text that fails has all of them tried";
    (!setting::is_test(cx) && regex_shape::is_exponential(&text, is_verbose, is_whole))
        .then(|| Hit::new(Severity::Medium, Confidence::Medium, message).at(pattern))
}

/// `re.compile(…).fullmatch`.
fn compiled_for_whole(call: Call<'_>) -> bool {
    let around = call.parent();
    around.and_then(Node::attribute) == Some("fullmatch")
}
