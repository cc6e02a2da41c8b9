//! Running a program: fed, read, stopped at its deadline, and always reaped. Arguments are data of
//! users: they are never logged.

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::pin::pin;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use futures_util::future::join3;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};
use tokio_util::sync::CancellationToken;

/// How much of each output is kept.
const MOST_OUTPUT: usize = 64 * 1024;
/// How long the rest of the output may take after the end: a program of its own can hold the pipes.
const REST: Duration = Duration::from_millis(500);
/// The end of a program is told by a signal, which other libraries of the process may take away.
const ASK_EVERY: Duration = Duration::from_millis(100);
/// How long the end of a killed program is waited for.
const REAP: Duration = Duration::from_secs(5);

/// How a program ended.
#[derive(Debug)]
pub(super) enum Ran {
    /// It could not be started.
    NotStarted(io::Error),
    /// By itself, or by somebody else's signal.
    Ended(Output),
    /// It was killed at its deadline.
    Deadline,
    /// It was killed because the application stops.
    Stopped,
}

/// What a program left behind.
pub(super) struct Output {
    pub(super) status: ExitStatus,
    pub(super) stdout: Vec<u8>,
    pub(super) stderr: Vec<u8>,
}

impl std::fmt::Debug for Output {
    /// What Messages says may quote what was sent.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Output({})", self.status)
    }
}

/// Runs a program to its end, or to the deadline, or until `stop`.
///
/// A caller that drops this leaves a killed program to the runtime: it is not cancel-safe in the
/// sense of knowing what happened. Senders run it in a task of its own.
pub(super) async fn run(
    program: &Path,
    arguments: &[OsString],
    input: &str,
    deadline: Duration,
    stop: &CancellationToken,
) -> Ran {
    let mut command = Command::new(program);
    command.args(arguments).kill_on_drop(true);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    // A Ctrl-C at the terminal is meant for the agent.
    #[cfg(unix)]
    command.process_group(0);
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => return Ran::NotStarted(error),
    };
    let (stdin, out, err) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let status = {
        let feed = async {
            if let Some(mut stdin) = stdin {
                // It may end before it has read all.
                let _ = stdin.write_all(input.as_bytes()).await;
            }
        };
        let mut pipes = pin!(join3(feed, keep(out, &mut stdout), keep(err, &mut stderr)));
        let mut pumping = true;
        let mut end = pin!(ended(&mut child));
        let mut deadline = pin!(sleep(deadline));
        loop {
            tokio::select! {
                biased;
                status = &mut end => {
                    if pumping {
                        let _ = timeout(REST, &mut pipes).await;
                    }
                    break Ok(status);
                }
                _ = &mut pipes, if pumping => pumping = false,
                () = &mut deadline => break Err(Ran::Deadline),
                () = stop.cancelled() => break Err(Ran::Stopped),
            }
        }
    };
    match status {
        Ok(Ok(status)) => Ran::Ended(Output { status, stdout, stderr }),
        Ok(Err(error)) => {
            crate::observe::warn!("the end of a program is not known: {error}");
            kill(&mut child).await;
            Ran::Deadline
        }
        Err(why) => {
            kill(&mut child).await;
            why
        }
    }
}

/// The end of a program.
async fn ended(child: &mut Child) -> io::Result<ExitStatus> {
    let mut ticks = interval(ASK_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            biased;
            status = child.wait() => return status,
            _ = ticks.tick() => {}
        }
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
    }
}

/// Kills a program with those that it started, and reaps it.
async fn kill(child: &mut Child) {
    #[cfg(unix)]
    if let Some(group) = child.id().and_then(|id| i32::try_from(id).ok()) {
        use nix::sys::signal::{Signal, killpg};
        use nix::unistd::Pid;
        // It may have ended by itself.
        let _ = killpg(Pid::from_raw(group), Signal::SIGKILL);
    }
    let _ = child.start_kill();
    if timeout(REAP, ended(child)).await.is_err() {
        crate::observe::warn!("a program that was killed has not ended; it is left to the system");
    }
}

