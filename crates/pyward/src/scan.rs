//! The pipeline: open, read, resolve, gather, check, judge, report. The only file that knows all the stages.

use std::cmp::Reverse;
use std::path::{Path, PathBuf};

use pyward_advisory::{Asking, DataChoice, Database, SERVICES};
use pyward_inventory::Options;
use pyward_model::{
    Advisory, AffectedRange, Breach, Component, DataSource, Date, Facts, Family, Finding,
    Inventory, Notice, NoticeKind, PackageName, Report, TargetInfo, ToolInfo, Verdict, Version,
};
use pyward_policy::{PackageRules, Releases, Settings};
use pyward_resolve::Builds;
use pyward_rules::CodeSettings;
use pyward_target::{OpenOptions, TargetKind, Tree};

use crate::coding::files::Trees;
use crate::coding::look::{Looked, count, look};
use crate::coding::waivers::{Seen, judged};
use crate::environment::Environment;
use crate::failure::{Failure, chain};
use crate::known::{Known, Oldest};
use crate::services::{self, Asked};
use crate::{indexes, resolution};

/// Whether an unlocked project is resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Resolving {
    /// By asking the index.
    Online,
    /// From the cache alone.
    Offline,
    /// Not at all.
    Never,
}

/// What to scan, and how.
pub(crate) struct Request<'a> {
    /// As the user named them; several are one inventory.
    pub(crate) targets: &'a [&'a Path],
    pub(crate) opening: OpenOptions,
    pub(crate) reading: Options,
    pub(crate) data: DataChoice,
    /// Advisories published up to this day count.
    pub(crate) as_of: Option<Date>,
    /// Who is asked on the network besides.
    pub(crate) services: Vec<Asked>,
    pub(crate) resolving: Resolving,
    /// Source distributions may be built, to learn what they require.
    pub(crate) builds: Option<Builds>,
    pub(crate) families: &'a [Family],
    /// What was there before.
    pub(crate) known: Option<&'a Known>,
    /// What a review has against the policy itself.
    pub(crate) breaches: &'a [Breach],
    /// Code to look at besides.
    pub(crate) code: Option<CodeRequest<'a>>,
    pub(crate) settings: &'a Settings,
    pub(crate) environment: &'a Environment,
}

/// Code to look at.
pub(crate) struct CodeRequest<'a> {
    /// Folders; what is below them and the project's own is looked at.
    pub(crate) roots: &'a [&'a Path],
    pub(crate) rules: CodeSettings,
}

/// Scans a target. An error means that there is nothing to report on; everything less is in the report.
pub(crate) fn scan(request: Request<'_>) -> Result<Report, Failure> {
    let Request {
        targets,
        opening,
        reading,
        data,
        as_of,
        services,
        resolving,
        builds,
        families,
        known,
        breaches,
        code,
        settings,
        environment,
    } = request;
    let looked = match &code {
        Some(code) => Some(look_at(code, &opening, environment)?),
        None => None,
    };
    let seen = match &code {
        Some(code) => Seen::Both(&code.rules, code.roots),
        None => Seen::Dependencies,
    };
    let in_code = looked.as_ref().map_or(&[][..], |looked| &looked.findings);
    let mut judged_by = judged(settings, seen, in_code, environment);
    if !families.contains(&Family::Policy) {
        // What is not asked is not answered either.
        judged_by.packages = PackageRules::default();
        judged_by.waivers.retain(|waiver| {
            let rule = waiver.id.as_deref().and_then(pyward_rules::find);
            rule.is_none_or(|rule| rule.family != Family::Policy)
        });
    }
    let settings = &judged_by;
    let mut read = Vec::new();
    let mut infos = Vec::new();
    let mut opening = opening;
    for target in targets {
        let (tree, inventory) = self::read(
            target,
            &mut opening,
            &reading,
            resolving,
            builds.as_ref(),
            environment,
        )?;
        infos.push(TargetInfo {
            path: target.display().to_string(),
            kind: tree.kind().word(),
        });
        // What stands in a folder is shown as seen from there; of several targets, each by the folder's name.
        let is_folder = tree.kind() != TargetKind::File && targets.len() > 1;
        let below = is_folder.then(|| target.display().to_string());
        read.push((below, inventory));
    }
    let mut inventory = pyward_inventory::join(read);
    let mut facts = gather(&inventory, &data, as_of, &services, settings, environment)?;
    facts.breaches.extend(breaches.iter().cloned());
    inventory.asked.clone_from(&facts.asked);
    let mut findings = pyward_rules::check(&inventory, &facts, families);
    let mut scan = None;
    if let Some(looked) = looked {
        findings.extend(looked.findings);
        inventory.sources = count(&looked.scan);
        inventory.notices.extend(looked.notices);
        scan = Some(looked.scan);
    }
    let before = known.map(|known| (known, families));
    let judged = judge(findings, &inventory, &facts, settings, before, environment);
    let mut report = report(infos, inventory, facts, judged, environment);
    report.code = scan;
    Ok(report)
}

