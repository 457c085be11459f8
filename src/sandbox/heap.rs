//! The C library's heap, as the engine needs it.

use std::sync::Once;

static SHARED: Once = Once::new();

/// Lets all threads of the process allocate from one heap.
///
/// glibc gives each thread a heap of its own, and lets those grow a page at a time, by a system call each: the first
/// `require` of a library makes hundreds. The one heap of all threads grows by 128 KiB. Call it before there are other
/// threads.
pub(super) fn share() {
    SHARED.call_once(one_for_all);
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(unsafe_code, reason = "the C library has no other way to be told")]
fn one_for_all() {
    // SAFETY: sets one number of the allocator, which it reads when a thread first asks it for memory. A refusal
    // leaves things as they were.
    unsafe { libc::mallopt(libc::M_ARENA_MAX, 1) };
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn one_for_all() {}
