//! `pyward explain`: what an advisory or a rule says, in full, and what is known of a package here.

mod document;
mod package;
mod safe;
mod shown;

use std::fmt::Write as _;

use pyward_advisory::{Database, Prose};
use pyward_model::{
    Advisory, AdvisoryGroup, AdvisoryKind, AffectedRange, Event, Family, Interval, Rule, nearest,
    printable,
};

use crate::args::ExplainArgs;
use crate::environment::Environment;
use crate::failure::{Failure, chain};
use crate::reports;

/// Lines of prose that are printed; an advisory may hold a book.
const PROSE_LINES: usize = 200;

/// A name is a rule's first, then an advisory's, then a package's; `--kind` and `NAME==VERSION` leave no doubt.
pub(crate) fn run(args: &ExplainArgs, environment: &Environment) -> Result<u8, Failure> {
    let topic = args.topic.trim();
    let is_json = args.format == "json";
    let kind = match args.kind.as_deref() {
        None if topic.contains("==") => Some("package"),
        stated => stated,
    };
    let may_be = |wanted: &str| kind.is_none_or(|kind| kind == wanted);
    if may_be("rule")
        && let Some(rule) = pyward_rules::find(topic)
    {
        let text = if is_json {
            document::rule(rule)
        } else {
            page(rule)
        };
        reports::print(&text)?;
        return Ok(0);
    }
    let data = super::db::choice(args.data.data.as_deref(), environment);
    let database =
        Database::open(&data).map_err(|error| Failure::usage(chain(&error)).hint(error.hint()))?;
    if may_be("advisory") {
        let others = database.other_ecosystems().into_iter();
        // One that cannot be opened is told by `db status` and by every audit that asks it.
        let others: Vec<Database> = others
            .filter_map(|rules| database.of_ecosystem(rules)?.ok())
            .collect();
        let all = std::iter::once(&database).chain(&others);
        let flaws: Vec<(&Database, AdvisoryGroup)> = all
            .flat_map(|database| {
                let groups = database.groups_named(topic).into_iter();
                groups.map(move |group| (database, group))
            })
            .collect();
        if !flaws.is_empty() {
            let text = if is_json {
                document::advisories(&flaws, environment)
            } else {
                let told = flaws.iter();
                let told = told.map(|(database, group)| told_of(group, database, environment));
                told.collect::<Vec<_>>().join("\n")
            };
            reports::print(&text)?;
            return Ok(0);
        }
    }
    // An id that is not known is no package, and no project need be read for it.
    let is_package = kind == Some("package") || (kind.is_none() && !is_like_an_id(topic));
    if is_package && let Some(code) = package::run(args, topic, &database, &data, environment)? {
        return Ok(code);
    }
    Err(unknown(topic, kind))
}

/// Whether a name is written as the ids of the known databases are.
fn is_like_an_id(topic: &str) -> bool {
    let ids = ["CVE-", "GHSA-", "PYSEC-", "MAL-", "OSV-"];
    ids.iter().any(|start| {
        let own = topic.get(..start.len());
        own.is_some_and(|own| own.eq_ignore_ascii_case(start))
    })
}

fn unknown(topic: &str, kind: Option<&str>) -> Failure {
    let names = || {
        pyward_rules::CATALOGUE
            .iter()
            .copied()
            .flatten()
            .map(|check| check.rule.name)
    };
    let hint = match nearest(topic, names()).first() {
        Some(name) if kind != Some("package") => format!("did you mean the rule `{name}`?"),
        _ => "rules are kebab-case words, advisories ids such as CVE-2024-56326, packages those of the project here; \
              `pyward db search` finds by package, `pyward db update` fetches what is newer"
            .to_owned(),
    };
    let message = match kind {
        Some("rule") => format!("no rule is called `{topic}`"),
        Some("advisory") => format!("no known advisory is called `{topic}`"),
        Some(_) => format!("nothing here and no advisory speaks of a package `{topic}`"),
        None => format!(
            "neither a rule, nor a known advisory, nor a package here or with known advisories is called `{topic}`"
        ),
    };
    Failure::usage(message).hint(hint)
}

/// A rule's catalogue page, headed by its name.
fn page(rule: &Rule) -> String {
    let unsaid = match rule.family {
        Family::Vulnerability => "of the advisory",
        _ => "by what is found",
    };
    let severity = rule.severity.map_or(unsaid, |severity| severity.word());
    let cwes: Vec<String> = rule.cwes.iter().map(|cwe| format!("CWE-{cwe}")).collect();
    let mut text = format!(
        "# {}\n\n{}: {}\nSeverity: {severity}. Confidence: {}. {}\n\n",
        rule.name,
        rule.family.word(),
        rule.summary,
        rule.confidence.word(),
        cwes.join(", "),
    );
    for line in rule.docs.lines() {
        text.push_str(line.strip_prefix(' ').unwrap_or(line));
        text.push('\n');
    }
    text
}

