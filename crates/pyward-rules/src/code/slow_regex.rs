use pyward_model::{Confidence, Severity};
use pyward_python::views::{Assign, Call, Kind, Node};

use crate::declare::rule;
use crate::regex_paths::{self, Growth};
use crate::regex_shape::{self, LONGEST, Piece};
use crate::setting;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A regular expression has a loop that can split one text in many ways (`(a+)+`, `(\w|\d)*`, `(.*,)*`), followed by
    /// something that can fail.
    ///
    /// ## Why
    /// Where it fails, all ways are tried: each further character doubles the time, and thirty stop the process for
    /// minutes. Four loops or more behind each other that can share one text (`.+-.+-.+-.+`) are told with low severity:
    /// their time grows with the length to that power.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import re
    ///
    /// WORDS = re.compile(r"^(\w+\s?)+$")
    ///
    ///
    /// class Lexer:
    ///     TAG = r"<(\w+)(?:\s+\w+|\s*=\s*|'.*?')*>"
    ///
    ///     def start(self):
    ///         return self.match(r"\{%\s*(?:\w+\s*)*%\}")
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
        subject: Subject::Code(Code::own(&[
            Look::Call(Names::Whole(NAMES), find),
            Look::Call(Names::Method(METHODS), handed),
            Look::Assign(assigned),
        ])),
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

/// What methods of scanners, lexers and tables of rules are called that are handed patterns.
const METHODS: &[&str] = &[
    "match",
    "search",
    "scan",
    "findall",
    "finditer",
    "fullmatch",
    "compile",
    "sub",
    "split",
    "consume",
];

/// Fewer loops that share a text are too common to be told.
const LEAST_POWER: usize = 4;

const DOUBLES: &str = "a loop in this pattern can split one text in many ways, and a text that fails has all of them tried";

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let named = call.keyword("pattern").or_else(|| call.keyword("regex"));
    let pattern = named.or_else(|| call.positional(0))?;
    if setting::is_test(cx) {
        return None;
    }
    let name = cx.last_name();
    let is_whole = name == "fullmatch" || compiled_for_whole(call);
    let is_search = matches!(
        name,
        "search" | "sub" | "subn" | "split" | "findall" | "finditer"
    );
    let piece = regex_shape::parse(&cx.written(pattern, LONGEST)?, is_verbose(call))?;
    match growth(cx, &piece, is_whole, is_search)? {
        Growth::Doubles => {
            Some(Hit::new(Severity::Medium, Confidence::Medium, DOUBLES).at(pattern))
        }
        Growth::Power(power) if power >= LEAST_POWER => {
            let message = format!(
                "{power} loops of this pattern can share one text, and one that fails takes time that grows with its length to that power"
            );
            Some(Hit::new(Severity::Low, Confidence::Medium, message).at(pattern))
        }
        Growth::Power(_) => None,
    }
}

/// A pattern that something else than `re` is handed: the scanner of a template language, say.
fn handed<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let pattern = call.positional(0)?;
    let is_known = cx.name().starts_with("re.");
    (!is_known && doubles(cx, pattern, is_verbose(call)))
        .then(|| Hit::new(Severity::Medium, Confidence::Low, DOUBLES).at(pattern))
}

/// A pattern that is kept, and compiled somewhere else.
fn assigned<'a>(cx: &Cx<'a>, assign: Assign<'a>) -> Option<Hit> {
    let value = assign.value()?;
    let mut around = assign.node().ancestors();
    let is_constant = around.all(|node| matches!(node.kind(), Kind::ClassDef | Kind::Module));
    if !is_constant || !doubles(cx, value, false) {
        return None;
    }
    // Where it is compiled here, it is told there.
    let left = cx.patterns().get().checked_sub(cx.tree().len())?;
    cx.patterns().set(left);
    let names: Vec<_> = assign.targets().filter_map(Node::last_name).collect();
    let mut nodes = cx.tree().nodes();
    let is_compiled_here = nodes.any(|node| {
        let Some(call) = Call::of(node) else {
            return false;
        };
        let pattern = call.positional(0).and_then(Node::last_name);
        pattern.is_some_and(|pattern| names.contains(&pattern))
            && cx
                .qualified(call.func())
                .is_some_and(|name| NAMES.contains(&&*name))
    });
    (!is_compiled_here).then(|| Hit::new(Severity::Medium, Confidence::Low, DOUBLES).at(value))
}

/// Whether a value is a text that looks like a pattern, and one whose time doubles.
fn doubles<'a>(cx: &Cx<'a>, value: Node<'a>, is_verbose: bool) -> bool {
    if !matches!(
        value.kind(),
        Kind::Str | Kind::Bytes | Kind::BinOp | Kind::JoinedStr
    ) || setting::is_test(cx)
    {
        return false;
    }
    let text = cx.written(value, LONGEST);
    let text = text.filter(|text| [")*", ")+", "){"].iter().any(|end| text.contains(end)));
    let piece = text.and_then(|text| regex_shape::parse(&text, is_verbose));
    piece.is_some_and(|piece| growth(cx, &piece, false, false) == Some(Growth::Doubles))
}

/// How a pattern's time grows, as long as the module's patterns take no more steps than they may.
fn growth(cx: &Cx<'_>, piece: &Piece, is_whole: bool, is_search: bool) -> Option<Growth> {
    let mut steps = cx.patterns().get();
    let found = regex_paths::growth(piece, is_whole, is_search, &mut steps);
    cx.patterns().set(steps);
    found
}

fn is_verbose(call: Call<'_>) -> bool {
    let mut nodes = call.descendants().take(2000);
    nodes.any(|node| matches!(node.attribute(), Some("VERBOSE" | "X")))
}

/// `re.compile(…).fullmatch`.
fn compiled_for_whole(call: Call<'_>) -> bool {
    let around = call.parent();
    around.and_then(Node::attribute) == Some("fullmatch")
}
