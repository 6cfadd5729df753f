use pyward_model::{Confidence, Severity};

use crate::declare::rule;
use crate::{Code, Hit, Look, Subject, Table};

rule! {
    /// A class that speaks CGI is imported from `wsgiref` or Twisted.
    ///
    /// ## Why
    /// CGI hands a request's `Proxy` header to the program as `HTTP_PROXY`, by which it may then send its own
    /// requests.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from wsgiref.handlers import CGIHandler
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from wsgiref.simple_server import make_server
    /// ```
    ///
    /// ## References
    /// - [httpoxy](https://httpoxy.org/)
    /// - [CWE-284: improper access control](https://cwe.mitre.org/data/definitions/284.html)
    pub(crate) static CGI_HANDLER_IMPORT = {
        name: "cgi-handler-import",
        family: Code,
        summary: "import of a CGI handler",
        severity: Some(Severity::High),
        confidence: High,
        cwes: [284],
        aliases: ["B412", "S412"],
        subject: Subject::Code(Code::table("B412", "import_httpoxy", &[Look::Table(TABLE)])),
    };
}

const TABLE: Table = Table::imports(
    &[
        "wsgiref.handlers.CGIHandler",
        "twisted.web.twcgi.CGIScript",
        "twisted.web.twcgi.CGIDirectory",
    ],
    hit,
);

fn hit(name: &str) -> Hit {
    let message = format!("{name} speaks CGI, where a request can choose the proxy of the program");
    Hit::new(Severity::High, Confidence::High, message)
}
