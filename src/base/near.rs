//! What may have been meant: the known words that are most like a word as it was written.

/// Returns the known words that are like what was written, the most similar first; of equally similar ones, in the
/// order of their characters. Upper and lower case are the same.
pub(crate) fn near<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let written = written.to_lowercase();
    let distances = known.into_iter().map(|k| (strsim::damerau_levenshtein(&written, &k.to_lowercase()), k));
    let mut near: Vec<(usize, &str)> =
        distances.filter(|(distance, k)| *distance <= (k.chars().count() / 3).max(1)).collect();
    near.sort_unstable();
    near.into_iter().map(|(_, k)| k).collect()
}

/// Returns the known word that is most like what was written, if one is like it at all.
pub(crate) fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    near(written, known).first().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unlike_everything_is_like_nothing() {
        assert_eq!(nearest("clumns", ["columns", "values"]), Some("columns"));
        assert_eq!(nearest("colour", ["columns", "values"]), None);
        assert_eq!(nearest("患者名", ["患者"]), Some("患者"));
    }

    #[test]
    fn the_most_similar_comes_first() {
        assert_eq!(near("Day", ["days", "date", "day", "severity"]), ["day", "days"]);
    }
}
