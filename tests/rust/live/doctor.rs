//! The doctor looks at a project.

use spectrum_imessage::imessage::{CheckState, DoctorOptions, DoctorReport, DoctorScope, doctor};
use spectrum_imessage_simulator::Simulator;

use crate::options;

fn states(report: &DoctorReport) -> Vec<(&str, CheckState)> {
    report.checks.iter().map(|check| (check.name, check.state)).collect()
}

async fn look(project: spectrum_imessage::Options) -> DoctorReport {
    let options = DoctorOptions { scope: DoctorScope::Cloud, project, ..DoctorOptions::default() };
    doctor(options).await
}

#[tokio::test]
async fn a_sound_project_is_told_with_its_lines() {
    let sim = Simulator::builder().start().await.expect("the simulator starts");
    let report = look(options(&sim)).await;
    let all = ["credentials", "cloud", "platform", "lines", "versions"];
    assert_eq!(states(&report), all.map(|name| (name, CheckState::Ok)));
    assert!(report.healthy());
}

#[tokio::test]
async fn wrong_credentials_are_told() {
    let sim = Simulator::builder().start().await.expect("the simulator starts");
    let wrong =
        spectrum_imessage::Options { project_secret: Some("wrong".into()), ..options(&sim) };
    let report = look(wrong).await;
    let expected = [
        ("credentials", CheckState::Ok),
        ("cloud", CheckState::Failed),
        ("platform", CheckState::Skipped),
        ("lines", CheckState::Skipped),
        ("versions", CheckState::Ok),
    ];
    assert_eq!(states(&report), expected);
    let check = report.check("cloud").expect("there");
    assert!(check.remedy.as_ref().expect("one").contains("SPECTRUM_PROJECT_SECRET"));
    assert!(!format!("{report:?}").contains("wrong\""));
}
