//! `pyward compile`: what requirements ask for, pinned in a file that pip installs.

mod former;
mod head;
mod known;
mod refusal;
mod security;
pub(crate) mod sources;
pub(super) mod target;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use pyward_edit::compile::{Compiled, Pin, PinOrigin, Via, compile};
use pyward_model::{Notice, NoticeKind, PackageName, Specifiers, Weight, printable};
use pyward_resolve::{Metadata, Mode, Prereleases, Request, Resolution, Source, Target};

use self::former::Former;
use self::security::Security;
use self::sources::Asked;
use crate::args::{ColorChoice, CompileArgs};
use crate::environment::Environment;
use crate::failure::{BLOCKED, Failure, INCOMPLETE};
use crate::indexes::{self, Local};
use crate::terminal::Terminal;
use crate::{builds, reports};

/// What is compiled where nobody names a source, in the order of preference.
const USUAL: [&str; 2] = ["requirements.in", "pyproject.toml"];

pub(crate) fn run(args: &CompileArgs, environment: &Environment) -> Result<u8, Failure> {
    let sources = chosen(&args.sources, environment)?;
    let output = output(args, &sources, environment)?;
    if args.check && output.is_none() {
        return Err(Failure::usage("`--check` wants a file to compare with")
            .hint("name it: `-o requirements.txt`"));
    }
    let former = Former::read(output.as_deref(), environment)?;
    let asked = sources::read(&sources, args, environment)?;
    let (target, why) = target::target(&args.choice, &asked.requires_python, environment)?;
    let local = Local {
        project: home(&sources, environment),
        requirements: sources::index_options(&asked.options),
        ..Local::default()
    };
    let configured = indexes::settings(&args.indexes, local, environment)?;
    let home = environment.working_folder.clone();
    let builds = builds::builds(&args.builds, &home, environment)?;
    let (engine, mut notices) = indexes::engine_with(configured, builds)?;
    let mut request = request(args, &asked, &former, target)?;
    let terminal = Terminal::new(environment, ColorChoice::Auto, args.no_progress, args.quiet);
    let progress = terminal.progress("resolving");
    let security = Security::of(&args.security, &sources, environment)?;
    let resolution = match &security {
        None => engine
            .resolve(&request)
            .map_err(|error| refusal::unsolved(&shown(&sources), &error))?,
        Some(security) => {
            notices.extend(security.notices(environment));
            security.resolve(&shown(&sources), &engine, &asked, &mut request, environment)?
        }
    };
    drop(progress);
    notices.extend(asked.notices.iter().cloned());
    notices.extend(odd(&resolution));
    let layout = head::layout(args, &sources, &asked.options);
    let compiled = compile(&pins(&resolution, &asked), &layout);
    notices.extend(unwritten(&compiled));
    let incomplete = tell(&notices, why.as_deref(), args.quiet);
    let code = put(
        args,
        output.as_deref(),
        &former,
        &compiled.text,
        environment,
    )?;
    Ok(if code == 0 && incomplete {
        INCOMPLETE
    } else {
        code
    })
}

/// The sources: those named, else the usual ones.
fn chosen(named: &[PathBuf], environment: &Environment) -> Result<Vec<PathBuf>, Failure> {
    if !named.is_empty() {
        return Ok(named.to_vec());
    }
    let usual = USUAL
        .iter()
        .map(PathBuf::from)
        .find(|file| environment.working_folder.join(file).is_file());
    usual.map(|file| vec![file]).ok_or_else(|| {
        Failure::usage(format!("there is neither {} here", USUAL.join(" nor ")))
            .hint("name what is to be compiled: `pyward compile requirements.in`")
    })
}

/// The file to write; `None` for standard output.
fn output(
    args: &CompileArgs,
    sources: &[PathBuf],
    environment: &Environment,
) -> Result<Option<PathBuf>, Failure> {
    let output = match (&args.output, sources) {
        (Some(file), _) if file == Path::new("-") => return Ok(None),
        (Some(file), _) => file.clone(),
        (None, [source]) if source == Path::new("-") => return Ok(None),
        (None, [source]) => usual_output(source),
        (None, _) => {
            return Err(
                Failure::usage("several sources do not say what their output is called")
                    .hint("name it: `-o requirements.txt`, or `-o -` for standard output"),
            );
        }
    };
    let full = |path: &Path| {
        let path = environment.working_folder.join(path);
        path.canonicalize().unwrap_or(path)
    };
    if sources.iter().any(|source| full(source) == full(&output)) {
        return Err(Failure::usage(format!(
            "{} would be written over by its own pins",
            output.display()
        ))
        .hint("call the source requirements.in, or name the output: `-o pinned.txt`"));
    }
    Ok(Some(output))
}

