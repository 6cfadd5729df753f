//! Commands of the user's own: the one that proves an upgrade, and the managers that write their locks.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use pyward_model::{Verified, printable};

use crate::interrupt;

/// How many of the last lines are kept, and how much of the output is looked at for them, in bytes.
const LINES: usize = 20;
const TAIL: u64 = 64 * 1024;

/// How often a running command is looked at.
const PULSE: Duration = Duration::from_millis(20);

/// Runs a command line in a folder, by the system's shell.
pub(crate) fn shell(
    line: &str,
    folder: &Path,
    variables: &[(&str, OsString)],
    limit: Duration,
) -> io::Result<Verified> {
    let (program, flag) = if cfg!(windows) {
        ("cmd", "/C")
    } else {
        ("sh", "-c")
    };
    let (status, last_lines) = run(program, [flag, line], folder, variables, limit)?;
    Ok(Verified {
        command: line.to_owned(),
        exit_code: status.and_then(|status| status.code()),
        last_lines,
    })
}

/// Runs a program in a folder: how it ended (`None`: it was stopped at the limit), and its last lines.
#[expect(
    clippy::disallowed_methods,
    reason = "the user names the command and asks for it to be run; audits never come here"
)]
pub(crate) fn run<S: AsRef<OsStr>>(
    program: &str,
    arguments: impl IntoIterator<Item = S>,
    folder: &Path,
    variables: &[(&str, OsString)],
    limit: Duration,
) -> io::Result<(Option<ExitStatus>, Vec<String>)> {
    let output = tempfile::tempfile()?;
    let mut child = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .envs(variables.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::null())
        .stdout(output.try_clone()?)
        .stderr(output.try_clone()?)
        .spawn()?;
    let started = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break Some(status);
        }
        if started.elapsed() >= limit || interrupt::came() {
            child.kill()?;
            child.wait()?;
            break None;
        }
        std::thread::sleep(PULSE);
    };
    Ok((status, last_lines(output)?))
}

fn last_lines(mut output: File) -> io::Result<Vec<String>> {
    let length = output.seek(SeekFrom::End(0))?;
    output.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
    let mut bytes = Vec::new();
    output.take(TAIL).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text.lines().collect();
    let first = lines.len().saturating_sub(LINES);
    Ok(lines
        .iter()
        .skip(first)
        .map(|line| printable(line).into_owned())
        .collect())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_command_tells_how_it_ended_and_what_it_said_last() {
        let folder = tempfile::tempdir().unwrap();
        let limit = Duration::from_secs(20);
        let done = shell("echo one; echo two >&2; exit 3", folder.path(), &[], limit).unwrap();
        assert_eq!(done.exit_code, Some(3));
        assert_eq!(done.last_lines, ["one", "two"]);
        let stopped = shell("sleep 60", folder.path(), &[], Duration::from_millis(50)).unwrap();
        assert_eq!(stopped.exit_code, None);
    }

    #[test]
    fn much_output_is_cut_to_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let line = "i=0; while [ $i -lt 5000 ]; do echo line $i; i=$((i+1)); done";
        let done = shell(line, folder.path(), &[], Duration::from_mins(1)).unwrap();
        assert_eq!(done.last_lines.len(), LINES);
        assert_eq!(done.last_lines.last().unwrap(), "line 4999");
    }
}