fn told_of(group: &AdvisoryGroup, database: &Database, environment: &Environment) -> String {
    let package = group
        .advisories
        .first()
        .map(|advisory| advisory.package.to_string())
        .unwrap_or_default();
    let what = match group.kind {
        AdvisoryKind::Vulnerability => "vulnerability",
        AdvisoryKind::Malware => "malware",
    };
    let rules = database.rules();
    let of = if rules.is_pypi() {
        String::new()
    } else {
        format!(" of {}", rules.name)
    };
    let mut text = format!(
        "{}: {} {what} in {}{of}\n",
        printable(&group.id),
        group.severity,
        printable(&package)
    );
    line(
        &mut text,
        "also known as",
        &group
            .aliases
            .iter()
            .map(|alias| &**alias)
            .collect::<Vec<_>>()
            .join(", "),
    );
    line(
        &mut text,
        "weakness",
        &group
            .cwes
            .iter()
            .map(|cwe| format!("CWE-{cwe}"))
            .collect::<Vec<_>>()
            .join(", "),
    );
    line(&mut text, "exploited", &exploited(group));
    line(&mut text, "EPSS", &forecast(group));
    line(
        &mut text,
        "sources",
        &pyward_report::agreement(group).unwrap_or_default(),
    );
    for advisory in &group.advisories {
        record(&mut text, advisory, environment);
    }
    let proses: Vec<Prose> = group
        .advisories
        .iter()
        .filter_map(|advisory| database.prose(&advisory.id))
        .collect();
    if let Some(prose) = proses
        .iter()
        .max_by_key(|prose| prose.details.as_ref().map_or(0, String::len))
    {
        words(&mut text, prose);
    } else {
        line(
            &mut text,
            "words",
            "none in the data in use; `pyward db update` fetches them",
        );
    }
    let urls: Vec<String> = group
        .ids()
        .filter_map(pyward_report::advisory_url)
        .collect();
    line(&mut text, "read on", &urls.join("\n                "));
    text
}

/// What a catalogue of known exploited vulnerabilities says.
fn exploited(group: &AdvisoryGroup) -> String {
    let Some(known) = &group.exploitation else {
        let told = group.known_exploited == Some(false);
        return if told { "not listed" } else { "" }.to_owned();
    };
    let mut text = format!("listed as {}", known.cve);
    if let Some(day) = known.added {
        let _ = write!(text, " since {day}");
    }
    if let Some(day) = known.due {
        let _ = write!(text, ", to be mended by {day}");
    }
    if known.ransomware {
        text.push_str(", used by ransomware");
    }
    text
}

/// The probability of exploitation.
fn forecast(group: &AdvisoryGroup) -> String {
    let Some(epss) = group.epss else {
        return String::new();
    };
    let mut text = format!("{:.2}% within 30 days", epss * 100.0);
    if let Some(share) = group.epss_percentile {
        let _ = write!(
            text,
            ", as high as or above {:.1}% of all CVEs",
            share * 100.0
        );
    }
    text
}

fn line(text: &mut String, label: &str, value: &str) {
    if !value.is_empty() {
        let shown: Vec<_> = value.split('\n').map(printable).collect();
        let _ = writeln!(text, "  {label:<13} {}", shown.join("\n"));
    }
}

fn record(text: &mut String, advisory: &Advisory, environment: &Environment) {
    let _ = writeln!(
        text,
        "\n  {} ({}{})",
        printable(&advisory.id),
        printable(&advisory.source),
        way(&advisory.via)
    );
    line(
        text,
        "  affected",
        &advisory
            .ranges
            .iter()
            .map(range)
            .collect::<Vec<_>>()
            .join("; "),
    );
    let named: Vec<&str> = advisory
        .versions
        .iter()
        .map(pyward_model::Version::as_str)
        .collect();
    line(text, "  versions", &named.join(", "));
    let fixes: Vec<String> = advisory
        .ranges
        .iter()
        .flat_map(AffectedRange::fixes)
        .map(ToString::to_string)
        .collect();
    line(text, "  fixed in", &fixes.join(", "));
    let scores: Vec<String> = advisory
        .scores
        .iter()
        .map(|score| match score.value {
            Some(value) => format!("{value:.1} by {}", score.stated),
            None => score.stated.to_string(),
        })
        .collect();
    line(text, "  severity", &scores.join("; "));
    line(
        text,
        "  published",
        &advisory
            .published
            .map(|day| day.to_string())
            .unwrap_or_default(),
    );
    line(
        text,
        "  changed",
        &advisory
            .modified
            .map(|day| day.to_string())
            .unwrap_or_default(),
    );
    if let Some(day) = advisory.withdrawn {
        let verb = if advisory.is_withdrawn(environment.today) {
            "withdrawn"
        } else {
            "withdrawn from"
        };
        line(text, &format!("  {verb}"), &day.to_string());
    }
    line(text, "  unusable", &advisory.oddities.join("; "));
}

/// How a record was got, where its database does not say so already.
fn way(via: &str) -> String {
    match via {
        "" | "built-in" | "osv" => String::new(),
        via => format!(", by {}", printable(via)),
    }
}

/// `3.0 to below 3.1.6`, `up to and with 2.5`.
fn range(range: &AffectedRange) -> String {
    let intervals: Vec<String> = range.intervals().iter().map(interval).collect();
    intervals.join(", ")
}

fn interval(interval: &Interval<'_>) -> String {
    let start = interval
        .start
        .map(|version| format!("{version} "))
        .unwrap_or_default();
    match interval.end {
        None if start.is_empty() => "every version".to_owned(),
        None => format!("{start}and later"),
        Some(Event::LastAffected(last)) => format!("{start}up to and with {last}"),
        Some(end) => format!(
            "{start}to below {}",
            end.version().map(ToString::to_string).unwrap_or_default()
        )
        .replacen(
            "to below",
            if start.is_empty() {
                "below"
            } else {
                "to below"
            },
            1,
        ),
    }
}

fn words(text: &mut String, prose: &Prose) {
    if let Some(summary) = &prose.summary {
        let _ = writeln!(text, "\n{}", printable(summary));
    }
    if let Some(details) = &prose.details {
        text.push('\n');
        let mut lines = details.lines();
        for line in lines.by_ref().take(PROSE_LINES) {
            let _ = writeln!(text, "{}", printable(line));
        }
        if lines.next().is_some() {
            text.push_str("…\n");
        }
    }
    if !prose.references.is_empty() {
        text.push('\n');
    }
    for reference in prose.references.iter().take(20) {
        line(text, &reference.kind.to_lowercase(), &reference.url);
    }
}
