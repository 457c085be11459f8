//! The C library's heap, as a short run with scripts needs it.

/// Lets all threads of the process allocate from one heap. Call it before there are other threads.
///
/// glibc gives each thread a heap of its own, and lets those grow a page at a time, by a system call each: the first
/// `require` of a library makes hundreds. The one heap of all threads grows by 128 KiB. It belongs to the binary:
/// the library changes nothing that its embedder's threads share.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(unsafe_code, reason = "the C library has no other way to be told")]
pub(super) fn share() {
    // SAFETY: sets one number of the allocator, which it reads when a thread first asks it for memory. A refusal
    // leaves things as they were.
    unsafe { libc::mallopt(libc::M_ARENA_MAX, 1) };
}

/// Other C libraries have one heap, or need no telling.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(super) fn share() {}
