//! A package: which of its versions are here, where from, what is known against them, and what is decided about it.

use std::path::Path;

use pyward_advisory::{DataChoice, Database};
use pyward_model::{
    AdvisoryGroup, Component, ComponentId, Date, EcosystemRules, Family, Finding, Location, Notice,
    PackageName, Report, Version, Weight, printable,
};
use pyward_policy::{NamedPackage, Settings, Waiver};

use super::{document, shown};
use crate::args::ExplainArgs;
use crate::environment::Environment;
use crate::failure::{Failure, INCOMPLETE};
use crate::scan::{self, Request, scan};
use crate::terminal::Terminal;
use crate::{builds, config, reports};

/// What is to be told of a package.
pub(super) struct Told {
    pub(super) name: PackageName,
    /// The version that was asked about, where one was.
    pub(super) wanted: Option<Version>,
    /// Where it was looked for.
    pub(super) target: String,
    pub(super) copies: Vec<Copied>,
    /// Every flaw that is known of it, in any version.
    pub(super) known: Vec<AdvisoryGroup>,
    pub(super) waivers: Vec<Waiver>,
    pub(super) today: Date,
}

/// One version of it.
pub(super) struct Copied {
    pub(super) component: Component,
    /// Whether it is in the target; else it is only asked about.
    pub(super) is_here: bool,
    /// Ways from what the project asks for itself, names and versions.
    pub(super) ways: Vec<Vec<String>>,
    /// What is known against it, worst first.
    pub(super) findings: Vec<Finding>,
}

/// Tells of the package; `None` where nothing is known by that name.
pub(super) fn run(
    args: &ExplainArgs,
    topic: &str,
    database: &Database,
    data: &DataChoice,
    environment: &Environment,
) -> Result<Option<u8>, Failure> {
    let Some((name, wanted)) = named(topic)? else {
        return Ok(None);
    };
    let display = &args.display;
    let terminal = Terminal::new(
        environment,
        display.color,
        display.no_progress,
        display.quiet,
    );
    let (settings, _) = config::load(
        &args.target,
        &args.policy(),
        &args.reading,
        environment,
        terminal.color,
    )?;
    let progress = terminal.progress("reading");
    let report = looked_into(args, data, &settings, environment)?;
    drop(progress);
    let mut copies = copies(&report, &name, wanted.as_ref());
    if let (Some(version), true) = (&wanted, copies.is_empty()) {
        let release = Component::pypi(name.clone(), Some(version.clone()));
        let report = scan::of_release(release, data, &settings, environment)?;
        copies = self::copies(&report, &name, None);
        for copied in &mut copies {
            copied.is_here = false;
        }
    }
    let known: Vec<AdvisoryGroup> = database
        .groups_about(&name)
        .into_iter()
        .filter(|group| counts(group, environment.today))
        .collect();
    if copies.is_empty() && known.is_empty() {
        return Ok(None);
    }
    let waivers = waivers(&settings, &name, &known);
    let told = Told {
        name,
        wanted,
        target: args.target.display().to_string(),
        copies,
        known,
        waivers,
        today: environment.today,
    };
    let text = match args.format.as_str() {
        "json" => document::package(&told),
        _ => shown::human(&told, display.verbose > 0),
    };
    reports::print(&text)?;
    Ok(Some(told_code(&report.notices, args)))
}

/// Says what could not be read, and what that means for the exit code.
fn told_code(notices: &[Notice], args: &ExplainArgs) -> u8 {
    let mut code = 0;
    for notice in notices {
        if notice.weight == Weight::Incomplete {
            code = INCOMPLETE;
        }
        let is_told = match notice.weight {
            Weight::Incomplete => true,
            Weight::Gap => !args.display.quiet,
            Weight::Info => args.display.verbose > 0,
        };
        if is_told {
            reports::complain(&crate::commands::freeze::told(notice));
        }
    }
    code
}

