//! Files of the office that are changed: whole or not at all, and for whom they were.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use crate::base::text::Problem;
use crate::base::words::cannot_write;

/// Puts these bytes in the place of a file, or takes it away where there are none.
pub(super) fn replace(path: &Path, bytes: Option<&[u8]>) -> Result<(), Problem> {
    let failed = |error: io::Error| cannot_write(&path.display().to_string(), &error.to_string());
    let Some(bytes) = bytes else { return fs::remove_file(path).map_err(failed) };
    // what a link leads to is changed, not the link
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = real.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    if let Ok(there) = real.metadata() {
        file.as_file().set_permissions(there.permissions()).map_err(failed)?;
    }
    file.as_file().sync_all().map_err(failed)?;
    file.persist(&real).map_err(|error| failed(error.error))?;
    Ok(())
}
