//! A library does not own the process.

use spectrum_imessage_simulator::Simulator;

use crate::{connect, until};

/// The signals that this process handles itself, as the kernel tells: a bit each.
fn handled() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux tells");
    let line = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).expect("a mask");
    u64::from_str_radix(line.trim(), 16).expect("a number")
}

#[tokio::test]
async fn signals_are_the_programs_own_business() {
    let interrupt_and_terminate = 1 << 1 | 1 << 14;
    assert_eq!(handled() & interrupt_and_terminate, 0, "nobody else here handles them");
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, _) = connect(&sim).await;
    let messages = app.messages().expect("nobody reads yet");
    until("the streams open", || sim.open_streams() == 2).await;
    assert_eq!(handled() & interrupt_and_terminate, 0);
    app.stop().await;
    drop(messages);
    assert_eq!(handled() & interrupt_and_terminate, 0);
}
