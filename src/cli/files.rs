//! What a command reads and what it writes: nothing is written over an input, or twice, or only at the end of a run to
//! where it cannot be written.
//!
//! An environment, globals and a cookie jar may be written over the file that they came from: such files are kept from
//! run to run.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use postino::compat::Compat;
use postino::file::{Place, check_writable};

use super::error::{coded, usage};
use super::exit_code;

/// The files of a command.
#[derive(Debug, Default)]
pub(super) struct Files {
    inputs: Vec<Named>,
    targets: Vec<Named>,
}

#[derive(Debug)]
struct Named {
    /// Shape: `the collection`, `the json report`.
    what: String,
    path: PathBuf,
    /// The path as the user wrote it.
    shown: PathBuf,
    /// `None` for what keeps nothing that could be lost: a device, a pipe.
    place: Option<Place>,
    /// Which input it may be written over.
    renews: Option<&'static str>,
}

impl Named {
    fn new(what: impl Into<String>, path: &Path) -> Self {
        let (path, shown) = (path.to_owned(), path.to_owned());
        Self { what: what.into(), place: Place::of(&path), path, shown, renews: None }
    }

    fn is_same(&self, other: &Self) -> bool {
        self.place.as_ref().zip(other.place.as_ref()).is_some_and(|(own, other)| own.is_same(other))
    }

    fn is_above(&self, other: &Self) -> bool {
        self.place.as_ref().zip(other.place.as_ref()).is_some_and(|(own, other)| own.is_above(other))
    }

    /// True for an open file of the process: what several write there stands one behind the other.
    fn takes_several(&self) -> bool {
        self.place.as_ref().is_none_or(|place| place.is_descriptor)
    }
}

/// Shape: `the json report "out.json"`
impl std::fmt::Display for Named {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} \"{}\"", self.what, self.shown.display())
    }
}

impl Files {
    /// Adds a file that is read. What is no file (a URL, an id) does no harm here.
    pub(super) fn read(&mut self, what: impl Into<String>, path: &Path) {
        self.inputs.push(Named::new(what, path));
    }

    /// Adds a file that is written.
    pub(super) fn write(&mut self, what: impl Into<String>, path: &Path) {
        self.targets.push(Named::new(what, path));
    }

    /// Adds a file that is written, whose name is made from what the user wrote.
    pub(super) fn write_shown(&mut self, what: impl Into<String>, path: &Path, shown: &Path) {
        self.targets.push(Named { shown: shown.to_owned(), ..Named::new(what, path) });
    }

    /// Adds a file that is written, perhaps over the input of this name.
    pub(super) fn renew(&mut self, what: impl Into<String>, path: &Path, input: &'static str) {
        self.targets.push(Named { renews: Some(input), ..Named::new(what, path) });
    }

    /// Refuses what would lose a file.
    ///
    /// # Errors
    ///
    /// Fails with a usage error when a target is an input too or is named twice, and with the code of a lost report when
    /// a target cannot be written.
    pub(super) fn check(&self, compat: Compat) -> anyhow::Result<()> {
        self.keep_inputs()?;
        if compat.finds_lost_files_late() {
            return Ok(());
        }
        self.keep_targets()?;
        self.are_writable()
    }

    fn keep_inputs(&self) -> anyhow::Result<()> {
        for target in &self.targets {
            let mut same = self.inputs.iter().filter(|input| input.is_same(target));
            if let Some(input) = same.find(|input| target.renews != Some(&*input.what)) {
                let hint = format!("name another file for {}", target.what);
                return Err(usage(format!("{target} would be written over {input}"), Some(hint)));
            }
        }
        Ok(())
    }

    fn keep_targets(&self) -> anyhow::Result<()> {
        for (place, target) in self.targets.iter().enumerate() {
            for earlier in &self.targets[..place] {
                let both_append = target.takes_several() && earlier.takes_several();
                if earlier.is_same(target) && !both_append {
                    let hint = "give each of them a file of its own".to_owned();
                    return Err(usage(format!("{earlier} and {target} are one file"), Some(hint)));
                }
                let (file, below) =
                    if target.is_above(earlier) { (target, earlier) } else { (earlier, target) };
                if file.is_above(below) {
                    let hint = format!("name another file for {}", file.what);
                    return Err(usage(format!("{file} would have to be a folder for {below}"), Some(hint)));
                }
            }
        }
        Ok(())
    }

    fn are_writable(&self) -> anyhow::Result<()> {
        let lost: Vec<_> = self
            .targets
            .iter()
            .filter_map(|target| check_writable(&target.path).err().map(|error| (target, error)))
            .collect();
        let Some((_, first)) = lost.first() else { return Ok(()) };
        let hint = advice(first.kind()).to_owned();
        let message = match &lost[..] {
            [(target, error)] => format!("{target} cannot be written: {error}"),
            several => {
                let line = |(target, error): &(&Named, io::Error)| format!("\n  {target}: {error}");
                let lines: String = several.iter().map(line).collect();
                format!("{} files cannot be written:{lines}", several.len())
            }
        };
        Err(coded(exit_code::REPORT, message, Some(hint)))
    }
}

fn advice(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::NotADirectory => "what its path names as a folder is a file; name another path",
        ErrorKind::IsADirectory => "it is a folder; name a file in it",
        ErrorKind::PermissionDenied => {
            "name a file that you may write, or have the rights to this one changed"
        }
        ErrorKind::ReadOnlyFilesystem => "nothing can be written there; name a file somewhere else",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "make room there, or name a file somewhere else",
        ErrorKind::NotFound => "it is not there and cannot be made; name another file",
        _ => "name another file",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(checked: anyhow::Result<()>) -> String {
        checked.expect_err("refused").to_string()
    }

    #[test]
    fn an_input_is_kept_unless_it_is_renewed() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("e.json");
        std::fs::write(&path, "{}").expect("written");
        let mut files = Files::default();
        files.read("the environment", &path);
        files.renew("the environment export", &path, "the environment");
        files.check(Compat::Postman).expect("it is renewed");
        files.read("the globals", &path);
        assert!(said(files.check(Compat::Postman)).contains("would be written over the globals"));
        assert!(said(files.check(Compat::Newman)).contains("would be written over the globals"));
    }

    #[test]
    fn a_file_is_named_once_and_a_device_as_often_as_wanted() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut files = Files::default();
        files.write("the json report", Path::new("/dev/null"));
        files.write("the junit report", Path::new("/dev/null"));
        files.write("the html report", &folder.path().join("a"));
        files.check(Compat::Postman).expect("nothing is lost");
        files.write("the tap report", &folder.path().join("./a"));
        let said = said(files.check(Compat::Postman));
        assert!(said.contains("the html report") && said.contains("the tap report"), "{said}");
        files.check(Compat::Newman).expect("newman lets the last one win");
    }

    #[test]
    fn a_file_is_no_folder_of_another() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut files = Files::default();
        files.write("the tap report", &folder.path().join("out/a"));
        files.write("the html report", &folder.path().join("out"));
        assert!(said(files.check(Compat::Postman)).contains("would have to be a folder for the tap report"));
    }
}
