//! How often a failed call is tried again, and when. Whether it is, the service says.

use std::time::Duration;

use rand::Rng;

/// All tries of one call, the first included.
pub(super) const MAX_ATTEMPTS: u32 = 4;
const MIN_DELAY: Duration = Duration::from_millis(200);
const MAX_DELAY: Duration = Duration::from_secs(5);

/// The wait after a failed try (counted from 1): exponential, with full jitter above the minimum.
pub(super) fn delay(attempt: u32) -> Duration {
    let ceiling = MIN_DELAY.saturating_mul(2_u32.saturating_pow(attempt)).min(MAX_DELAY);
    rand::rng().random_range(MIN_DELAY..=ceiling)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_stay_within_their_bounds() {
        for attempt in 1..40 {
            let delay = delay(attempt);
            assert!(delay >= MIN_DELAY && delay <= MAX_DELAY, "{delay:?}");
        }
    }
}