/// A package's name and version; `None` where it is no such name.
fn named(topic: &str) -> Result<Option<(PackageName, Option<Version>)>, Failure> {
    let (name, version) = match topic.split_once("==") {
        Some((name, version)) => (name, Some(version.trim_start_matches('=').trim())),
        None => (topic, None),
    };
    let name = name.split('[').next().unwrap_or(name);
    let name = PackageName::pypi(name);
    if !name.is_valid() {
        return Ok(None);
    }
    let Some(version) = version else {
        return Ok(Some((name, None)));
    };
    if version.is_empty() || version.contains(['*', ',', ' ']) {
        return Err(
            Failure::usage(format!("`{}` is not one version", printable(version)))
                .hint("write NAME==VERSION with the whole version, or NAME alone"),
        );
    }
    Ok(Some((name, Some(Version::new(version)))))
}

/// The target, read and checked as an audit does.
fn looked_into(
    args: &ExplainArgs,
    data: &DataChoice,
    settings: &Settings,
    environment: &Environment,
) -> Result<Report, Failure> {
    let target: &Path = &args.target;
    let builds = builds::builds(&args.resolving.builds, target, environment)?;
    scan(Request {
        targets: &[target],
        opening: crate::commands::audit::opening(&args.reading, settings),
        reading: crate::commands::audit::options(&args.reading, settings)?,
        data: data.clone(),
        as_of: None,
        services: Vec::new(),
        resolving: crate::commands::audit::resolving(&args.resolving, environment),
        builds,
        families: &[Family::Vulnerability],
        code: None,
        known: None,
        breaches: &[],
        settings,
        environment,
    })
}

/// Whether some record of it still stands.
fn counts(group: &AdvisoryGroup, today: Date) -> bool {
    let mut records = group.advisories.iter();
    records.any(|record| !record.is_withdrawn(today))
}

fn copies(report: &Report, name: &PackageName, wanted: Option<&Version>) -> Vec<Copied> {
    let inventory = &report.inventory;
    let paths = inventory.paths();
    let title = |id: &ComponentId| {
        let component = inventory.component(*id);
        match &component.version {
            Some(version) => format!("{} {version}", component.name),
            None => component.name.to_string(),
        }
    };
    let is_meant = |component: &Component| {
        component.name == *name
            && is_python(component)
            && wanted.is_none_or(|wanted| component.version.as_ref() == Some(wanted))
    };
    let found = inventory.iter().filter(|(_, it)| is_meant(it));
    found
        .map(|(id, component)| Copied {
            component: component.clone(),
            is_here: true,
            ways: paths
                .to(id)
                .iter()
                .map(|chain| chain.iter().map(title).collect())
                .collect(),
            findings: findings_of(report, id),
        })
        .collect()
}

/// Whether it is none of npm and the like, which only happens to be called the same.
fn is_python(component: &Component) -> bool {
    let rules = component.ecosystem.rules();
    rules.is_none_or(EcosystemRules::is_pypi)
}

fn findings_of(report: &Report, id: ComponentId) -> Vec<Finding> {
    let own = report.findings.iter();
    let mut own: Vec<Finding> = own
        .filter(|finding| finding.component == Some(id))
        .cloned()
        .collect();
    own.sort_by_key(|finding| std::cmp::Reverse(finding.urgency()));
    own
}

/// The entries of the ignore list that speak of the package: by its name, or by one of its flaws.
fn waivers(settings: &Settings, name: &PackageName, known: &[AdvisoryGroup]) -> Vec<Waiver> {
    let speaks = |waiver: &&Waiver| match (&waiver.package, &waiver.id) {
        (Some(package), _) => *package == NamedPackage::pypi(name.clone()),
        (None, Some(id)) => known.iter().any(|group| group.has_id(id)),
        (None, None) => false,
    };
    settings.waivers.iter().filter(speaks).cloned().collect()
}

/// A place in words.
pub(super) fn place(location: &Location) -> String {
    location.to_string()
}
