//! The doctor looks at a project.

use spectrum_imessage::imessage::{CheckState, DoctorOptions, DoctorReport, DoctorScope, doctor};
use spectrum_imessage_simulator::Simulator;

use crate::{LINE_A, LINE_B, options};

fn states(report: &DoctorReport) -> Vec<(&str, CheckState)> {
    report.checks.iter().map(|check| (check.name, check.state)).collect()
}

async fn look(project: spectrum_imessage::Options) -> DoctorReport {
    let options = DoctorOptions { scope: DoctorScope::Cloud, project, ..DoctorOptions::default() };
    doctor(options).await
}

/// The checks of a sound project; the simulator's cloud is plain text on this machine.
fn sound(service: CheckState) -> Vec<(&'static str, CheckState)> {
    vec![
        ("credentials", CheckState::Ok),
        ("tls", CheckState::Skipped),
        ("cloud", CheckState::Ok),
        ("clock", CheckState::Ok),
        ("platform", CheckState::Ok),
        ("token", CheckState::Ok),
        ("lines", CheckState::Ok),
        ("service", service),
        ("versions", CheckState::Ok),
    ]
}

#[tokio::test]
async fn a_sound_project_is_told_with_its_lines() {
    let sim = Simulator::builder().start().await.expect("the simulator starts");
    let report = look(options(&sim)).await;
    assert_eq!(states(&report), sound(CheckState::Ok));
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
        ("tls", CheckState::Skipped),
        ("cloud", CheckState::Failed),
        ("clock", CheckState::Skipped),
        ("platform", CheckState::Skipped),
        ("token", CheckState::Skipped),
        ("lines", CheckState::Skipped),
        ("service", CheckState::Skipped),
        ("versions", CheckState::Ok),
    ];
    assert_eq!(states(&report), expected);
    let check = report.check("cloud").expect("there");
    assert!(check.remedy.as_ref().expect("one").contains("SPECTRUM_PROJECT_SECRET"));
    assert!(!format!("{report:?}").contains("wrong\""));
}

#[tokio::test]
async fn lines_that_do_not_answer_are_told() {
    let sim = Simulator::builder().dedicated([LINE_A, LINE_B]).start().await.expect("it starts");
    let nowhere = Some("127.0.0.1:1".to_owned());
    let project = spectrum_imessage::Options { imessage_line_address: nowhere, ..options(&sim) };
    let report = look(project).await;
    assert_eq!(states(&report), sound(CheckState::Failed));
    let check = report.check("service").expect("there");
    assert!(check.found.contains(LINE_A) && check.found.contains(LINE_B), "{}", check.found);
    assert!(check.remedy.as_ref().expect("one").contains("network"));
}
