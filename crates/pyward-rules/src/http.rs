//! Calls that send a request over HTTP.

use pyward_python::views::{Call, Node};

use crate::Cx;

/// The library that sends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Library {
    /// Waits for ever where it is not told how long.
    Requests,
    /// Has a limit of its own.
    Httpx,
}

impl Library {
    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Requests => "requests",
            Self::Httpx => "httpx",
        }
    }
}

const VERBS: &[&str] = &["get", "options", "head", "post", "put", "patch", "delete"];

/// The functions of both.
pub(crate) const NAMES: &[&str] = &[
    "get",
    "options",
    "head",
    "post",
    "put",
    "patch",
    "delete",
    "request",
    "stream",
    "Client",
    "AsyncClient",
];

/// The library a call sends a request by. Bandit knows it by what it takes for its name; beyond that, clients and sessions
/// are known by how they were made.
pub(crate) fn library<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Library> {
    let (name, last) = (cx.name(), cx.last_name());
    let of = |first: &str| match first {
        "requests" if VERBS.contains(&last) || (!cx.is_compat() && last == "request") => {
            Some(Library::Requests)
        }
        "httpx" => Some(Library::Httpx),
        _ => None,
    };
    let first = name.split('.').next().unwrap_or("");
    if cx.is_compat() {
        return of(first);
    }
    if !name.is_empty() {
        return of(first).filter(|_| cx.is_imported_below(first));
    }
    let method = call.func().attribute()?;
    if !cx.is_imported_below("requests") && !cx.is_imported_below("httpx") {
        return None;
    }
    let receiver: Node<'_> = call.func().children().next()?;
    let maker = cx.maker(receiver)?;
    match maker.as_str() {
        "requests.Session" | "requests.session" | "requests.sessions.Session" => {
            (VERBS.contains(&method) || method == "request").then_some(Library::Requests)
        }
        "httpx.Client" | "httpx.AsyncClient" => {
            let sends = VERBS.contains(&method) || matches!(method, "request" | "stream");
            sends.then_some(Library::Httpx)
        }
        _ => None,
    }
}
