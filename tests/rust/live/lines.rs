//! Whether lines answer.

use spectrum_imessage::imessage::{LineCheck, LineMode};
use spectrum_imessage_simulator::{Fault, Simulator};

use crate::{LINE_A, LINE_B, PATIENCE, connect};

fn states(checks: &[LineCheck]) -> Vec<(&str, LineMode, &'static str)> {
    checks.iter().map(|check| (check.line.as_str(), check.mode, check.state())).collect()
}

#[tokio::test]
async fn each_line_says_whether_it_answers() {
    let sim = Simulator::builder().dedicated([LINE_A, LINE_B]).start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let checks = im.check_lines(PATIENCE).await.expect("running");
    let all_good = [LINE_A, LINE_B].map(|line| (line, LineMode::Dedicated, "ok"));
    assert_eq!(states(&checks), all_good);
    // Refused for what it asks, not for who asks.
    sim.fault(Fault::refuse("GetChatCount", "PERMISSION_DENIED").times(2)).expect("a fault");
    assert_eq!(states(&im.check_lines(PATIENCE).await.expect("running")), all_good);
    sim.fault(Fault::refuse("GetChatCount", "UNAVAILABLE").times(2)).expect("a fault");
    let checks = im.check_lines(PATIENCE).await.expect("running");
    assert!(checks.iter().all(|check| check.state() == "unreachable"), "{checks:?}");
    app.stop().await;
    assert_eq!(im.check_lines(PATIENCE).await.expect_err("stopped").code(), "stopped");
}

#[tokio::test]
async fn the_shared_pool_is_one_line() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (_app, im) = connect(&sim).await;
    let checks = im.check_lines(PATIENCE).await.expect("running");
    assert_eq!(states(&checks), [("shared", LineMode::Shared, "ok")]);
}
