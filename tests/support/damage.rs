//! Frames that are cut and damaged.

/// The frame, each part of it, and each byte of it as another.
pub fn each_variation(frame: &[u8], mut see: impl FnMut(&[u8])) {
    for length in 0..=frame.len() {
        see(&frame[..length]);
    }
    for at in 0..frame.len() {
        let mut damaged = frame.to_vec();
        for byte in 0..=255 {
            damaged[at] = byte;
            see(&damaged);
        }
        // A value more, and one less.
        damaged = frame.to_vec();
        damaged.insert(at, 0xc0);
        see(&damaged);
        damaged.remove(at);
        damaged.remove(at);
        see(&damaged);
    }
}
