use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, ExceptHandler, Function, Kind, Node};

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Subject};

rule! {
    /// The text of a traceback, or of a caught exception of every kind, is put into a response.
    ///
    /// ## Why
    /// Paths, queries and values in it tell an attacker what to try next.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import traceback
    ///
    /// from flask import jsonify
    ///
    ///
    /// def view():
    ///     try:
    ///         return work()
    ///     except Exception:
    ///         return jsonify(error=traceback.format_exc())
    /// ```
    ///
    /// ```bad app.py
    /// from flask import Flask
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/")
    /// def view():
    ///     try:
    ///         return work()
    ///     except Exception as error:
    ///         return str(error), 500
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from flask import jsonify
    ///
    ///
    /// def view():
    ///     try:
    ///         return work()
    ///     except Exception:
    ///         log.exception("work failed")
    ///         return jsonify(error="internal error"), 500
    /// ```
    ///
    /// ## References
    /// - [OWASP: improper error handling](https://owasp.org/www-community/Improper_Error_Handling)
    /// - [CWE-209: error message with sensitive information](https://cwe.mitre.org/data/definitions/209.html)
    pub(crate) static ERROR_TEXT_IN_RESPONSE = {
        name: "error-text-in-response",
        family: Code,
        summary: "inside of an error shown to users",
        severity: Some(Severity::Low),
        confidence: Medium,
        cwes: [209],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::ExceptHandler(find)])),
    };
}

const RESPONSES: &[&str] = &[
    "jsonify",
    "make_response",
    "Response",
    "HttpResponse",
    "JsonResponse",
    "HttpResponseServerError",
    "HTMLResponse",
    "JSONResponse",
    "PlainTextResponse",
    "HTTPException",
    "json_response",
];

fn find<'a>(cx: &Cx<'a>, handler: ExceptHandler<'a>) -> Option<Hit> {
    let is_broad = handler
        .caught()
        .is_none_or(|caught| matches!(caught.name_id(), Some("Exception" | "BaseException")));
    let name = handler.name();
    let shows = |node: Node<'a>| {
        let Some(call) = Call::of(node) else {
            return false;
        };
        let is_trace = matches!(
            cx.qualified(call.func()).as_deref(),
            Some("traceback.format_exc" | "traceback.format_exception" | "traceback.format_tb")
        );
        let of_error = matches!(call.func().name_id(), Some("str" | "repr"))
            && call.positional(0).and_then(Node::name_id) == name
            && name.is_some();
        is_trace || (is_broad && of_error)
    };
    let is_view = handler
        .function()
        .and_then(Function::of)
        .is_some_and(is_view);
    handler.descendants().take(5_000).find_map(|node| {
        let is_answer = match node.kind() {
            Kind::Call => Call::of(node)?.func().last_name().is_some_and(|name| RESPONSES.contains(&name)),
            Kind::Return => is_view,
            _ => false,
        };
        let at = node.descendants().take(500).find(|inner| shows(*inner)).filter(|_| is_answer)?;
        let message = "the inside of an error is shown to whoever provokes it; log it and answer with a number";
        Some(Hit::new(Severity::Low, Confidence::Medium, message).at(at))
    })
}

fn is_view(function: Function<'_>) -> bool {
    function.decorators().any(|decorator| {
        let named = Call::of(decorator).map_or(decorator, Call::func);
        matches!(
            named.attribute(),
            Some("route" | "get" | "post" | "put" | "patch" | "delete" | "websocket" | "api_route")
        )
    })
}
