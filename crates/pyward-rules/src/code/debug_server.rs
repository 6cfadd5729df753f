use pyward_model::{Confidence, Severity};
use pyward_python::views::Call;

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A server or application of Bottle, Tornado, Starlette, FastAPI, aiohttp or Dash is started in debug mode, or uvicorn
    /// with `reload` for all interfaces.
    ///
    /// ## Why
    /// Debug modes show source and variables to whoever provokes an error, and some let them run code.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from fastapi import FastAPI
    ///
    /// app = FastAPI(debug=True)
    /// ```
    ///
    /// ```bad app.py
    /// import uvicorn
    ///
    /// uvicorn.run("app:app", host="0.0.0.0", reload=True)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import uvicorn
    ///
    /// uvicorn.run("app:app", host="127.0.0.1")
    /// ```
    ///
    /// ## References
    /// - [Starlette: debug](https://www.starlette.io/applications/)
    /// - [uvicorn: settings](https://www.uvicorn.org/settings/)
    /// - [CWE-489: active debug code](https://cwe.mitre.org/data/definitions/489.html)
    pub(crate) static DEBUG_SERVER = {
        name: "debug-server",
        family: Code,
        summary: "server started for development",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [489],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Keyword(&["debug", "reload"]), find)])),
    };
}

const APPS: &[&str] = &[
    "fastapi.FastAPI",
    "starlette.applications.Starlette",
    "bottle.run",
    "tornado.web.Application",
    "sanic.Sanic.run",
    "litestar.Litestar",
    "falcon.App",
];

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let is_on = |name: &str| call.keyword(name).filter(|value| cx.is_true(*value));
    let made = cx.method(call);
    let is_run_of = |maker: &str| {
        made.as_ref()
            .is_some_and(|(made, method)| made == maker && *method == "run")
    };
    if APPS.contains(&cx.name())
        || is_run_of("dash.Dash")
        || is_run_of("sanic.Sanic")
        || is_run_of("bottle.Bottle")
    {
        let value = is_on("debug")?;
        let message = "debug mode shows its inside to whoever provokes an error";
        return Some(Hit::new(Severity::Medium, Confidence::High, message).at(value));
    }
    let host = call.keyword("host").and_then(|host| cx.text(host));
    let value =
        is_on("reload").filter(|_| cx.name() == "uvicorn.run" && host == Some("0.0.0.0"))?;
    let message = "a server made for development listens on all interfaces";
    Some(Hit::new(Severity::Low, Confidence::Medium, message).at(value))
}