fn usual_output(source: &Path) -> PathBuf {
    if source
        .file_name()
        .is_some_and(|name| name == "pyproject.toml")
    {
        source.with_file_name("requirements.txt")
    } else {
        source.with_extension("txt")
    }
}

/// The folder of the project, whose configuration of indexes counts.
fn home(sources: &[PathBuf], environment: &Environment) -> Option<PathBuf> {
    let first = sources.first().filter(|first| *first != Path::new("-"));
    let path = first.map(|first| environment.working_folder.join(first));
    let folder = path.and_then(|path| path.parent().map(Path::to_owned));
    folder.or_else(|| Some(environment.working_folder.clone()))
}

fn request(
    args: &CompileArgs,
    asked: &Asked,
    former: &Former,
    target: Target,
) -> Result<Request, Failure> {
    let choice = &args.choice;
    let mut upgraded = BTreeSet::new();
    let mut constraints = asked.constraints.clone();
    for wish in &choice.upgrade_package {
        let end = wish
            .find(['=', '<', '>', '~', '!', ' '])
            .unwrap_or(wish.len());
        let (name, range) = wish.split_at(end);
        let name = PackageName::pypi(name);
        if !name.is_valid() || Specifiers::parse(range).is_err() {
            return Err(
                Failure::usage(format!("`--upgrade-package {wish}` names no package"))
                    .hint("write it like `flask` or `flask==3.1.0`"),
            );
        }
        if !range.is_empty() {
            constraints.push(pyward_resolve::Requirement::new(&format!("{name}{range}")));
        }
        upgraded.insert(name);
    }
    let kept = former.pins.iter();
    let kept = kept.filter(|pin| !choice.upgrade && !upgraded.contains(&pin.name));
    Ok(Request {
        preferences: kept.cloned().collect(),
        constraints,
        overrides: asked.overrides.clone(),
        mode: match choice.resolution.as_str() {
            "lowest" => Mode::Lowest,
            "lowest-direct" => Mode::LowestDirect,
            _ => Mode::Highest,
        },
        prereleases: if choice.pre || asked.wants_prereleases() {
            Prereleases::Allow
        } else {
            Prereleases::IfNecessary
        },
        hashes: args.form.generate_hashes,
        ..Request::new(target, asked.requirements.clone())
    })
}

fn shown(sources: &[PathBuf]) -> String {
    let names: Vec<String> = sources
        .iter()
        .map(|source| match source.to_string_lossy() {
            name if name == "-" => "what stands on standard input".to_owned(),
            name => name.into_owned(),
        })
        .collect();
    names.join(", ")
}

/// The pins of a resolution, each with who asks for it.
fn pins(resolution: &Resolution, asked: &Asked) -> Vec<Pin> {
    let mut placed = BTreeSet::new();
    let mut pins = Vec::new();
    for resolved in &resolution.packages {
        let line = asked.placed.get(&resolved.name);
        // A line stands once, whatever markers its package has versions under.
        if line.is_some() && !placed.insert(&resolved.name) {
            continue;
        }
        let origin = match (line, &resolved.origin, &resolved.version) {
            (Some(line), Source::Url(_), _) => line.clone(),
            (_, Source::Url(url), _) => PinOrigin::Url(url.clone()),
            (_, Source::Index(_), Some(version)) => PinOrigin::Version(version.clone()),
            (_, Source::Index(_), None) => continue,
        };
        let packages = resolved.via.iter().cloned().map(Via::Package);
        let askers = asked.askers.get(&resolved.name).into_iter().flatten();
        let constrained = asked.constrained.get(&resolved.name).into_iter().flatten();
        pins.push(Pin {
            name: resolved.name.clone(),
            extras: resolved.extras.clone(),
            origin,
            marker: resolved.marker.clone(),
            hashes: resolved.hashes.clone(),
            via: askers.chain(constrained).cloned().chain(packages).collect(),
        });
    }
    for (origin, via) in &asked.unnamed {
        pins.push(Pin {
            name: PackageName::pypi(""),
            extras: BTreeSet::new(),
            origin: origin.clone(),
            marker: None,
            hashes: Vec::new(),
            via: BTreeSet::from([via.clone()]),
        });
    }
    pins
}

