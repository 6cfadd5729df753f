//! Commands of the user's own: the one that proves an upgrade, and the managers that write their locks.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use pyward_model::{Verified, printable};
#[cfg(unix)]
use rustix::process::{Pid, Signal, kill_process_group};

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
    let mut command = Command::new(program);
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command
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
            end(&mut child)?;
            break None;
        }
        std::thread::sleep(PULSE);
    };
    Ok((status, last_lines(output)?))
}

/// Ends a program and what it has started, which would go on writing after everything was taken back.
fn end(child: &mut Child) -> io::Result<()> {
    #[cfg(unix)]
    {
        let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        if let Some(group) = group {
            // A group that is gone already needs no ending.
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
    child.kill()?;
    child.wait().map(drop)
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
    fn what_a_stopped_command_has_started_is_stopped_too() {
        let folder = tempfile::tempdir().unwrap();
        let line = "(sleep 1; echo late > late.txt); true";
        let limit = Duration::from_millis(100);
        let stopped = shell(line, folder.path(), &[], limit).unwrap();
        assert_eq!(stopped.exit_code, None);
        std::thread::sleep(Duration::from_millis(1500));
        assert!(!folder.path().join("late.txt").exists());
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
