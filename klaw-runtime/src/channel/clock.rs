//! The time that goes into headers.

/// Milliseconds since 1970-01-01 UTC, as of the kernel's last tick: a few milliseconds ago at the most, and an order of
/// magnitude cheaper than to ask for the nanosecond, which would be a third of what it costs to send.
#[cfg(target_os = "linux")]
#[inline]
pub(super) fn wall_ms() -> i64 {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::RealtimeCoarse);
    now.tv_sec.saturating_mul(1_000).saturating_add(now.tv_nsec / 1_000_000)
}

/// Milliseconds since 1970-01-01 UTC.
#[cfg(not(target_os = "linux"))]
pub(super) fn wall_ms() -> i64 {
    crate::envelope::WireHeader::default().now().ts
}