/// What is odd about the chosen versions.
fn odd(resolution: &Resolution) -> Vec<Notice> {
    let mut notices: Vec<Notice> = resolution
        .oddities
        .iter()
        .map(|oddity| Notice::info(NoticeKind::Conflict, None, oddity.clone()))
        .collect();
    for package in &resolution.packages {
        let name = &package.name;
        let version = package.version.as_ref();
        let version = version.map(|version| format!("=={version}"));
        let pin = format!("{name}{}", version.unwrap_or_default());
        if let Some(reason) = &package.yanked {
            let reason = if reason.is_empty() {
                String::new()
            } else {
                format!(" ({reason})")
            };
            let message = format!("{pin} was withdrawn from the index{reason}");
            let notice = Notice::info(NoticeKind::Conflict, None, message);
            notices.push(notice.hint(format!("move on: `pyward compile -P {name}`")));
        }
        if package.metadata == Metadata::Unverified {
            let message = format!(
                "{pin}: what it needs cannot be known without building it, so the file may lack something"
            );
            let notice = Notice::gap(NoticeKind::Unlocked, None, message);
            notices.push(
                notice.hint("list what it needs in the source, or have it built: `--allow-build`"),
            );
        }
    }
    notices
}

/// What could not be written as it should.
fn unwritten(compiled: &Compiled) -> Vec<Notice> {
    let names = |names: &[PackageName]| {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        names.join(", ")
    };
    let mut notices = Vec::new();
    if !compiled.unwritable.is_empty() {
        let message = format!(
            "left out, since their name, version or marker would write lines of its own: {}",
            names(&compiled.unwritable)
        );
        notices.push(Notice::gap(NoticeKind::Malformed, None, message));
    }
    if !compiled.unhashed.is_empty() {
        let message = format!(
            "without a hash, so that pip refuses the file where hashes are required: {}",
            names(&compiled.unhashed)
        );
        let notice = Notice::gap(NoticeKind::HashMissing, None, message);
        notices.push(notice.hint("pip checks hashes of files of an index only, and of archives whose address ends in `#sha256=…`"));
    }
    notices
}

/// Tells what there is to know; whether the job was done only in part.
fn tell(notices: &[Notice], why: Option<&str>, quiet: bool) -> bool {
    if let Some(why) = why.filter(|_| !quiet) {
        reports::complain(&format!("note: {}\n", printable(why)));
    }
    let mut incomplete = false;
    for notice in notices {
        let is_info = notice.weight == Weight::Info;
        incomplete |= !is_info;
        if !(is_info && quiet) {
            reports::complain(&super::freeze::told(notice));
        }
    }
    incomplete
}

/// Writes, prints or compares the file.
fn put(
    args: &CompileArgs,
    output: Option<&Path>,
    former: &Former,
    text: &str,
    environment: &Environment,
) -> Result<u8, Failure> {
    let Some(output) = output else {
        reports::print(text)?;
        return Ok(0);
    };
    let name = printable(&output.to_string_lossy()).into_owned();
    let text = former.with_its_line_ends(text);
    if args.dry_run {
        reports::print(&text)?;
    }
    let is_same = former.text.as_deref() == Some(&*text);
    let changes = former.changes(&text);
    let told = match (is_same, args.check, args.dry_run) {
        (true, _, _) => format!("{name} is as it should be\n"),
        (false, true, _) => format!("{name} would change\n{changes}"),
        (false, false, true) => format!("{name} would change, and was not written\n{changes}"),
        (false, false, false) => {
            reports::replace(&environment.working_folder.join(output), text.as_bytes())?;
            format!("{name} was written\n{changes}")
        }
    };
    if !args.quiet || (args.check && !is_same) {
        reports::complain(&told);
    }
    Ok(if args.check && !is_same { BLOCKED } else { 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_are_named_after_sources() {
        for (source, output) in [
            ("requirements.in", "requirements.txt"),
            ("requirements/dev.in", "requirements/dev.txt"),
            ("api/pyproject.toml", "api/requirements.txt"),
            ("tool.py", "tool.txt"),
        ] {
            assert_eq!(usual_output(Path::new(source)), Path::new(output));
        }
    }
}
