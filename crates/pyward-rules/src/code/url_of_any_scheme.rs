use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Node};

use crate::declare::rule;
use crate::fixed;
use crate::{Code, Cx, Hit, Look, Subject, Table};

rule! {
    /// `urllib` opens an address. In pyward's own mode those that begin with a fixed `http://` or `https://` are left
    /// alone.
    ///
    /// ## Why
    /// `urllib` opens `file:` and `ftp:` as readily as `https:`, so who chooses the address reads the files of the
    /// machine.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from urllib.request import urlopen
    ///
    /// page = urlopen(address).read()
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from urllib.request import urlopen
    ///
    /// page = urlopen("https://example.org/" + path).read()
    /// ```
    ///
    /// ## References
    /// - [urllib.request](https://docs.python.org/3/library/urllib.request.html)
    /// - [CWE-22: path traversal](https://cwe.mitre.org/data/definitions/22.html)
    pub(crate) static URL_OF_ANY_SCHEME = {
        name: "url-of-any-scheme",
        family: Code,
        summary: "address opened whatever its scheme",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [22],
        aliases: ["B310", "S310"],
        subject: Subject::Code(Code::table("B310", "urllib_urlopen", &[Look::Table(TABLE)])),
    };
}

const TABLE: Table = Table::calls(
    &[
        "urllib.request.urlopen",
        "urllib.request.urlretrieve",
        "urllib.request.URLopener",
        "urllib.request.FancyURLopener",
        "six.moves.urllib.request.urlopen",
        "six.moves.urllib.request.urlretrieve",
        "six.moves.urllib.request.URLopener",
        "six.moves.urllib.request.FancyURLopener",
    ],
    hit,
)
.judged(judge);

fn hit(name: &str) -> Hit {
    let message = format!("{name} opens file: too; check the scheme of the address");
    Hit::new(Severity::Medium, Confidence::High, message)
}

const REQUESTS: &[&str] = &["urllib.request.Request", "six.moves.urllib.request.Request"];

fn judge<'a>(cx: &Cx<'a>, node: Node<'a>, hit: Hit) -> Option<Hit> {
    let mut address = Call::of(node)?.argument("url", 0);
    if let Some(request) = address.and_then(|given| request(cx, given)) {
        address = request.argument("url", 0);
    }
    let start = address.and_then(|address| fixed::start(cx, address));
    let is_web = start.is_some_and(|start| {
        let begins = |with: &str| {
            let same = start.get(..with.len());
            same.is_some_and(|same| same.eq_ignore_ascii_case(with))
        };
        begins("http://") || begins("https://")
    });
    (!is_web).then_some(hit)
}

/// The request an address is wrapped in, made on the spot or before.
fn request<'a>(cx: &Cx<'a>, address: Node<'a>) -> Option<Call<'a>> {
    let made = Call::of(address).or_else(|| Call::of(cx.value_of(address)?))?;
    let name = cx.qualified(made.func())?;
    REQUESTS.contains(&name.as_str()).then_some(made)
}
