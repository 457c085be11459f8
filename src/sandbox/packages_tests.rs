use std::fs;
use std::path::Path;

use super::*;

fn write(root: &Path, file: &str, text: &str) {
    let path = root.join("node_modules").join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn folder() -> (tempfile::TempDir, Packages) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, "plain/package.json", r#"{"version": "4.17.21", "main": "lib/entry"}"#);
    write(root, "plain/lib/entry.js", "entry");
    write(root, "plain/lib/part.js", "part");
    write(root, "plain/data.json", "{}");
    write(root, "plain/node_modules/inner/index.js", "inner");
    write(root, "@team/kit/index.js", "kit");
    write(root, "@jsr/team__tool/package.json", r#"{"version": "1.2.0", "main": "index.js"}"#);
    write(root, "@jsr/team__tool/index.js", "tool");
    write(
        root,
        "split/package.json",
        r#"{"exports": {".": {"import": "./m.mjs", "require": "./c.cjs"}, "./sub": "./s.js"}}"#,
    );
    write(root, "split/c.cjs", "common");
    write(root, "split/s.js", "sub");
    write(root, "modern/package.json", r#"{"type": "module", "main": "index.js"}"#);
    write(root, "modern/index.js", "export default 1");
    fs::write(root.join("outside.js"), "outside").unwrap();
    let packages = Packages::in_folder(root).unwrap();
    (folder, packages)
}

fn source(packages: &Packages, name: &str) -> Result<String, PackageError> {
    packages.find(name, None).map(|module| module.source)
}

#[test]
fn a_package_is_found_by_name_version_and_prefix() {
    let (_folder, packages) = folder();
    for name in ["plain", "npm:plain", "npm:plain@4.17.21", "plain@4", "plain@4.17", "plain@latest"] {
        assert_eq!(source(&packages, name).as_deref(), Ok("entry"), "{name}");
    }
    assert_eq!(source(&packages, "@team/kit").as_deref(), Ok("kit"));
    assert_eq!(source(&packages, "split").as_deref(), Ok("common"));
    assert_eq!(source(&packages, "split/sub").as_deref(), Ok("sub"));
    assert_eq!(source(&packages, "plain/lib/part").as_deref(), Ok("part"));
}

#[test]
fn a_package_of_jsr_is_found_under_its_name_in_npm() {
    let (_folder, packages) = folder();
    for name in ["jsr:@team/tool", "jsr:@team/tool@1", "@jsr/team__tool"] {
        assert_eq!(source(&packages, name).as_deref(), Ok("tool"), "{name}");
    }
    let other = PackageError::OtherVersion { wanted: "jsr:@team/tool@2".into(), found: "1.2.0".into() };
    assert_eq!(source(&packages, "jsr:@team/tool@2"), Err(other));
    assert_eq!(source(&packages, "jsr:@team/none"), Err(PackageError::Unknown("jsr:@team/none".into())));
    assert_eq!(source(&packages, "jsr:tool"), Err(PackageError::NoJsrName("tool".into())));
}

#[test]
fn what_is_wrong_is_said() {
    let (_folder, packages) = folder();
    let other = PackageError::OtherVersion { wanted: "npm:plain@4.1".into(), found: "4.17.21".into() };
    assert_eq!(source(&packages, "npm:plain@4.1"), Err(other));
    assert_eq!(source(&packages, "absent@1"), Err(PackageError::Unknown("absent@1".into())));
    assert_eq!(source(&packages, "modern"), Err(PackageError::EsModule("modern".into())));
    assert_eq!(source(&Packages::default(), "plain"), Err(PackageError::NoPackages("plain".into())));
    assert!(matches!(Packages::in_folder(Path::new("no/such/folder")), Err(PackageError::NoFolder(_))));
}

#[test]
fn a_module_requires_its_neighbours_and_its_own_packages() {
    let (_folder, packages) = folder();
    let entry = packages.find("plain", None).unwrap().file;
    let from = |name: &str| packages.find(name, Some(&entry)).map(|module| module.source);
    assert_eq!(from("./part").as_deref(), Ok("part"));
    assert_eq!(from("../data").as_deref(), Ok("{}"));
    assert_eq!(from("inner").as_deref(), Ok("inner"));
    assert_eq!(from("split").as_deref(), Ok("common"));
    assert_eq!(from("crypto"), Err(PackageError::Unknown("crypto".into())));
}

#[test]
fn nothing_outside_of_the_folder_is_read() {
    let (_folder, packages) = folder();
    let entry = packages.find("plain", None).unwrap().file;
    let outside = packages.find("../../../outside", Some(&entry));
    assert_eq!(outside, Err(PackageError::Unreadable("../../../outside".into())));
    assert!(source(&packages, "../outside").is_err());
}
