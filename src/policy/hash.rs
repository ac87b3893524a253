//! The hash of a policy.

use sha2::{Digest, Sha256};

use super::files::file_name;

/// SHA-256 over the files of a policy, path and text, in their order: of their names and texts alone, wherever the
/// folder is, and whatever an office has set.
pub(crate) fn sha256<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for (path, text) in files {
        let name = file_name(path);
        hasher.update((name.len() as u64).to_le_bytes());
        hasher.update(name);
        hasher.update((text.len() as u64).to_le_bytes());
        hasher.update(text);
    }
    hasher.finalize().into()
}
