//! One file under all its names.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::system::known;
use super::target::{followed, here};

/// The file that a path names. Two places are equal when their paths lead to one file: by another spelling, by a link,
/// or because the file has several names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    file: Known,
    /// True for an open file of the process (`/dev/fd/3`): what is written there stands behind what was there.
    pub is_descriptor: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Known {
    /// By the system's numbers for its device and for itself.
    #[cfg_attr(not(unix), expect(dead_code, reason = "only Unix has them"))]
    Numbers(u64, u64),
    /// By its only path.
    Path(PathBuf),
}

impl Place {
    /// The place that a path names; `None` for devices, pipes and sockets, which keep nothing that could be lost.
    pub fn of(path: &Path) -> Option<Self> {
        let own = followed(path).ok()?;
        let is_descriptor = own.is_none();
        let own = own.unwrap_or_else(|| path.to_owned());
        let file = match fs::metadata(&own) {
            Ok(found) if found.is_file() || found.is_dir() => known(&own, &found),
            Ok(_) => return None,
            Err(_) => Known::Path(only_path(&own)),
        };
        Some(Self { file, is_descriptor })
    }

    /// True when both paths lead to one file.
    pub fn is_same(&self, other: &Self) -> bool {
        self.file == other.file
    }

    /// True when `other` would lie in a folder that this place names as a file.
    pub fn is_above(&self, other: &Self) -> bool {
        match (&self.file, &other.file) {
            (Known::Path(own), Known::Path(other)) => own != other && other.starts_with(own),
            _ => false,
        }
    }
}

/// The path of what is not there yet: the folders that are there by their own names, then what is left of it.
fn only_path(path: &Path) -> PathBuf {
    let parts: Vec<Component<'_>> = path.components().collect();
    for there in (0..parts.len()).rev() {
        let folder: PathBuf = parts[..there].iter().collect();
        let Ok(mut only) = here(&folder).canonicalize() else { continue };
        for part in &parts[there..] {
            match part {
                // Folders that are missing will be made: then `..` leads back.
                Component::ParentDir => drop(only.pop()),
                part => only.push(part),
            }
        }
        return only;
    }
    path.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(path: impl AsRef<Path>) -> Place {
        Place::of(path.as_ref()).expect("a place")
    }

    #[test]
    fn a_file_that_is_not_there_is_known_under_each_spelling() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |text: &str| folder.path().join(text);
        fs::create_dir(path("in")).expect("made");
        assert!(place(path("in/../r.json")).is_same(&place(path("r.json"))));
        assert!(place(path("not/./yet/r.json")).is_same(&place(path("not/yet/r.json"))));
        assert!(place(path("not/yet/../yet/r.json")).is_same(&place(path("not/yet/r.json"))));
        assert!(!place(path("in/r.json")).is_same(&place(path("r.json"))));
        assert!(place(path("r.json")).is_above(&place(path("r.json/below"))));
        assert!(!place(path("r.json")).is_above(&place(path("r.json.xml"))));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_is_known_under_each_of_its_names_and_by_its_links() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |text: &str| folder.path().join(text);
        fs::write(path("one"), "").expect("written");
        fs::hard_link(path("one"), path("two")).expect("linked");
        std::os::unix::fs::symlink("one", path("link")).expect("linked");
        std::os::unix::fs::symlink("nothing", path("dangling")).expect("linked");
        assert!(place(path("one")).is_same(&place(path("two"))));
        assert!(place(path("one")).is_same(&place(path("link"))));
        assert!(place(path("nothing")).is_same(&place(path("dangling"))));
    }

    #[cfg(unix)]
    #[test]
    fn what_keeps_nothing_has_no_place() {
        assert_eq!(Place::of(Path::new("/dev/null")), None);
    }
}