/// What is known of one release, whether or not it is here: gathered and judged as in a scan.
pub(crate) fn of_release(
    release: Component,
    data: &DataChoice,
    settings: &Settings,
    environment: &Environment,
) -> Result<Report, Failure> {
    let mut inventory = Inventory {
        components: vec![release],
        ..Inventory::default()
    };
    let facts = gather(&inventory, data, None, &[], settings, environment)?;
    inventory.asked.clone_from(&facts.asked);
    let findings = pyward_rules::check(&inventory, &facts, &[Family::Vulnerability]);
    let judged = judge(findings, &inventory, &facts, settings, None, environment);
    Ok(report(Vec::new(), inventory, facts, judged, environment))
}

/// What a target is made of, with what it would install today where nothing is locked.
pub(crate) fn read(
    target: &Path,
    opening: &mut OpenOptions,
    reading: &Options,
    resolving: Resolving,
    builds: Option<&Builds>,
    environment: &Environment,
) -> Result<(Tree, Inventory), Failure> {
    let tree = open(target, opening, environment)?;
    let inventory = pyward_inventory::read(&tree, reading);
    let inventory = resolve(&tree, inventory, reading, resolving, builds, environment)?;
    Ok((tree, inventory))
}

/// Looks at the code of a project, worst first.
fn look_at(
    code: &CodeRequest<'_>,
    opening: &OpenOptions,
    environment: &Environment,
) -> Result<Looked, Failure> {
    let mut trees = Trees::default();
    for root in code.roots {
        let mut options = OpenOptions {
            limits: opening.limits.clone(),
            exclude: opening.exclude.clone(),
            environments: opening.environments,
            respect_gitignore: opening.respect_gitignore,
            stdin: None,
        };
        trees.add(root, &mut options, environment)?;
    }
    trees.settle();
    // What cannot be looked at among the files is told by the inventory, which sees the same tree.
    trees.notices.clear();
    let mut looked = look(&trees, &code.rules, None);
    looked
        .findings
        .sort_by_key(|finding| Reverse(finding.severity));
    Ok(looked)
}

fn open(
    target: &Path,
    options: &mut OpenOptions,
    environment: &Environment,
) -> Result<Tree, Failure> {
    if target == Path::new("-") {
        options.stdin = Some(Box::new(std::io::stdin()));
    }
    Tree::open(target.as_os_str(), &environment.working_folder, options).map_err(|error| Failure {
        hint: error.hint(),
        ..Failure::usage(chain(&error))
    })
}

/// The inventory with what unlocked projects would install today.
fn resolve(
    tree: &Tree,
    inventory: Inventory,
    reading: &Options,
    resolving: Resolving,
    builds: Option<&Builds>,
    environment: &Environment,
) -> Result<Inventory, Failure> {
    if resolving == Resolving::Never {
        return Ok(inventory);
    }
    let open = resolution::open(&inventory);
    if open.is_empty() {
        return Ok(inventory);
    }
    let offline = resolving == Resolving::Offline;
    let configured = indexes::settings_for_audit(offline, environment)?;
    let (engine, mut notices) = indexes::engine_with(configured, builds.cloned())?;
    let target = resolution::target(&inventory, reading.wanted.python.as_ref());
    let (resolved, more) = resolution::resolve(&engine, &target, &open, offline);
    notices.extend(more);
    let reading = Options {
        resolved,
        ..reading.clone()
    };
    let mut inventory = pyward_inventory::read(tree, &reading);
    inventory.notices.extend(notices);
    Ok(inventory)
}

