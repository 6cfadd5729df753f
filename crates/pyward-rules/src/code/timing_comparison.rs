use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Field, Kind, Node};

use crate::declare::rule;
use crate::setting;
use crate::word;
use crate::{Code, Cx, Hit, Look, Subject};

rule! {
    /// A digest, signature or key is compared by `==` or `!=`.
    ///
    /// ## Why
    /// The comparison ends at the first byte that differs; measured often enough, its time gives the secret away byte by
    /// byte.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import hmac
    ///
    ///
    /// def check(body, given):
    ///     expected = hmac.new(KEY, body, "sha256").hexdigest()
    ///     return expected == given
    /// ```
    ///
    /// ```bad app.py
    /// def check(request, settings):
    ///     return request.headers["X-Api-Key"] == settings.api_key
    /// ```
    ///
    /// ```bad app.py
    /// class Key:
    ///     def verify(self, message, sig):
    ///         return sig == self.sign(message)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import hmac
    ///
    ///
    /// def check(body, given):
    ///     expected = hmac.new(KEY, body, "sha256").hexdigest()
    ///     return hmac.compare_digest(expected, given)
    /// ```
    ///
    /// ## References
    /// - [hmac.compare_digest](https://docs.python.org/3/library/hmac.html#hmac.compare_digest)
    /// - [CWE-208: observable timing discrepancy](https://cwe.mitre.org/data/definitions/208.html)
    pub(crate) static TIMING_COMPARISON = {
        name: "timing-comparison",
        family: Code,
        summary: "secret compared in a time that tells how much of it was right",
        severity: None,
        confidence: Medium,
        cwes: [208],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Node(&[Kind::Compare], find)])),
    };
}

/// Names of what is compared when a caller shows who it is.
const GUARDS: &[&str] = &[
    "hmac",
    "csrf token",
    "csrftoken",
    "api key",
    "apikey",
    "auth token",
    "access token",
    "webhook secret",
    "secret token",
    "shared secret",
    "expected token",
    "computed signature",
    "client secret",
    "session token",
];

/// Names of signatures.
const SIGNATURES: &[&str] = &["sig", "signature", "hmac"];

fn find<'a>(cx: &Cx<'a>, node: Node<'a>) -> Option<Hit> {
    if !matches!(node.comparison(), Some("==" | "!=")) || setting::is_test(cx) {
        return None;
    }
    let left = node.child(Field::Left)?;
    let right = node.child(Field::Comparators)?;
    if [left, right].into_iter().any(is_harmless) {
        return None;
    }
    let is_digest = [left, right].into_iter().any(|side| is_digest(cx, side));
    let mut names = [left, right].into_iter().filter_map(name_of);
    let message =
        "compared by ==, in a time that tells how much was right; use hmac.compare_digest";
    if is_digest {
        let message = format!("a keyed digest is {message}");
        return Some(Hit::new(Severity::Medium, Confidence::High, message));
    }
    let given = names.clone().any(|name| word::has(name, SIGNATURES));
    let mut makers = [left, right].into_iter().filter_map(Call::of);
    if given && makers.any(|call| is_signing(cx, call)) {
        let message = format!("a signature is {message}");
        return Some(Hit::new(Severity::Medium, Confidence::Medium, message));
    }
    let named = names.find(|name| word::has(name, GUARDS))?;
    let message = format!("{named} is {message}");
    Some(Hit::new(Severity::Low, Confidence::Medium, message))
}

/// Whether a call makes a signature. `numpy.sign` tells whether a number is negative.
fn is_signing<'a>(cx: &Cx<'a>, call: Call<'a>) -> bool {
    let whole = cx.qualified(call.func());
    let is_of_number = whole.is_some_and(|whole| {
        let mut libraries =
            ["np", "numpy", "math", "torch", "tf", "tensorflow", "sympy"].into_iter();
        libraries.any(|library| whole.split('.').next() == Some(library))
    });
    !is_of_number && call.func().last_name().is_some_and(signs)
}

/// Whether a function of this name makes a signature with a key.
fn signs(name: &str) -> bool {
    let name = name.trim_start_matches('_');
    name == "sign"
        || (word::has(name, SIGNATURES) && {
            let made = ["make", "compute", "calculate", "generate", "create"];
            made.iter().any(|verb| name.starts_with(verb))
        })
}

fn is_harmless(node: Node<'_>) -> bool {
    node.constant().is_some()
        || matches!(
            node.kind(),
            Kind::List | Kind::Tuple | Kind::Dict | Kind::BinOp
        )
        || node.last_name().is_some_and(word::is_about)
}

/// Whether a value is what `hmac` made.
fn is_digest<'a>(cx: &Cx<'a>, node: Node<'a>) -> bool {
    cx.origins(node).into_iter().any(|origin| {
        let Some(call) = Call::of(origin) else {
            return false;
        };
        let maker = cx.method(call);
        let by_object = maker.is_some_and(|(maker, method)| {
            matches!(maker.as_str(), "hmac.new" | "hmac.HMAC")
                && matches!(method, "hexdigest" | "digest")
        });
        by_object || cx.qualified(call.func()).as_deref() == Some("hmac.digest")
    })
}

/// What a side is called: a name, an attribute, or the key it is looked up by.
fn name_of(node: Node<'_>) -> Option<&str> {
    match node.kind() {
        Kind::Subscript => node.child(Field::Slice)?.str_value(),
        Kind::Call => {
            let call = Call::of(node)?;
            let is_get = call.func().attribute() == Some("get");
            call.positional(0).filter(|_| is_get)?.str_value()
        }
        _ => node.last_name(),
    }
}
