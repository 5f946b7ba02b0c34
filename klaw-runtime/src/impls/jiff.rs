//! jiff's timestamps, civil dates and times, and signed durations. A `Zoned` has no impl: the name of
//! its zone has no place in msgspec's forms.

use super::calendar::{
    Civil, Date, INVALID_DATE, INVALID_TIME, MOMENT_OUT_OF_RANGE, Moment, SPAN_OUT_OF_RANGE, Span, Time,
};
use crate::fault::Fault;
use jiff::{SignedDuration, Timestamp, civil};

calendar! {
    Timestamp as Moment: moment_of, timestamp;
    civil::DateTime as Civil: civil_of, datetime;
    civil::Date as Date: date_of, date;
    civil::Time as Time: time_of, time;
    SignedDuration as Span: span_of, duration;
}

fn moment_of(timestamp: Timestamp) -> Moment {
    let seconds = timestamp.as_second();
    // Both parts have the sign of the whole.
    match u32::try_from(timestamp.subsec_nanosecond()) {
        Ok(nanos) => Moment { seconds, nanos, offset: 0 },
        Err(_) => {
            let nanos = 1_000_000_000 - timestamp.subsec_nanosecond().unsigned_abs();
            Moment { seconds: seconds.saturating_sub(1), nanos, offset: 0 }
        }
    }
}

/// The last 26 hours of the year 9999 are past `Timestamp::MAX`.
fn timestamp(moment: Moment) -> Result<Timestamp, Fault> {
    Timestamp::new(moment.seconds, moment.nanos as i32).map_err(|_| MOMENT_OUT_OF_RANGE)
}

fn civil_of(datetime: civil::DateTime) -> Civil {
    Civil { date: date_of(datetime.date()), time: time_of(datetime.time()) }
}

fn datetime(civil: Civil) -> Result<civil::DateTime, Fault> {
    Ok(civil::DateTime::from_parts(date(civil.date)?, time(civil.time)?))
}

fn date_of(date: civil::Date) -> Date {
    Date {
        year: i32::from(date.year()),
        month: u32::from(date.month().unsigned_abs()),
        day: u32::from(date.day().unsigned_abs()),
    }
}

fn date(date: Date) -> Result<civil::Date, Fault> {
    civil::Date::new(date.year as i16, date.month as i8, date.day as i8).map_err(|_| INVALID_DATE)
}

fn time_of(time: civil::Time) -> Time {
    Time {
        hour: u32::from(time.hour().unsigned_abs()),
        minute: u32::from(time.minute().unsigned_abs()),
        second: u32::from(time.second().unsigned_abs()),
        nanos: time.subsec_nanosecond().unsigned_abs(),
    }
}

fn time(time: Time) -> Result<civil::Time, Fault> {
    civil::Time::new(time.hour as i8, time.minute as i8, time.second as i8, time.nanos as i32).map_err(|_| INVALID_TIME)
}

fn span_of(duration: SignedDuration) -> Span {
    let size = duration.unsigned_abs();
    Span { negative: duration.is_negative(), seconds: size.as_secs(), nanos: size.subsec_nanos() }
}

fn duration(span: Span) -> Result<SignedDuration, Fault> {
    let seconds = i64::try_from(span.seconds).map_err(|_| SPAN_OUT_OF_RANGE)?;
    let size = SignedDuration::new(seconds, span.nanos as i32);
    Ok(if span.negative { -size } else { size })
}