/// Judges what was found in code alone.
pub(crate) fn scan_code(
    targets: &[PathBuf],
    looked: Looked,
    rules: &CodeSettings,
    settings: &Settings,
    known: Option<&Known>,
    environment: &Environment,
) -> Report {
    let roots: Vec<&Path> = targets.iter().map(PathBuf::as_path).collect();
    let seen = Seen::Code(rules, &roots);
    let settings = &judged(settings, seen, &looked.findings, environment);
    let infos = targets.iter().map(|target| TargetInfo {
        path: target.display().to_string(),
        kind: "code",
    });
    let mut notices = looked.notices;
    if looked.scan.files.is_empty() {
        let message = "no Python files were found";
        let notice = Notice::gap(NoticeKind::NothingFound, None, message);
        notices.push(notice.hint("name the folder or the files to look at"));
    }
    let inventory = Inventory {
        sources: count(&looked.scan),
        skipped: looked.skipped,
        notices,
        ..Inventory::default()
    };
    let facts = Facts::default();
    let before = known.map(|known| (known, &[Family::Code][..]));
    let findings = looked.findings;
    let judged = judge(findings, &inventory, &facts, settings, before, environment);
    let mut report = report(infos.collect(), inventory, facts, judged, environment);
    report.code = Some(looked.scan);
    report
}

/// Facts from the chosen data. A store that cannot be used is a failed source: the built-in snapshot answers in its
/// place, and the run is incomplete. Only data that the user names must be there.
fn gather(
    inventory: &Inventory,
    data: &DataChoice,
    as_of: Option<Date>,
    services: &[Asked],
    settings: &Settings,
    environment: &Environment,
) -> Result<Facts, Failure> {
    let mut database =
        Database::open(data).map_err(|error| Failure::usage(chain(&error)).hint(error.hint()))?;
    services::ask(&mut database, services, inventory, environment)?;
    let asking = Asking {
        today: environment.today,
        as_of,
    };
    let mut facts = database.gather_as(inventory, asking);
    let is_security_fix = |name: &PackageName, version: &Version| {
        let records = database.advisories(name).unwrap_or_default();
        let fixes = |record: &Advisory| {
            let mut fixes = record.ranges.iter().flat_map(AffectedRange::fixes);
            !record.is_withdrawn(environment.today) && fixes.any(|fix| fix == version)
        };
        records.iter().any(fixes)
    };
    let releases = Releases {
        uploads: &facts.uploads,
        is_security_fix: &is_security_fix,
    };
    let (breaches, told) =
        pyward_policy::breaches(inventory, &settings.packages, &releases, environment.today);
    facts.breaches = breaches;
    facts.notices.extend(told);
    for failure in &facts.failures {
        let message = format!("{}: {}", failure.name, failure.error);
        let notice = Notice::incomplete(NoticeKind::SourceFailed, None, message);
        let is_service = SERVICES.iter().any(|service| service.title == failure.name);
        facts.notices.push(notice.hint(if is_service {
            "try again, or leave the service out"
        } else {
            "make it again: `pyward db update` or `pyward db import PATH`"
        }));
    }
    Ok(facts)
}

/// Findings marked by policy, everything said on the way, and the judgement.
struct Judged {
    findings: Vec<Finding>,
    notices: Vec<Notice>,
    verdict: Verdict,
}

fn judge(
    mut findings: Vec<Finding>,
    inventory: &Inventory,
    facts: &Facts,
    settings: &Settings,
    before: Option<(&Known, &[Family])>,
    environment: &Environment,
) -> Judged {
    let mut notices = inventory.notices.clone();
    notices.extend(facts.notices.iter().cloned());
    notices.extend(pyward_policy::freshness(
        &facts.sources,
        environment.today,
        settings,
    ));
    notices.extend(pyward_policy::apply(
        &mut findings,
        inventory,
        settings,
        environment.today,
    ));
    if let Some((known, families)) = before {
        let oldest = Oldest {
            expires: settings.baseline_expires,
            today: environment.today,
        };
        notices.extend(known.mark(&mut findings, families, oldest));
    }
    notices.sort();
    notices.dedup();
    let verdict = pyward_policy::judge(&findings, inventory, &notices, settings);
    Judged {
        findings,
        notices,
        verdict,
    }
}

fn report(
    targets: Vec<TargetInfo>,
    mut inventory: Inventory,
    facts: Facts,
    judged: Judged,
    environment: &Environment,
) -> Report {
    inventory.notices = Vec::new();
    let data: Vec<DataSource> = facts.sources;
    Report {
        tool: ToolInfo {
            name: "pyward",
            version: env!("CARGO_PKG_VERSION"),
        },
        generated: environment.now.clone(),
        today: environment.today,
        targets,
        data,
        inventory,
        code: None,
        findings: judged.findings,
        plan: None,
        withdrawn: facts.withdrawn,
        notices: judged.notices,
        verdict: judged.verdict,
    }
}
