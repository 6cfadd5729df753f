//! Where reports go: standard output, files. The only file that prints.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use pyward_model::Report;
use pyward_report::{Format, RenderOptions};

use crate::args::OutputArgs;
use crate::failure::Failure;

/// A report that is wanted: its format, and a file where it does not go to standard output.
pub(crate) struct Wanted {
    format: &'static dyn Format,
    path: Option<PathBuf>,
}

/// Works out which reports are wanted, before any work is done for them.
pub(crate) fn wanted(args: &OutputArgs) -> Result<Vec<Wanted>, Failure> {
    let OutputArgs {
        format,
        output,
        report,
        severity: _,
    } = args;
    let mut wanted = vec![Wanted {
        format: find(format.as_deref().unwrap_or("human"))?,
        path: output.clone(),
    }];
    for stated in report {
        let (format, path) = stated
            .split_once('=')
            .filter(|(_, path)| !path.is_empty())
            .ok_or_else(|| {
                Failure::usage(format!("`--report {stated}` does not say FORMAT=PATH"))
                    .hint("for example `--report json=audit.json`")
            })?;
        wanted.push(Wanted {
            format: find(format)?,
            path: Some(path.into()),
        });
    }
    Ok(wanted)
}

/// Whether standard output is free for more than a report that a program reads.
pub(crate) fn is_for_people(wanted: &[Wanted]) -> bool {
    let mut printed = wanted.iter().filter(|wanted| wanted.path.is_none());
    printed.all(|wanted| wanted.format.name() == "human")
}

fn find(name: &str) -> Result<&'static dyn Format, Failure> {
    pyward_report::find(name).ok_or_else(|| {
        let known: Vec<&str> = pyward_report::FORMATS
            .iter()
            .map(|format| format.name())
            .collect();
        Failure::usage(format!("there is no report format `{name}`"))
            .hint(format!("the formats are {}", known.join(", ")))
    })
}

/// Writes all reports. Files are replaced as a whole: an interrupted run leaves the old one or the new one.
pub(crate) fn write(
    report: &Report,
    wanted: &[Wanted],
    options: &RenderOptions,
) -> Result<(), Failure> {
    for Wanted { format, path } in wanted {
        match path {
            None => {
                print(&format.render(report, options))?;
                if format.name().starts_with("pip-audit") {
                    complain(&format!("{}\n", pyward_report::summary_line(report)));
                }
            }
            Some(path) => {
                let plain = RenderOptions {
                    color: false,
                    links: false,
                    ..options.clone()
                };
                replace(path, format.render(report, &plain).as_bytes())?;
            }
        }
    }
    Ok(())
}

/// Replaces a file: written beside it, flushed to the disk, renamed over it.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let failed = |error: std::io::Error| {
        Failure::usage(format!("{} could not be written: {error}", path.display()))
            .hint("check that its folder exists and can be written; the former file, if any, is untouched")
    };
    // A pipe, a terminal or /dev/null is written to, not replaced.
    if std::fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        return std::fs::OpenOptions::new()
            .write(true)
            .open(path)
            .and_then(|mut file| file.write_all(bytes))
            .map_err(failed);
    }
    let mut file = tempfile::Builder::new()
        .prefix(".pyward-")
        .tempfile_in(folder)
        .map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(path).map_or(0o644, |found| found.permissions().mode());
        file.as_file()
            .set_permissions(std::fs::Permissions::from_mode(mode))
            .map_err(failed)?;
    }
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Writes to standard output. A reader that went away (`| head`) ends the writing, not the job; a full disk is told.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::usage(
            format!("standard output could not be written: {error}"),
        )
        .hint("what was printed is not whole; `-o PATH` writes to a file")),
        _ => Ok(()),
    }
}

/// Writes to standard error.
pub(crate) fn complain(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}
