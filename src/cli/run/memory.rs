//! How much memory scripts may use where no option says it.
//!
//! Half of what the process may use: the rest holds the run itself, its responses and reports, and what a script is
//! given while it is stopped, which is half of its limit again. Never more than 4 GiB, which is about where newman's
//! engine gives up. Read when the first script starts, since a run without scripts needs none of it.

use std::fs;
use std::path::Path;

const MOST: u64 = 4 << 30;
/// The engine itself needs as much. Units: bytes.
const LEAST: u64 = 4_000_000;

/// The default limit. Units: bytes.
pub(in crate::cli) fn for_scripts() -> usize {
    let root = Path::new("/");
    let most = available(root).map_or(MOST, |bytes| (bytes / 2).clamp(LEAST, MOST));
    usize::try_from(most).unwrap_or(usize::MAX / 2)
}

/// What the process may use: the smallest of the machine's memory, the limits of its control groups, and that of its
/// address space. `None` where nothing says. Units: bytes.
fn available(root: &Path) -> Option<u64> {
    let read = |file: &str| fs::read_to_string(root.join(file)).unwrap_or_default();
    let groups = read("proc/self/cgroup");
    let machine = line_in_kib(&read("proc/meminfo"), "MemTotal:");
    let space = read("proc/self/limits").lines().find_map(|line| {
        line.strip_prefix("Max address space")?.split_whitespace().next()?.parse::<u64>().ok()
    });
    // Unlike memory, the address space is taken by what is only reserved: stacks, the binary itself.
    let taken = line_in_kib(&read("proc/self/status"), "VmSize:").unwrap_or(0);
    let space = space.map(|most| most.saturating_sub(taken));
    let limits = groups.lines().flat_map(limit_files).filter_map(|file| read(&file).trim().parse().ok());
    // A group without a limit says "max", or a number that no machine has.
    limits.chain(machine).chain(space).min()
}

/// The value of a line such as `MemTotal: 100 kB`. Units: bytes.
fn line_in_kib(text: &str, name: &str) -> Option<u64> {
    let value = text.lines().find_map(|line| line.strip_prefix(name))?;
    value.trim().strip_suffix(" kB")?.parse::<u64>().ok().map(|kib| kib << 10)
}

/// Where the limits of a control group and of those around it stand. A container may see its own group as the root.
///
/// Source: cgroups(7); `0::/a/b` is version 2, `5:cpu,memory:/a/b` version 1.
fn limit_files(line: &str) -> Vec<String> {
    let mut parts = line.splitn(3, ':');
    let (Some(_), Some(controllers), Some(group)) = (parts.next(), parts.next(), parts.next()) else {
        return Vec::new();
    };
    let (folder, file) = match controllers {
        "" => ("sys/fs/cgroup", "memory.max"),
        _ if controllers.split(',').any(|name| name == "memory") => {
            ("sys/fs/cgroup/memory", "memory.limit_in_bytes")
        }
        _ => return Vec::new(),
    };
    let around = Path::new(group).ancestors().map(|group| group.to_string_lossy().into_owned());
    around.map(|group| format!("{folder}/{}/{file}", group.trim_start_matches('/'))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn available_with(files: &[(&str, &str)]) -> Option<u64> {
        let root = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        available(root.path())
    }

    const MACHINE: (&str, &str) = ("proc/meminfo", "MemTotal:       24000000 kB\nMemFree: 1 kB\n");
    const NO_SPACE: (&str, &str) =
        ("proc/self/limits", "Limit  Soft  Hard  Units\nMax address space  unlimited  unlimited  bytes\n");

    #[test]
    fn without_limits_it_is_the_machines_memory() {
        let root = ("proc/self/cgroup", "0::/\n");
        let none = ("sys/fs/cgroup/memory.max", "max\n");
        assert_eq!(available_with(&[MACHINE, NO_SPACE, root, none]), Some(24_000_000 << 10));
    }

    #[test]
    fn a_container_knows_its_own_group_as_the_root() {
        let files = [MACHINE, ("proc/self/cgroup", "0::/\n"), ("sys/fs/cgroup/memory.max", "536870912\n")];
        assert_eq!(available_with(&files), Some(512 << 20));
    }

    #[test]
    fn a_group_around_may_be_the_narrower_one() {
        let files = [
            MACHINE,
            ("proc/self/cgroup", "0::/user.slice/job\n"),
            ("sys/fs/cgroup/user.slice/job/memory.max", "max\n"),
            ("sys/fs/cgroup/user.slice/memory.max", "1073741824\n"),
        ];
        assert_eq!(available_with(&files), Some(1 << 30));
    }

    #[test]
    fn groups_of_the_first_version_are_read_too() {
        let files = [
            MACHINE,
            ("proc/self/cgroup", "11:cpu,cpuacct:/docker/a\n10:memory:/docker/a\n"),
            // The container sees its own group as the root of the controller.
            ("sys/fs/cgroup/memory/memory.limit_in_bytes", "268435456\n"),
        ];
        assert_eq!(available_with(&files), Some(256 << 20));
        let unlimited = ("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        assert_eq!(available_with(&[MACHINE, files[1], unlimited]), Some(24_000_000 << 10));
    }

    #[test]
    fn the_limit_of_the_address_space_counts() {
        let limits = (
            "proc/self/limits",
            "Max address space         2000000000           unlimited            bytes\n",
        );
        assert_eq!(available_with(&[MACHINE, limits]), Some(2_000_000_000));
        let taken = ("proc/self/status", "Name: postino\nVmSize:   1000000 kB\n");
        assert_eq!(available_with(&[MACHINE, limits, taken]), Some(2_000_000_000 - (1_000_000 << 10)));
    }

    #[test]
    fn where_nothing_can_be_read_nothing_is_known() {
        assert_eq!(available_with(&[]), None);
    }
}