/// Reads to the end, and keeps the beginning.
async fn keep(pipe: Option<impl AsyncRead + Unpin>, kept: &mut Vec<u8>) {
    let Some(mut pipe) = pipe else { return };
    let mut chunk = [0; 4096];
    while let Ok(read @ 1..) = pipe.read(&mut chunk).await {
        let room = MOST_OUTPUT.saturating_sub(kept.len());
        kept.extend_from_slice(&chunk[..read.min(room)]);
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    async fn shell(script: &str, deadline: Duration, stop: &CancellationToken) -> Ran {
        let arguments = ["-s".into(), "a b".into(), "$HOME;\n\"x".into()];
        run(Path::new("/bin/sh"), &arguments, script, deadline, stop).await
    }

    const LONG: Duration = Duration::from_secs(60);

    fn alive(process: &str) -> bool {
        let process = nix::unistd::Pid::from_raw(process.trim().parse().expect("a number"));
        nix::sys::signal::kill(process, None).is_ok()
    }

    #[tokio::test]
    async fn arguments_arrive_as_they_are() {
        let script = "printf '%s|%s' \"$1\" \"$2\"; echo no >&2; exit 3";
        let Ran::Ended(output) = shell(script, LONG, &CancellationToken::new()).await else {
            panic!("it ends")
        };
        assert_eq!(output.status.code(), Some(3));
        assert_eq!(output.stdout, b"a b|$HOME;\n\"x");
        assert_eq!(output.stderr, b"no\n");
    }

    #[tokio::test]
    async fn much_output_is_read_and_cut() {
        let script = "head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2";
        let Ran::Ended(output) = shell(script, LONG, &CancellationToken::new()).await else {
            panic!("it ends")
        };
        assert_eq!((output.stdout.len(), output.stderr.len()), (MOST_OUTPUT, MOST_OUTPUT));
    }

    #[tokio::test]
    async fn a_program_that_it_leaves_behind_is_not_waited_for() {
        let script = "sleep 30 & echo $!";
        let Ran::Ended(output) = shell(script, LONG, &CancellationToken::new()).await else {
            panic!("it ends")
        };
        let left = String::from_utf8(output.stdout).expect("a number");
        assert!(alive(&left));
        let left = nix::unistd::Pid::from_raw(left.trim().parse().expect("a number"));
        nix::sys::signal::kill(left, nix::sys::signal::Signal::SIGKILL).expect("ours");
    }

    #[tokio::test]
    async fn the_deadline_kills_all_of_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("pids");
        let script = format!(
            "echo $$ > '{0}'; sleep 300 & echo $! >> '{0}'; mv '{0}' '{0}.done'; wait",
            file.display()
        );
        let stop = CancellationToken::new();
        let told = async {
            let done = folder.path().join("pids.done");
            while !done.exists() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            stop.cancel();
            std::fs::read_to_string(done).expect("there")
        };
        let (ran, pids) = tokio::join!(shell(&script, LONG, &stop), told);
        assert!(matches!(ran, Ran::Stopped));
        let mut pids = pids.lines();
        assert!(!alive(pids.next().expect("the shell")), "killed and reaped");
        // Not our child: the system reaps it after it was killed.
        let child = pids.next().expect("its child");
        while alive(child) && !is_zombie(child) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    fn is_zombie(process: &str) -> bool {
        let output = std::process::Command::new("ps").args(["-o", "stat=", "-p", process]).output();
        output.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).starts_with('Z'))
    }

    #[tokio::test]
    async fn a_deadline_is_told_from_a_start_that_failed() {
        let stop = CancellationToken::new();
        let ran = shell("exec sleep 300", Duration::from_millis(50), &stop).await;
        assert!(matches!(ran, Ran::Deadline));
        let ran = run(Path::new("/nowhere/osascript"), &[], "", LONG, &stop).await;
        assert!(matches!(ran, Ran::NotStarted(error) if error.kind() == io::ErrorKind::NotFound));
    }
}
