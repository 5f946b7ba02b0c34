//! What was probably meant.

/// The candidate nearest to a word, if it is near: up to a third of its characters are wrong.
pub(super) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = folded(word);
    if folded.is_empty() {
        return None;
    }
    let distances =
        candidates.into_iter().map(|candidate| (strsim::osa_distance(&folded, &self::folded(candidate)), candidate));
    let (distance, candidate) = distances.min_by_key(|(distance, _)| *distance)?;
    let most = word.chars().count().max(3) / 3;
    (distance <= most).then_some(candidate)
}

/// Case and separators are no difference.
pub(super) fn folded(word: &str) -> String {
    word.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_found_and_far_ones_are_not() {
        let keys = ["default_capacity", "overflow", "max_batch"];
        assert_eq!(nearest("default_capcity", keys), Some("default_capacity"));
        assert_eq!(nearest("defaultCapacity", keys), Some("default_capacity"));
        assert_eq!(nearest("maxbatch", keys), Some("max_batch"));
        assert_eq!(nearest("zzz", keys), None);
        assert_eq!(nearest("", keys.into_iter().chain(["f"])), None);
        assert_eq!(nearest("x", []), None);
    }
}
