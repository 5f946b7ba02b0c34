//! The standard library's clock and durations.

use super::calendar::{MOMENT_OUT_OF_RANGE, Moment, Span};
use crate::fault::{Fault, Number};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

calendar! {
    SystemTime as Moment: moment_of, system_time;
    Duration as Span: span_of, duration;
}

fn moment_of(time: SystemTime) -> Moment {
    let (seconds, nanos) = match time.duration_since(UNIX_EPOCH) {
        Ok(after) => (i64::try_from(after.as_secs()).unwrap_or(i64::MAX), after.subsec_nanos()),
        Err(error) => {
            let before = error.duration();
            let seconds = 0_i64.saturating_sub_unsigned(before.as_secs());
            match before.subsec_nanos() {
                0 => (seconds, 0),
                nanos => (seconds.saturating_sub(1), 1_000_000_000 - nanos),
            }
        }
    };
    Moment { seconds, nanos, offset: 0 }
}

fn system_time(moment: Moment) -> Result<SystemTime, Fault> {
    let seconds = Duration::from_secs(moment.seconds.unsigned_abs());
    let whole = if moment.seconds < 0 { UNIX_EPOCH.checked_sub(seconds) } else { UNIX_EPOCH.checked_add(seconds) };
    whole.and_then(|time| time.checked_add(Duration::new(0, moment.nanos))).ok_or(MOMENT_OUT_OF_RANGE)
}

fn span_of(duration: Duration) -> Span {
    Span { negative: false, seconds: duration.as_secs(), nanos: duration.subsec_nanos() }
}

/// Python's timedelta may be negative, `Duration` not.
fn duration(span: Span) -> Result<Duration, Fault> {
    if span.negative {
        return Err(Fault::Range { expected: "duration", op: ">=", bound: Number::Int(0) });
    }
    Ok(Duration::new(span.seconds, span.nanos))
}
