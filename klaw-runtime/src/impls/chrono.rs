//! chrono's date-times, dates, times and time deltas.
//!
//! chrono alone can hold leap seconds. Neither msgspec nor a timestamp can: one is written as the last
//! nanosecond before it.

use super::calendar::{
    Civil, Date, INVALID_DATE, INVALID_TIME, MOMENT_OUT_OF_RANGE, Moment, SPAN_OUT_OF_RANGE, Span, Time,
};
use crate::fault::Fault;
use chrono::{
    DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Timelike, Utc,
};

calendar! {
    DateTime<Utc> as Moment: moment_of, utc;
    DateTime<FixedOffset> as Moment: moment_of, fixed_offset;
    NaiveDateTime as Civil: civil_of, datetime;
    NaiveDate as Date: date_of, date;
    NaiveTime as Time: time_of, time;
    TimeDelta as Span: span_of, delta;
}

const LAST_NANO: u32 = 999_999_999;

fn moment_of<Z: TimeZone>(time: DateTime<Z>) -> Moment {
    Moment { seconds: time.timestamp(), nanos: time.timestamp_subsec_nanos().min(LAST_NANO), offset: 0 }
}

fn utc(moment: Moment) -> Result<DateTime<Utc>, Fault> {
    DateTime::from_timestamp(moment.seconds, moment.nanos).ok_or(MOMENT_OUT_OF_RANGE)
}

/// An ext has no zone and reads as `+00:00`; text keeps its own.
fn fixed_offset(moment: Moment) -> Result<DateTime<FixedOffset>, Fault> {
    let offset = FixedOffset::east_opt(moment.offset).ok_or(MOMENT_OUT_OF_RANGE)?;
    Ok(utc(moment)?.with_timezone(&offset))
}

fn civil_of(datetime: NaiveDateTime) -> Civil {
    Civil { date: date_of(datetime.date()), time: time_of(datetime.time()) }
}

fn datetime(civil: Civil) -> Result<NaiveDateTime, Fault> {
    Ok(date(civil.date)?.and_time(time(civil.time)?))
}

fn date_of(date: NaiveDate) -> Date {
    Date { year: date.year(), month: date.month(), day: date.day() }
}

fn date(date: Date) -> Result<NaiveDate, Fault> {
    NaiveDate::from_ymd_opt(date.year, date.month, date.day).ok_or(INVALID_DATE)
}

fn time_of(time: NaiveTime) -> Time {
    Time { hour: time.hour(), minute: time.minute(), second: time.second(), nanos: time.nanosecond().min(LAST_NANO) }
}

fn time(time: Time) -> Result<NaiveTime, Fault> {
    NaiveTime::from_hms_nano_opt(time.hour, time.minute, time.second, time.nanos).ok_or(INVALID_TIME)
}

fn span_of(delta: TimeDelta) -> Span {
    // Both parts have the sign of the whole.
    let (seconds, nanos) = (delta.num_seconds(), delta.subsec_nanos());
    Span { negative: seconds < 0 || nanos < 0, seconds: seconds.unsigned_abs(), nanos: nanos.unsigned_abs() }
}

fn delta(span: Span) -> Result<TimeDelta, Fault> {
    let seconds = i64::try_from(span.seconds).map_err(|_| SPAN_OUT_OF_RANGE)?;
    let size = TimeDelta::new(seconds, span.nanos).ok_or(SPAN_OUT_OF_RANGE)?;
    Ok(if span.negative { -size } else { size })
}
