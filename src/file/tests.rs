use std::path::PathBuf;

use super::*;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    write_whole(path, Readers::AsBefore, |out| out.write_all(text.as_bytes()))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("a readable file")
}

#[test]
fn a_new_file_and_its_folders_are_made() {
    let folder = folder();
    let path = folder.path().join("深い/o'clock.json");
    write(&path, "{}").expect("written");
    assert_eq!(read(&path), "{}");
}

#[test]
fn content_that_fails_half_way_leaves_what_was_there() {
    let folder = folder();
    let (old, new) = (folder.path().join("old"), folder.path().join("new"));
    fs::write(&old, "before").expect("written");
    for path in [&old, &new] {
        let half = write_whole(path, Readers::AsBefore, |out| {
            out.write_all(b"half")?;
            Err(io::Error::other("broken"))
        });
        assert!(half.is_err());
    }
    assert_eq!(read(&old), "before");
    assert!(!new.exists());
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1, "no draft stays behind");
}

#[test]
fn a_folder_is_no_target() {
    let folder = folder();
    assert_eq!(write(folder.path(), "").expect_err("a folder").kind(), io::ErrorKind::IsADirectory);
    assert!(check_writable(folder.path()).is_err());
}

#[test]
fn a_file_can_be_written_when_its_folders_can_be_made() {
    let folder = folder();
    fs::write(folder.path().join("file"), "").expect("written");
    check_writable(&folder.path().join("no/such/folder/yet.json")).expect("they can be made");
    assert!(!folder.path().join("no").exists(), "nothing was changed");
    assert!(check_writable(&folder.path().join("file/below.json")).is_err());
}

