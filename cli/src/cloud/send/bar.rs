//! How far an upload is, for somebody who looks.

use std::io::{IsTerminal, Write, stderr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use spectrum_imessage::{OnProgress, Progress};

/// Cells of the bar.
const WIDTH: u64 = 30;

/// Draws on standard error, if that is a terminal. Dropped before the end, it leaves its line: what
/// is said next begins a new one.
#[derive(Default)]
pub(super) struct Bar {
    open: Arc<AtomicBool>,
}

impl Bar {
    /// What draws it; nothing if nobody looks.
    pub(super) fn progress(&self) -> Option<OnProgress> {
        let open = Arc::clone(&self.open);
        let draw = move |progress: Progress| {
            let end = progress.total == Some(progress.transferred);
            open.store(!end, Ordering::Relaxed);
            write(&format!("\r{}{}", shown(progress), if end { "\n" } else { "" }));
        };
        stderr().is_terminal().then(|| OnProgress::new(draw))
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if self.open.load(Ordering::Relaxed) {
            write("\n");
        }
    }
}

/// A bar that cannot be drawn is no reason to fail.
fn write(text: &str) {
    let mut out = stderr().lock();
    let _ = out.write_all(text.as_bytes());
    let _ = out.flush();
}

/// Always as long, so that it covers the one before.
fn shown(progress: Progress) -> String {
    let Progress { transferred, total } = progress;
    let done = size(transferred);
    let text = match total {
        Some(total) => {
            let share = |of: u64| transferred.min(total).saturating_mul(of).checked_div(total);
            let share = |of: u64| share(of).unwrap_or(of);
            let bar: String =
                (0..WIDTH).map(|at| if at < share(WIDTH) { '#' } else { '.' }).collect();
            format!("[{bar}] {:>3} %  {done} of {}", share(100), size(total))
        }
        None => format!("{done} sent"),
    };
    format!("{text:<66}")
}

fn size(bytes: u64) -> String {
    const UNIT: u64 = 1024;
    match bytes {
        0..UNIT => format!("{bytes} B"),
        _ if bytes < UNIT * UNIT => format!("{} KiB", bytes / UNIT),
        _ => {
            let tenths = bytes / (UNIT * UNIT / 10).max(1);
            format!("{}.{} MiB", tenths / 10, tenths % 10)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(transferred: u64, total: Option<u64>) -> String {
        shown(Progress { transferred, total })
    }

    #[test]
    fn a_bar_grows_with_what_is_transferred() {
        let bar = |full: usize| format!("[{}{}]", "#".repeat(full), ".".repeat(30 - full));
        assert!(at(0, Some(4096)).starts_with(&format!("{}   0 %  0 B of 4 KiB", bar(0))));
        assert!(at(2048, Some(4096)).starts_with(&format!("{}  50 %  2 KiB of 4 KiB", bar(15))));
        assert!(at(4096, Some(4096)).starts_with(&format!("{} 100 %", bar(30))));
        assert!(at(0, Some(0)).contains("100 %"));
        assert!(at(3 * 1024 * 1024, None).starts_with("3.0 MiB sent"));
        assert_eq!(at(1, None).len(), at(5 * 1024 * 1024, Some(99 * 1024 * 1024)).len());
    }
}
