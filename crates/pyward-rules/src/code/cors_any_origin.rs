use pyward_model::{Confidence, Severity};
use pyward_python::views::{Assign, Call, Field, Kind, Node};

use crate::declare::rule;
use crate::setting;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// Cross-origin requests are allowed from any site together with credentials: `CORSMiddleware` of Starlette and
    /// FastAPI, `CORS` of flask-cors, the settings of django-cors-headers.
    ///
    /// ## Why
    /// A page on any site can then read, with the cookies of whoever visits it, what is meant for that user alone.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from fastapi import FastAPI
    /// from fastapi.middleware.cors import CORSMiddleware
    ///
    /// app = FastAPI()
    /// app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True)
    /// ```
    ///
    /// ```bad app.py
    /// import os
    ///
    /// from starlette.applications import Starlette
    /// from starlette.middleware.cors import CORSMiddleware
    ///
    /// ORIGINS = os.getenv("ALLOWED_ORIGINS", "*").split(",")
    /// app = Starlette()
    /// app.add_middleware(CORSMiddleware, allow_origins=ORIGINS, allow_credentials=True)
    /// ```
    ///
    /// ```bad app.py
    /// from flask_cors import CORS
    ///
    /// CORS(app, supports_credentials=True)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from fastapi import FastAPI
    /// from fastapi.middleware.cors import CORSMiddleware
    ///
    /// app = FastAPI()
    /// app.add_middleware(CORSMiddleware, allow_origins=["https://example.org"], allow_credentials=True)
    /// ```
    ///
    /// ## References
    /// - [MDN: CORS](https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS)
    /// - [Starlette: CORSMiddleware](https://www.starlette.io/middleware/#corsmiddleware)
    /// - [CWE-942: permissive cross-domain policy](https://cwe.mitre.org/data/definitions/942.html)
    pub(crate) static CORS_ANY_ORIGIN = {
        name: "cors-any-origin",
        family: Code,
        summary: "any site may read answers made for a user",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [942],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Keyword(&["allow_credentials", "supports_credentials"]), find), Look::Assign(assigned)])),
    };
}

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let origins = if let Some(credentials) = call.keyword("allow_credentials") {
        let of_regex = call
            .keyword("allow_origin_regex")
            .filter(|value| matches!(cx.text(*value), Some(".*" | "^.*$" | "https?://.*")));
        let value = of_regex.or_else(|| {
            call.keyword("allow_origins")
                .filter(|value| is_any(cx, *value))
        });
        value.filter(|_| cx.is_true(credentials))?
    } else {
        let credentials = call.keyword("supports_credentials")?;
        let is_cors = matches!(call.func().last_name(), Some("CORS" | "cross_origin"));
        // Without the word, flask-cors allows any.
        let origins = call
            .keyword("origins")
            .or_else(|| call.keyword("resources"));
        let is_open = origins.is_none_or(|value| is_any(cx, value));
        Some(credentials).filter(|value| is_cors && is_open && cx.is_true(*value))?
    };
    let message = "pages of any site may read answers made for a signed-in user";
    Some(Hit::new(Severity::Medium, Confidence::High, message).at(origins))
}

fn is_any<'a>(cx: &Cx<'a>, value: Node<'a>) -> bool {
    let is_star = |node: Node<'a>| matches!(node.str_value(), Some("*" | ".*" | r"/*"));
    cx.origins(value).into_iter().any(|origin| {
        is_star(origin)
            || (matches!(origin.kind(), Kind::List | Kind::Tuple | Kind::Set)
                && origin.children().any(is_star))
            || (origin.kind() == Kind::Dict
                && origin
                    .descendants()
                    .take(200)
                    .any(|it| it.field() != Field::Keys && is_star(it)))
            || Call::of(origin).is_some_and(|call| is_any_unless_told(cx, call))
    })
}

/// `os.getenv(name, "*")`, also cut up: any, for everybody who sets nothing.
fn is_any_unless_told<'a>(cx: &Cx<'a>, call: Call<'a>) -> bool {
    if call.func().attribute() == Some("split") {
        let whole = call.func().child(Field::Value);
        return whole.is_some_and(|whole| {
            let mut origins = cx.origins(whole).into_iter();
            origins.any(|origin| {
                let read = Call::of(origin);
                origin.str_value() == Some("*")
                    || read.is_some_and(|read| is_read_with_star(cx, read))
            })
        });
    }
    is_read_with_star(cx, call)
}

fn is_read_with_star<'a>(cx: &Cx<'a>, call: Call<'a>) -> bool {
    let name = cx.qualified(call.func());
    let is_read = matches!(
        name.as_deref(),
        Some("os.getenv" | "os.environ.get" | "decouple.config")
    );
    let default = call.positional(1).or_else(|| call.keyword("default"));
    is_read && default.is_some_and(|default| default.str_value() == Some("*"))
}

fn assigned<'a>(cx: &Cx<'a>, assign: Assign<'a>) -> Option<Hit> {
    let (name, value) = setting::of_assign(cx, assign)?;
    if !matches!(name, "CORS_ALLOW_ALL_ORIGINS" | "CORS_ORIGIN_ALLOW_ALL") || !cx.is_true(value) {
        return None;
    }
    let with_credentials = cx
        .module()
        .source()
        .text
        .lines()
        .any(|line| line.starts_with("CORS_ALLOW_CREDENTIALS") && line.contains("True"));
    let (severity, confidence) = if with_credentials {
        (Severity::Medium, Confidence::High)
    } else {
        (Severity::Low, Confidence::Medium)
    };
    let message = format!("{name}: pages of any site may read answers");
    Some(Hit::new(severity, confidence, message).at(value))
}
