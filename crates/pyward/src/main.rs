//! pyward: flags in, exit code out.

mod args;
mod builds;
mod coding;
mod commands;
mod config;
mod environment;
mod extends;
mod failure;
mod fixing;
mod forbidden;
mod indexes;
mod interrupt;
mod known;
mod lists;
mod peer;
mod peers;
mod reports;
mod resolution;
mod review;
mod scan;
mod services;
mod syncing;
mod terminal;
mod tools;
mod updating;

use std::process::ExitCode;

use clap::{ArgMatches, CommandFactory as _, FromArgMatches as _};

use crate::args::{Cli, Verb};
use crate::environment::Environment;
use crate::failure::{FAILED, Failure};

/// Following data makes and drops small values by the million, which this allocator does in half the time of most systems'
/// own, musl's above all. Without huge pages: clearing those takes a short run longer than it saves.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    install_panic_hook();
    let (cli, is_offline) = match arguments() {
        Ok(typed) => typed,
        Err(code) => return code,
    };
    let mut environment = Environment::read();
    // Whatever a verb reads on its way, a policy at an address among it.
    environment.offline |= is_offline;
    let code = run(cli, &environment).unwrap_or_else(|failure| {
        reports::complain(&failure.render());
        failure.exit_code
    });
    end(code)
}

/// Ends the process. All that was printed is flushed, and files are whole where they are written; what an allocator does
/// on its way out, giving back one piece of memory after the other, the system does at once.
fn end(code: u8) -> ExitCode {
    #[cfg(unix)]
    {
        use std::io::Write as _;
        if std::io::stdout().flush().is_ok() && std::io::stderr().flush().is_ok() {
            #[expect(
                unsafe_code,
                reason = "ends the process and takes no pointer; there is nothing it could break"
            )]
            // SAFETY: `_exit` has no conditions: it only ends the process, and no handler of ours waits for its end.
            unsafe {
                libc::_exit(i32::from(code))
            }
        }
    }
    ExitCode::from(code)
}

/// What was typed, and whether the network is switched off there; help and mistakes are told here.
fn arguments() -> Result<(Cli, bool), ExitCode> {
    let command = Cli::command().after_long_help(environment::help(args::AFTER_HELP));
    let parsed = command
        .try_get_matches()
        .and_then(|matches| Ok((Cli::from_arg_matches(&matches)?, is_offline(&matches))));
    parsed.map_err(|error| {
        if !error.use_stderr() {
            // Help and version.
            let _ = error.print();
            return ExitCode::SUCCESS;
        }
        // What was mistyped may come from a script's data.
        let text = error.render().to_string();
        let lines: Vec<_> = text.lines().map(pyward_model::printable).collect();
        reports::complain(&format!("{}\n", lines.join("\n")));
        ExitCode::from(FAILED)
    })
}

/// Whether `--offline` is given, at whatever depth of verbs.
fn is_offline(matches: &ArgMatches) -> bool {
    let here = matches.try_get_one::<bool>("offline");
    let below = matches.subcommand();
    matches!(here, Ok(Some(true))) || below.is_some_and(|(_, matches)| is_offline(matches))
}

fn run(cli: Cli, environment: &Environment) -> Result<u8, Failure> {
    if let Some(text) = &environment.no_day {
        return Err(
            Failure::usage(format!("PYWARD_TODAY is `{text}`, which is no day"))
                .hint("write it like 2026-11-22, or unset it to judge by the clock"),
        );
    }
    match cli.verb {
        None => commands::audit::run(&[], &cli.scan, environment),
        Some(Verb::Audit(args)) => commands::audit::run(&args.targets, &args.scan, environment),
        Some(Verb::Vulns(args)) => commands::vulns::run(&args, environment),
        Some(Verb::Code(args)) => commands::code::run(&args, environment),
        Some(Verb::Fix(args)) => commands::fix::run(&args, environment),
        Some(Verb::Sync(args)) => commands::sync::run(&args, environment),
        Some(Verb::Update(args)) => commands::update::run(&args, environment),
        Some(Verb::Explain(args)) => commands::explain::run(&args, environment),
        Some(Verb::Freeze(args)) => commands::freeze::run(&args, environment),
        Some(Verb::Compile(args)) => commands::compile::run(&args, environment),
        Some(Verb::Outdated(args)) => commands::outdated::run(&args, environment),
        Some(Verb::Tree(args)) => commands::tree::run(&args, environment),
        Some(Verb::Check(args)) => commands::check::run(&args, environment),
        Some(Verb::Diff(args)) => commands::diff::run(&args, environment),
        Some(Verb::Ignore(args)) => commands::ignore::run(&args, environment),
        Some(Verb::Approve(args)) => commands::approve::run(&args, environment),
        Some(Verb::Block(args)) => commands::block::run(&args, environment),
        Some(Verb::Baseline(args)) => commands::baseline::run(&args, environment),
        Some(Verb::Init(args)) => commands::init::run(&args, environment),
        Some(Verb::Db(args)) => commands::db::run(&args, environment),
        Some(Verb::Completions { shell }) => commands::completions::run(shell),
        Some(Verb::Man { verb, dir }) => {
            commands::man::run(verb.as_deref(), dir.as_deref(), environment)
        }
    }
}

/// A bug is told as one, with what to do, and ends with the exit code of a job that could not be done.
fn install_panic_hook() {
    std::panic::set_hook(Box::new(|info| {
        if pyward_python::is_guarded() {
            return;
        }
        let place = info
            .location()
            .map(|place| format!(" at {}:{}", place.file(), place.line()))
            .unwrap_or_default();
        let what = info.payload_as_str().unwrap_or("no message");
        reports::complain(&format!(
            "error: pyward met a bug of its own{place}: {what}\nhint: please report it with the command and, if you can, the file it read\n"
        ));
        #[expect(
            clippy::exit,
            clippy::disallowed_methods,
            reason = "whatever a bug left behind must not be taken for a verdict"
        )]
        std::process::exit(i32::from(FAILED));
    }));
}
