//! What `pyward ignore` takes.

use clap::Args;

use super::EditingArgs;

/// What shall not count, and why.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  pyward ignore CVE-2024-56326 --reason 'No template of a user reaches the sandbox' --owner @web --expires 30d
  pyward ignore PYSEC-2025-61 --package pillow --until-fixed --reason 'Only our own images are opened'
  pyward ignore --package setuptools --versions '<78.1.1' --expires 2027-01-31 --reason 'Not used at run time'
  pyward ignore --list
  pyward ignore --remove CVE-2024-56326

Exit codes: 0 written, listed or removed; 2 nothing was written.")]
pub(crate) struct IgnoreArgs {
    /// An advisory, by any of its ids
    #[arg(value_name = "ID", required_unless_present_any = ["list", "package"], conflicts_with = "list")]
    pub(crate) id: Option<String>,

    /// Only in this package; without an id, all that is known of it
    #[arg(long, value_name = "NAME", conflicts_with = "list")]
    pub(crate) package: Option<String>,

    /// Only in these versions (`<3.1.5`)
    #[arg(long, value_name = "RANGE", conflicts_with_all = ["list", "remove"])]
    pub(crate) versions: Option<String>,

    /// Why, in a sentence that will still be understood next year
    #[arg(long, value_name = "TEXT", required_unless_present_any = ["list", "remove"], conflicts_with_all = ["list", "remove"])]
    pub(crate) reason: Option<String>,

    /// Who answers for it
    #[arg(long, value_name = "NAME", conflicts_with_all = ["list", "remove"])]
    pub(crate) owner: Option<String>,

    /// The last day it holds, or how many days from today on (`2027-01-31`, `30d`)
    #[arg(long, value_name = "DAY|DAYS", conflicts_with_all = ["list", "remove"])]
    pub(crate) expires: Option<String>,

    /// The day from which on a notice asks to look at it again (`2027-01-31`, `30d`)
    #[arg(long, value_name = "DAY|DAYS", conflicts_with_all = ["list", "remove"])]
    pub(crate) review: Option<String>,

    /// It holds only while no version clears the finding
    #[arg(long, conflicts_with_all = ["list", "remove"])]
    pub(crate) until_fixed: bool,

    /// Only for what is reached in this environment of the policy (`[env.NAME]`); may be given several times
    #[arg(long, value_name = "NAME", conflicts_with_all = ["list", "remove"])]
    pub(crate) env: Vec<String>,

    /// What was decided
    #[arg(long, value_name = "STATUS", value_parser = status_words(), conflicts_with_all = ["list", "remove"])]
    pub(crate) status: Option<String>,

    /// Why it does not affect, in the words of `OpenVEX`; with `--status not-affected`
    #[arg(long, value_name = "WORD", value_parser = justification_words(), conflicts_with_all = ["list", "remove"])]
    pub(crate) justification: Option<String>,

    /// Where the work on it is tracked
    #[arg(long, value_name = "TICKET", conflicts_with_all = ["list", "remove"])]
    pub(crate) ticket: Option<String>,

    #[command(flatten)]
    pub(crate) editing: EditingArgs,
}

fn status_words() -> clap::builder::PossibleValuesParser {
    let words = pyward_policy::Status::WORDS.iter();
    clap::builder::PossibleValuesParser::new(words.map(|(word, _)| *word))
}

fn justification_words() -> clap::builder::PossibleValuesParser {
    let words = pyward_policy::Justification::WORDS.iter();
    clap::builder::PossibleValuesParser::new(words.map(|(word, _)| *word))
}
