//! One renewal task for a project: at 80 % of the lifetime, at once when a token is refused, and
//! for calls that find it expired. Requests that meet are one request.
//!
//! The platform owns the task; it ends with the application.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use rand::Rng;
use tokio::sync::{Notify, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::super::transport::{Bearer, BearerSource};
use super::{Cloud, LineTokens, Tokens};
use crate::clock::Clock;
use crate::error::{Error, ErrorKind, Result};
use crate::secret::Secret;

/// The share of the lifetime after which a token is renewed, and how much earlier at random.
const RENEW_AT: f64 = 0.8;
const JITTER: f64 = 0.02;
/// Renewals of their own accord are not closer than this.
const MIN_PERIOD: Duration = Duration::from_secs(5);
/// With less than this left a call asks for a renewal, unless the whole lifetime is no longer: such
/// a token is used while it lives.
const LOW: Duration = Duration::from_secs(30);
/// The wait after a failed renewal while the old token lives.
const RETRY: Duration = Duration::from_secs(30);
/// Attempts that calls ask for are not closer than this after a failure.
const MIN_PAUSE: Duration = Duration::from_secs(1);
/// A renewal forced by a refused token happens at most once in this time.
const FORCED_PERIOD: Duration = Duration::from_secs(5);
/// A token is fresh for so long after it was issued, or for half of its life. Refused later it has
/// grown old unused, which says nothing about the next one.
const FRESH: Duration = Duration::from_secs(30);
/// When a fresh token was refused too: the first wait, and the longest.
const REFUSED_MIN: Duration = Duration::from_secs(60);
const REFUSED_MAX: Duration = Duration::from_secs(15 * 60);

/// The tokens of a project, kept fresh.
pub(in super::super) struct Renewal {
    cloud: Cloud,
    state: Mutex<State>,
    wake: Notify,
    attempts: watch::Sender<u64>,
    clock: Clock,
}

/// What is known of the tokens. Whoever asks says what the clock shows.
struct State {
    tokens: Arc<LineTokens>,
    lifetime: Duration,
    minted: Instant,
    generation: u64,
    /// A call or a stream went through with this generation.
    proven: bool,
    /// This generation was minted because the one before was refused.
    forced: bool,
    forced_at: Option<Instant>,
    last_failure: Option<(Instant, Error)>,
    standing: Standing,
    /// The wait of the slow renewal; grows while fresh tokens are refused.
    slow: Duration,
    due: Instant,
    wanted: Option<Wanted>,
}

/// Whether calls make sense.
enum Standing {
    Good,
    /// A fresh token was refused: with this error calls fail at once.
    Refused(Error),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Expiring,
    Refused,
}

impl Renewal {
    /// Exchanges the credentials for the first tokens.
    pub(in super::super) async fn first(
        cloud: Cloud,
        clock: Clock,
    ) -> Result<(Arc<Self>, Arc<LineTokens>)> {
        let tokens = cloud.tokens().await?;
        let now = clock.now();
        let lines = Arc::new(tokens.lines);
        let state = State {
            tokens: Arc::clone(&lines),
            lifetime: tokens.lifetime,
            minted: now,
            generation: 1,
            proven: false,
            forced: false,
            forced_at: None,
            last_failure: None,
            standing: Standing::Good,
            slow: REFUSED_MIN,
            due: now + period(tokens.lifetime),
            wanted: None,
        };
        let renewal = Self {
            cloud,
            state: Mutex::new(state),
            wake: Notify::new(),
            attempts: watch::Sender::new(0),
            clock,
        };
        Ok((Arc::new(renewal), lines))
    }

    /// The REST side, for what is not about tokens.
    pub(in super::super) fn cloud(&self) -> &Cloud {
        &self.cloud
    }

    /// How old the tokens are.
    pub(in super::super) fn token_age(&self) -> Duration {
        let minted = self.state().minted;
        self.clock.since(minted)
    }

    /// Whether even a fresh token was refused.
    pub(in super::super) fn is_refused(&self) -> bool {
        matches!(self.state().standing, Standing::Refused(_))
    }

    /// Renews until the application stops; `apply` gets every new set of tokens.
    pub(in super::super) async fn run(
        self: Arc<Self>,
        stop: CancellationToken,
        apply: impl Fn(Arc<LineTokens>) + Send,
    ) {
        loop {
            let due = self.state().due;
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.clock.sleep_until(due) => {}
                () = self.wake.notified() => {}
            }
            // A wake-up may be left over from a request that the last attempt has served.
            if self.state().wanted.is_none() && self.clock.now() < due {
                continue;
            }
            let pause = self.state().pause(self.clock.now());
            let renewed = tokio::select! {
                () = stop.cancelled() => return,
                result = async {
                    self.clock.sleep(pause).await;
                    self.cloud.tokens().await
                } => result,
            };
            match renewed {
                Ok(tokens) => {
                    let lines = self.state().accept(tokens, self.clock.now());
                    apply(lines);
                }
                Err(error) => {
                    crate::observe::warn!("the tokens were not renewed: {error}");
                    self.state().fail(error, self.clock.now());
                }
            }
            self.attempts.send_modify(|attempts| *attempts += 1);
        }
    }

    /// The tokens of one line.
    pub(in super::super) fn for_line(self: &Arc<Self>, instance: Option<String>) -> LineBearers {
        LineBearers { renewal: Arc::clone(self), instance }
    }

    /// Asks for a renewal and waits for the attempt, which serves everybody who asked.
    async fn renew(&self, wanted: Wanted) -> Result<()> {
        let mut attempts = self.attempts.subscribe();
        attempts.mark_unchanged();
        {
            let mut state = self.state();
            if state.wanted != Some(Wanted::Refused) {
                state.wanted = Some(wanted);
            }
        }
        self.wake.notify_one();
        if attempts.changed().await.is_err() {
            return Err(Error::stopped());
        }
        match &self.state().last_failure {
            Some((_, error)) => Err(error.clone()),
            None => Ok(()),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn left(&self, now: Instant) -> Duration {
        self.lifetime.saturating_sub(now.saturating_duration_since(self.minted))
    }

    /// Whether the present token is new and nothing went through with it.
    fn is_fresh(&self, now: Instant) -> bool {
        let age = now.saturating_duration_since(self.minted);
        !self.proven && age < FRESH.min(self.lifetime / 2)
    }

    fn accept(&mut self, tokens: Tokens, now: Instant) -> Arc<LineTokens> {
        self.forced = self.wanted.take() == Some(Wanted::Refused);
        if self.forced {
            self.forced_at = Some(now);
        }
        self.tokens = Arc::new(tokens.lines);
        self.lifetime = tokens.lifetime;
        self.minted = now;
        self.generation += 1;
        self.proven = false;
        self.last_failure = None;
        if matches!(self.standing, Standing::Refused(_)) {
            // The slow renewal's token gets its chance, as a fresh one after a refusal.
            self.standing = Standing::Good;
            self.forced = true;
        }
        self.due = now + period(tokens.lifetime);
        Arc::clone(&self.tokens)
    }

    fn fail(&mut self, error: Error, now: Instant) {
        self.wanted = None;
        self.last_failure = Some((now, error));
        self.due = now
            + match self.standing {
                Standing::Good => RETRY,
                Standing::Refused(_) => self.slower(),
            };
    }

    /// How long the next attempt has to wait, so that a refusal or an outage makes no storm.
    fn pause(&self, now: Instant) -> Duration {
        let until = |since: Instant, period: Duration| {
            period.saturating_sub(now.saturating_duration_since(since))
        };
        let failed = self.last_failure.as_ref().map(|(at, _)| until(*at, MIN_PAUSE));
        let forced = self.forced_at.map(|at| until(at, FORCED_PERIOD));
        match self.wanted {
            Some(Wanted::Refused) => failed.max(forced).unwrap_or_default(),
            Some(Wanted::Expiring) | None => failed.unwrap_or_default(),
        }
    }

    fn refuse(&mut self, error: &Error, now: Instant) {
        self.standing = Standing::Refused(error.clone());
        let wait = self.slower();
        self.due = now + wait;
        crate::observe::error!(
            next_renewal_s = wait.as_secs(),
            "the service refuses even a fresh token: {error}"
        );
    }

    fn slower(&mut self) -> Duration {
        let wait = self.slow;
        self.slow = (self.slow * 2).min(REFUSED_MAX);
        wait
    }
}

/// When a token of this lifetime is renewed.
fn period(lifetime: Duration) -> Duration {
    let share = RENEW_AT - rand::rng().random_range(0.0..JITTER);
    lifetime.mul_f64(share).max(MIN_PERIOD)
}

/// The token of one line, out of the project's tokens.
pub(in super::super) struct LineBearers {
    renewal: Arc<Renewal>,
    /// `None` for the shared pool.
    instance: Option<String>,
}

impl LineBearers {
    fn current(&self, state: &State) -> Result<Bearer> {
        let token: Option<&Secret> = match (&*state.tokens, &self.instance) {
            (LineTokens::Shared(token), None) => Some(token),
            (LineTokens::Dedicated(lines), Some(instance)) => {
                lines.get(instance).map(|line| &line.token)
            }
            _ => None,
        };
        let token = token.ok_or_else(|| {
            Error::new(
                ErrorKind::NotFound,
                "lineNotFound",
                "this line is no longer one of the project's",
            )
        })?;
        Ok(Bearer { token: token.clone(), generation: state.generation })
    }
}

impl BearerSource for LineBearers {
    fn bearer(&self) -> BoxFuture<'_, Result<Bearer>> {
        async {
            let left = {
                let now = self.renewal.clock.now();
                let state = self.renewal.state();
                if let Standing::Refused(error) = &state.standing {
                    return Err(error.clone());
                }
                let left = state.left(now);
                let enough = if state.lifetime <= LOW { Duration::ZERO } else { LOW };
                let tried = state
                    .last_failure
                    .as_ref()
                    .is_some_and(|(at, _)| now.saturating_duration_since(*at) < FORCED_PERIOD);
                if left > enough || (tried && !left.is_zero()) {
                    return self.current(&state);
                }
                left
            };
            match self.renewal.renew(Wanted::Expiring).await {
                // A failed renewal does no harm while the old token lives.
                Err(error) if left.is_zero() => Err(error),
                Ok(()) | Err(_) => self.current(&self.renewal.state()),
            }
        }
        .boxed()
    }

    fn accepted(&self, bearer: &Bearer) {
        let mut state = self.renewal.state();
        if bearer.generation == state.generation && !state.proven {
            state.proven = true;
            state.slow = REFUSED_MIN;
        }
    }

    fn refused<'a>(
        &'a self,
        bearer: &'a Bearer,
        error: &'a Error,
    ) -> BoxFuture<'a, Option<Bearer>> {
        async move {
            {
                let now = self.renewal.clock.now();
                let mut state = self.renewal.state();
                if bearer.generation != state.generation {
                    return self.current(&state).ok();
                }
                if matches!(state.standing, Standing::Refused(_)) {
                    return None;
                }
                if state.forced && state.is_fresh(now) {
                    state.refuse(error, now);
                    return None;
                }
            }
            self.renewal.renew(Wanted::Refused).await.ok()?;
            let state = self.renewal.state();
            if bearer.generation == state.generation { None } else { self.current(&state).ok() }
        }
        .boxed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(lifetime: Duration) -> State {
        let now = Instant::now();
        State {
            tokens: Arc::new(LineTokens::Shared(Secret::new("t"))),
            lifetime,
            minted: now,
            generation: 2,
            proven: false,
            forced: true,
            forced_at: Some(now),
            last_failure: None,
            standing: Standing::Good,
            slow: REFUSED_MIN,
            due: now + period(lifetime),
            wanted: None,
        }
    }

    #[test]
    fn a_token_that_nobody_used_is_fresh_for_a_while() {
        let hour = Duration::from_secs(3600);
        let fresh = |age: u64, lifetime, proven| {
            let state = State { proven, ..state(lifetime) };
            state.is_fresh(state.minted + Duration::from_secs(age))
        };
        assert!(fresh(1, hour, false) && !fresh(31, hour, false));
        let short = Duration::from_secs(20);
        assert!(fresh(9, short, false) && !fresh(11, short, false));
        assert!(!fresh(1, hour, true), "it is proven");
    }

    #[test]
    fn a_token_is_renewed_at_80_percent() {
        for _ in 0..200 {
            let period = period(Duration::from_secs(1000)).as_secs_f64();
            assert!((780.0..=800.0).contains(&period), "{period}");
        }
        assert_eq!(period(Duration::from_secs(2)), MIN_PERIOD);
    }
}
