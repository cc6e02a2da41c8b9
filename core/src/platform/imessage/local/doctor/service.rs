//! Whether the lines answer.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;

use super::cloud::{failed, within};
use super::name::SERVICE;
use super::report::{Check, CheckState};
use crate::config::Config;
use crate::error::Result;
use crate::net::Trust;
use crate::platform::imessage::cloud::LineTokens;
use crate::platform::imessage::lines;
use crate::platform::imessage::transport::{FixedBearer, Transport};
use crate::secret::Secret;

/// Asks every line something small, with its new token.
pub(super) async fn check(
    config: &Config,
    trust: &Trust,
    tokens: &LineTokens,
    limit: Duration,
) -> Check {
    let ask = |name: String, instance: Option<String>, token: Secret| async move {
        let answered = within(limit, ask(config, trust, instance.as_deref(), token, limit)).await;
        (name, answered)
    };
    let answers = match tokens {
        LineTokens::Shared(token) => vec![ask("shared".to_owned(), None, token.clone()).await],
        LineTokens::Dedicated(lines) => {
            let each = lines.iter().map(|(instance, line)| {
                let name = line.phone.clone().unwrap_or_else(|| instance.clone());
                ask(name, Some(instance.clone()), line.token.clone())
            });
            join_all(each).await
        }
    };
    judge(answers)
}

async fn ask(
    config: &Config,
    trust: &Trust,
    instance: Option<&str>,
    token: Secret,
    limit: Duration,
) -> Result<()> {
    let channel = lines::endpoint(config, instance)?.connect(trust).await?;
    lines::ask(&Transport::new(channel, Arc::new(FixedBearer::new(token))), limit).await
}

fn judge(answers: Vec<(String, Result<()>)>) -> Check {
    let total = answers.len();
    let mut silent = answers.into_iter().filter_map(|(name, answer)| Some((name, answer.err()?)));
    let Some((name, error)) = silent.next() else {
        return match total {
            0 => Check::skipped(SERVICE, "there is no line to ask"),
            1 => Check::ok(SERVICE, "the line answers"),
            _ => Check::ok(SERVICE, format!("all {total} lines answer")),
        };
    };
    let rest: Vec<_> = silent.map(|(name, _)| name).collect();
    let state = if rest.len() + 1 == total { CheckState::Failed } else { CheckState::Warning };
    let others = match rest.is_empty() {
        true => String::new(),
        false => format!("; nor do {}", rest.join(", ")),
    };
    let found = format!("{name} does not answer: {error}{others}");
    Check { state, found, ..failed(SERVICE, &error) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Error, ErrorKind};

    #[test]
    fn one_line_that_answers_is_better_than_none() {
        let answer = |name: &str, good: bool| {
            let error = || Error::new(ErrorKind::Connection, "networkError", "no way");
            (name.to_owned(), if good { Ok(()) } else { Err(error()) })
        };
        assert_eq!(judge(vec![]).state, CheckState::Skipped);
        assert_eq!(judge(vec![answer("+1", true)]).state, CheckState::Ok);
        let check = judge(vec![answer("+1", true), answer("+2", false)]);
        assert_eq!(check.state, CheckState::Warning);
        assert_eq!(check.found, "+2 does not answer: no way");
        let check = judge(vec![answer("+1", false), answer("+2", false)]);
        assert_eq!(check.state, CheckState::Failed);
        assert_eq!(check.found, "+1 does not answer: no way; nor do +2");
        assert!(check.remedy.expect("one").contains("network"));
    }
}
