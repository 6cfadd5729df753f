use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Class, Node};

use crate::declare::rule;
use crate::process;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// `setup.py` downloads something, or runs a command from a class that replaces `install`, `develop` or `egg_info`.
    ///
    /// ## Why
    /// Whoever installs the package from source runs this, before anybody looked at it.
    ///
    /// ## Bad
    /// ```bad setup.py
    /// from urllib.request import urlretrieve
    ///
    /// from setuptools import setup
    ///
    /// urlretrieve("https://example.org/tool", "tool")
    /// setup(name="x")
    /// ```
    ///
    /// ## Good
    /// ```good setup.py
    /// from setuptools import setup
    ///
    /// setup(name="x")
    /// ```
    ///
    /// ## References
    /// - [Python packaging: is setup.py deprecated?](https://packaging.python.org/en/latest/discussions/setup-py-deprecated/)
    /// - [CWE-829: functionality from an untrusted place](https://cwe.mitre.org/data/definitions/829.html)
    pub(crate) static SETUP_SCRIPT_ACTS = {
        name: "setup-script-acts",
        family: Code,
        summary: "package that does things while it is built",
        severity: Some(Severity::Medium),
        confidence: Medium,
        cwes: [829],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Whole(FETCHERS), fetched), Look::Call(Names::Listed(&[&process::SUBPROCESS, &process::SHELL, &process::NO_SHELL]), run)])),
    };
}

const FETCHERS: &[&str] = &[
    "urllib.request.urlopen",
    "urllib.request.urlretrieve",
    "requests.get",
    "requests.post",
    "httpx.get",
    "httpx.post",
    "socket.create_connection",
    "socket.socket",
    "urllib2.urlopen",
    "urllib.urlopen",
    "urllib.urlretrieve",
    "wget.download",
];

/// Commands of setuptools that run when a package is installed.
const COMMANDS: &[&str] = &[
    "install",
    "develop",
    "egg_info",
    "InstallCommand",
    "DevelopCommand",
];

fn is_setup(cx: &Cx<'_>) -> bool {
    let path = &cx.module().source().path;
    path.rsplit(['/', '\\']).next() == Some("setup.py")
}

fn fetched(cx: &Cx<'_>, _: Call<'_>) -> Option<Hit> {
    let message = "setup.py fetches something from the network while the package is built";
    is_setup(cx).then(|| Hit::new(Severity::Medium, Confidence::Medium, message))
}

fn run(cx: &Cx<'_>, call: Call<'_>) -> Option<Hit> {
    let class = call
        .ancestors()
        .find_map(Class::of)
        .filter(|_| is_setup(cx))?;
    let mut bases = class.bases().filter_map(Node::last_name);
    let base = bases.find(|base| COMMANDS.contains(base))?;
    let message =
        format!("a command runs whenever the package is installed, by a class in place of {base}");
    Some(Hit::new(Severity::Medium, Confidence::Medium, message))
}
