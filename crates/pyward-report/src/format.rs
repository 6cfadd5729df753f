//! What a report format is.

use pyward_model::{Report, Severity};

/// A way of writing a report. Rendering cannot fail and looks at nothing but its two arguments, so the same report and
/// options are the same bytes.
pub trait Format: Sync {
    /// What it is called on the command line (`--format NAME`).
    fn name(&self) -> &'static str;

    /// One line that says what it is.
    fn title(&self) -> &'static str;

    /// Who reads it, what it holds and what it leaves out, as a paragraph of Markdown.
    fn about(&self) -> &'static str;

    /// The report as text. It ends with a line feed, or is empty where the format has nothing to say.
    fn render(&self, report: &Report, options: &RenderOptions) -> String;
}

/// How a report is shown. Formats for machines look at none of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderOptions {
    /// Colours and weights by ANSI escapes; without them the text says all the same.
    pub color: bool,
    /// Columns of the terminal; `None` where the text does not go to one, and lines may be as long as they are.
    pub width: Option<usize>,
    /// Ids as hyperlinks ([OSC 8](https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda)).
    pub links: bool,
    /// Findings below this level are counted and not listed.
    pub show_from: Severity,
    /// How often more was asked for; from 1 on nothing is cut short.
    pub verbose: u8,
    /// The verdict and nothing else.
    pub quiet: bool,
    /// Suppressed findings in full rather than in short.
    pub show_suppressed: bool,
}

impl Default for RenderOptions {
    /// Plain text of any width, with every finding.
    fn default() -> Self {
        Self {
            color: false,
            width: None,
            links: false,
            show_from: Severity::Info,
            verbose: 0,
            quiet: false,
            show_suppressed: false,
        }
    }
}
