use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Field, Kind, Node};

use crate::declare::rule;
use crate::setting;
use crate::word;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A call of logging, or `print`, is given a value whose name speaks of a password, token or key.
    ///
    /// ## Why
    /// Logs are kept long, copied to many places and read by many.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import logging
    ///
    /// logging.info("login of %s with %s", user, password)
    /// ```
    ///
    /// ```bad app.py
    /// import logging
    ///
    /// log = logging.getLogger(__name__)
    /// log.debug(f"using {api_key}")
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import logging
    ///
    /// logging.info("login of %s", user)
    /// ```
    ///
    /// ## References
    /// - [OWASP: logging](https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html#data-to-exclude)
    /// - [CWE-532: sensitive information in a log file](https://cwe.mitre.org/data/definitions/532.html)
    pub(crate) static SECRET_IN_LOG = {
        name: "secret-in-log",
        family: Code,
        summary: "secret written to a log",
        severity: Some(Severity::Medium),
        confidence: Medium,
        cwes: [532],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Method(&["debug", "info", "warning", "warn", "error", "critical", "exception", "log"]), find)])),
    };
}

const SECRETS: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "secret",
    "api key",
    "apikey",
    "private key",
    "secret key",
    "access token",
    "auth token",
    "session token",
    "refresh token",
    "client secret",
    "bearer token",
];

const HARMLESS: &[&str] = &[
    "hash",
    "hashed",
    "masked",
    "redacted",
    "length",
    "len",
    "name",
    "id",
    "type",
    "file",
    "path",
    "url",
    "field",
    "manager",
    "error",
    "count",
    "strength",
    "policy",
    "expiry",
    "is",
    "has",
    "required",
    "prompt",
    "fingerprint",
    "version",
    "arn",
    "public",
    "service",
    "store",
    "scan",
    "detector",
];

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let object = call.func().children().next()?;
    let is_log = cx.name().starts_with("logging.")
        || cx.maker(object).is_some_and(|maker| {
            maker == "logging.getLogger"
                || maker.ends_with(".getLogger")
                || maker.ends_with("get_logger")
        })
        || object.last_name().is_some_and(|name| {
            matches!(
                name,
                "log" | "logger" | "_log" | "_logger" | "LOG" | "LOGGER"
            )
        });
    if !is_log || setting::is_test(cx) {
        return None;
    }
    let shown =
        call.positionals()
            .chain(call.keyword("extra"))
            .find_map(|argument| match argument.kind() {
                Kind::JoinedStr => argument
                    .children()
                    .filter(|part| part.kind() == Kind::FormattedValue)
                    .find_map(|part| part.children().next().filter(|it| is_secret(*it))),
                Kind::BinOp if argument.operator() == Some("%") => {
                    argument.child(Field::Right).and_then(|right| {
                        std::iter::once(right)
                            .chain(right.children())
                            .find(|it| is_secret(*it))
                    })
                }
                Kind::BinOp => argument.children().find(|it| is_secret(*it)),
                _ => Some(argument).filter(|it| is_secret(*it)),
            })?;
    let message = format!(
        "{} ends in the log",
        shown.last_name().unwrap_or("a secret")
    );
    Some(Hit::new(Severity::Medium, Confidence::Medium, message).at(shown))
}

fn is_secret(node: Node<'_>) -> bool {
    node.last_name().is_some_and(|name| {
        word::has(name, SECRETS)
            && !word::has(name, HARMLESS)
            && name.chars().any(char::is_lowercase)
    })
}