#[cfg(unix)]
mod unix {
    use std::io::Read as _;
    use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _, PermissionsExt as _, symlink};
    use std::process::Command;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).expect("it is there").mode() & 0o777
    }

    #[test]
    fn a_link_is_followed_and_stays_a_link() {
        let folder = folder();
        let (target, link, far) =
            (folder.path().join("target"), folder.path().join("link"), folder.path().join("far"));
        fs::write(&target, "a longer text than the new one").expect("written");
        symlink("target", &link).expect("linked");
        symlink(&link, &far).expect("linked");
        write(&far, "new").expect("written");
        assert_eq!(read(&target), "new");
        assert!(fs::symlink_metadata(&link).expect("there").is_symlink());
        assert!(fs::symlink_metadata(&far).expect("there").is_symlink());
    }

    #[test]
    fn a_link_to_nothing_makes_what_it_names() {
        let folder = folder();
        symlink("not/yet", folder.path().join("link")).expect("linked");
        write(&folder.path().join("link"), "new").expect("written");
        assert_eq!(read(&folder.path().join("not/yet")), "new");
    }

    #[test]
    fn links_in_a_circle_are_an_error() {
        let folder = folder();
        symlink("b", folder.path().join("a")).expect("linked");
        symlink("a", folder.path().join("b")).expect("linked");
        assert!(write(&folder.path().join("a"), "").is_err());
    }

    #[test]
    fn a_file_with_two_names_keeps_both() {
        let folder = folder();
        let (one, two) = (folder.path().join("one"), folder.path().join("two"));
        fs::write(&one, "a longer text than the new one").expect("written");
        fs::hard_link(&one, &two).expect("linked");
        write(&one, "new").expect("written");
        assert_eq!((read(&one), read(&two)), ("new".to_owned(), "new".to_owned()));
        assert_eq!(fs::metadata(&two).expect("there").nlink(), 2);
    }

    #[test]
    fn a_file_keeps_its_mode_and_a_new_one_gets_that_of_the_process() {
        let folder = folder();
        let (old, new, private) =
            (folder.path().join("old"), folder.path().join("new"), folder.path().join("private"));
        fs::write(&old, "").expect("written");
        fs::set_permissions(&old, fs::Permissions::from_mode(0o640)).expect("permitted");
        write(&old, "x").expect("written");
        write(&new, "x").expect("written");
        write_whole(&private, Readers::Owner, |out| out.write_all(b"x")).expect("written");
        assert_eq!((mode(&old), mode(&private)), (0o640, 0o600));
        let plain = folder.path().join("plain");
        fs::write(&plain, "").expect("written");
        assert_eq!(mode(&new), mode(&plain));
        write_whole(&old, Readers::Owner, |out| out.write_all(b"x")).expect("written");
        assert_eq!(mode(&old), 0o600, "secrets are their owner's alone");
    }

    #[test]
    fn secrets_in_a_file_with_two_names_are_their_owners_alone() {
        let folder = folder();
        let (one, two) = (folder.path().join("one"), folder.path().join("two"));
        fs::write(&one, "old").expect("written");
        fs::set_permissions(&one, fs::Permissions::from_mode(0o644)).expect("permitted");
        fs::hard_link(&one, &two).expect("linked");
        write_whole(&one, Readers::Owner, |out| out.write_all(b"secret")).expect("written");
        assert_eq!((read(&two).as_str(), mode(&two)), ("secret", 0o600));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_keeps_its_attributes() {
        let folder = folder();
        let path = folder.path().join("file");
        fs::write(&path, "a longer text than the new one").expect("written");
        let flags = rustix::fs::XattrFlags::empty();
        if rustix::fs::setxattr(&path, "user.kept", b"yes", flags).is_err() {
            return; // The file system has none.
        }
        write(&path, "new").expect("written");
        let mut value = [0; 8];
        let length = rustix::fs::getxattr(&path, "user.kept", &mut value[..]).expect("kept");
        assert_eq!((read(&path).as_str(), &value[..length]), ("new", &b"yes"[..]));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_draft_has_no_name_before_its_content_is_whole() {
        let folder = folder();
        if system::nameless_in(folder.path(), Readers::AsBefore).is_none() {
            return; // The file system has no such files.
        }
        let mut file = WholeFile::create(&folder.path().join("new"), Readers::AsBefore).expect("begun");
        file.write_all("x".repeat(100_000).as_bytes()).expect("written");
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0);
        file.put().expect("put");
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
    }

    #[test]
    fn a_file_keeps_its_owner() {
        let folder = folder();
        let path = folder.path().join("theirs");
        fs::write(&path, "").expect("written");
        if std::os::unix::fs::chown(&path, Some(4711), Some(4712)).is_err() {
            return; // Only root may give files away; elsewhere there is nothing to keep.
        }
        write(&path, "x").expect("written");
        let found = fs::metadata(&path).expect("there");
        assert_eq!((found.uid(), found.gid()), (4711, 4712));
    }

    #[test]
    fn a_named_pipe_is_written_to_and_stays_a_pipe() {
        let folder = folder();
        let pipe = folder.path().join("pipe");
        assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
        let reader = std::thread::spawn({
            let pipe = pipe.clone();
            move || {
                let mut text = String::new();
                File::open(pipe).and_then(|mut file| file.read_to_string(&mut text)).expect("read");
                text
            }
        });
        let long = "0123456789".repeat(100_000);
        write(&pipe, &long).expect("written");
        assert_eq!(reader.join().expect("a reader"), long);
        assert!(fs::metadata(&pipe).expect("there").file_type().is_fifo());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn an_open_file_of_the_process_is_written_to_behind_what_it_holds() {
        use std::os::fd::AsRawFd as _;
        let folder = folder();
        let path = folder.path().join("out");
        let mut file = OpenOptions::new().create(true).append(true).open(&path).expect("opened");
        file.write_all(b"first\n").expect("written");
        for base in ["/dev/fd", "/proc/self/fd"] {
            let descriptor = PathBuf::from(format!("{base}/{}", file.as_raw_fd()));
            check_writable(&descriptor).expect("open");
            write(&descriptor, "more\n").expect("written");
        }
        assert_eq!(read(&path), "first\nmore\nmore\n");
    }

    #[test]
    fn a_device_stays_a_device() {
        // The terminal's other end would do as well: what counts is that nothing takes the device's name.
        let Target::Opened { append: false, .. } = Target::of(Path::new("/dev/null")).expect("there") else {
            panic!("a device is opened, never replaced");
        };
    }
}
