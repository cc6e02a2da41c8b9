//! The REST side: project, platforms, tokens.

mod common;

use common::*;
use serde_json::json;
use spectrum_imessage_simulator::{Fault, Simulator};

#[tokio::test]
async fn a_shared_project_gets_one_token() {
    let sim = start(Simulator::builder().token_ttl(std::time::Duration::from_secs(90))).await;
    let first = tokens(&sim).await;
    assert_eq!((&first["type"], &first["expiresIn"]), (&json!("shared"), &json!(90)));
    let second = tokens(&sim).await;
    assert_ne!(first["token"], second["token"], "every request mints anew");
}

#[tokio::test]
async fn a_dedicated_project_gets_a_token_for_each_line() {
    let sim = start(Simulator::builder().dedicated([LINE_A, LINE_B])).await;
    let data = tokens(&sim).await;
    let numbers = data["numbers"].as_object().expect("numbers");
    let auth = data["auth"].as_object().expect("tokens");
    assert_eq!(data["type"], "dedicated");
    assert_eq!(numbers.values().collect::<Vec<_>>(), [LINE_A, LINE_B]);
    assert_eq!(auth.keys().collect::<Vec<_>>(), numbers.keys().collect::<Vec<_>>());
}

#[tokio::test]
async fn a_project_may_have_no_line_and_get_some_later() {
    let sim = start(Simulator::builder().dedicated(Vec::<String>::new())).await;
    assert_eq!(tokens(&sim).await["auth"], json!({}));
    sim.set_lines(&[LINE_A]).expect("dedicated");
    assert_eq!(tokens(&sim).await["numbers"].as_object().expect("numbers").len(), 1);
    assert!(sim.set_lines(&["nonsense"]).is_err());
}

#[tokio::test]
async fn the_project_is_described_to_those_who_know_the_secret() {
    let sim = start(Simulator::builder().project_id("p1").project_secret("s1")).await;
    let project = format!("{}/projects/p1/", sim.cloud_url());
    let (status, body) = http("GET", &project, Some(("p1", "s1")), None).await;
    assert_eq!(status, 200);
    assert_eq!(body["data"]["profile"], json!({ "imessageSynced": false }));
    let (status, body) = http("GET", &format!("{project}platforms/"), None, None).await;
    assert_eq!((status, &body["data"]["imessage"]["enabled"]), (200, &json!(true)));
}

#[tokio::test]
async fn wrong_credentials_are_refused() {
    let sim = start(Simulator::builder().project_id("p1").project_secret("s1")).await;
    for path in ["", "imessage/tokens"] {
        let method = if path.is_empty() { "GET" } else { "POST" };
        let url = format!("{}/projects/p1/{path}", sim.cloud_url());
        for basic in [None, Some(("p1", "wrong")), Some(("other", "s1"))] {
            let (status, body) = http(method, &url, basic, None).await;
            assert_eq!((status, &body["code"]), (401, &json!("UNAUTHORIZED")), "{path} {basic:?}");
            assert!(!body.to_string().contains("s1"), "the secret is in {body}");
        }
    }
    let url = format!("{}/projects/p2/imessage/tokens", sim.cloud_url());
    let (status, body) = http("POST", &url, Some(("p2", "s1")), None).await;
    assert_eq!((status, &body["code"]), (404, &json!("PROJECT_NOT_FOUND")));
}

#[tokio::test]
async fn the_cloud_can_fail_on_demand() {
    let sim = start(Simulator::builder()).await;
    sim.fault(Fault::refuse("POST /imessage/tokens", "503").error_code("BUSY"))
        .expect("a good fault");
    let url = format!("{}/projects/{}/imessage/tokens", sim.cloud_url(), sim.project_id());
    let basic = Some((sim.project_id(), sim.project_secret()));
    let (status, body) = http("POST", &url, basic, None).await;
    assert_eq!((status, &body["code"]), (503, &json!("BUSY")));
    assert_eq!(http("POST", &url, basic, None).await.0, 200, "only the next call was refused");
    let statuses: Vec<String> = sim.transcript().into_iter().map(|entry| entry.status).collect();
    assert_eq!(statuses, ["503", "200"]);
}
