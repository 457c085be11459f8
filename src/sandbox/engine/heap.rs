//! The heap of an engine: counts what the engine allocates, never refuses what it has to have, and can be freed as a
//! whole.
//!
//! # Design
//!
//! 2026-11-30: all blocks stand in a list. An engine whose memory is full is not taken apart object by object, which
//! would trust objects that a hungry script left behind: its blocks are freed, and nothing of it is looked at again.
#![expect(
    unsafe_code,
    clippy::cast_ptr_alignment,
    reason = "an allocator for the engine, which is written in C, is made of raw memory; all of it is aligned to a block's head"
)]

use std::alloc::{self, Layout};
use std::cell::{Cell, RefCell};
use std::ptr;
use std::rc::Rc;

use rquickjs::allocator::Allocator;
use rquickjs::{Ctx, qjs};

use super::super::memory::{Gauge, Pressure};

/// What stands before the bytes of an allocation. As large as it is aligned: the engine's bytes follow at once.
#[repr(C, align(16))]
struct Block {
    previous: *mut Block,
    next: *mut Block,
    /// Without this head. Units: bytes.
    size: usize,
}

const HEAD: usize = size_of::<Block>();

/// The heap of one engine. It lives on the engine's thread.
pub(super) struct Heap {
    pub(super) gauge: Rc<Gauge>,
    first: Cell<*mut Block>,
    /// Null until the engine has started.
    runtime: Cell<*mut qjs::JSRuntime>,
    /// Ends the script when nothing more can be given, since the thread never returns to it.
    last_resort: RefCell<Option<Box<dyn FnOnce()>>>,
}

/// The heap as the engine knows it.
pub(super) struct EngineAllocator(pub(super) Rc<Heap>);

impl Heap {
    pub(super) fn new(gauge: Rc<Gauge>) -> Self {
        Self {
            gauge,
            first: Cell::new(ptr::null_mut()),
            runtime: Cell::new(ptr::null_mut()),
            last_resort: RefCell::default(),
        }
    }

    /// From now on the limit counts: the engine has started.
    pub(super) fn arm(&self, ctx: &Ctx<'_>) {
        // SAFETY: the context is alive, and its runtime outlives every call of this allocator.
        self.runtime.set(unsafe { qjs::JS_GetRuntime(ctx.as_raw().as_ptr()) });
        self.gauge.arm();
    }

    /// Sets what ends the script when nothing more can be given. It must not touch the engine.
    pub(super) fn set_last_resort(&self, last_resort: impl FnOnce() + 'static) {
        *self.last_resort.borrow_mut() = Some(Box::new(last_resort));
    }

    /// Counts what the host keeps for the script; false when the script has reached its limit. Units: bytes.
    pub(super) fn charge(&self, bytes: usize) -> bool {
        let pressure = self.gauge.take(bytes);
        if pressure <= Pressure::Collect {
            return true;
        }
        self.gauge.give(bytes);
        self.hasten();
        false
    }

    /// Counts bytes that the engine is about to allocate.
    fn take(&self, bytes: usize) {
        match self.gauge.take(bytes) {
            Pressure::None => {}
            // SAFETY: the runtime is alive; the call sets one number. The engine collects when it makes its next object.
            Pressure::Collect => unsafe { qjs::JS_SetGCThreshold(self.runtime.get(), 0) },
            Pressure::Full => self.hasten(),
            Pressure::Exhausted => self.give_up(bytes),
        }
    }

    /// Makes each call of a function a call too many, so that a script comes soon to where it is stopped for good: the
    /// engine looks only once in ten thousand steps whether it has to stop.
    fn hasten(&self) {
        // SAFETY: the runtime is alive; the call sets two numbers.
        unsafe { qjs::JS_SetMaxStackSize(self.runtime.get(), 1) };
    }

    /// Frees everything. Nothing of the engine may be used afterwards.
    pub(super) fn free_all(&self) {
        let mut block = self.first.replace(ptr::null_mut());
        while !block.is_null() {
            // SAFETY: the list holds the blocks that were allocated and not freed, each with its own size.
            unsafe {
                let Block { next, size, .. } = block.read();
                free(block, size);
                self.gauge.give(HEAD + size);
                block = next;
            }
        }
    }

    /// Ends the script and keeps the thread here for ever: the engine cannot be told that there is no more memory.
    /// `counted` was counted for what cannot be given. Units: bytes.
    fn give_up(&self, counted: usize) -> ! {
        self.gauge.fill();
        self.gauge.give(counted);
        self.free_all();
        if let Some(last_resort) = self.last_resort.take() {
            last_resort();
        }
        loop {
            std::thread::park();
        }
    }

    fn allocate(&self, size: usize, allocate: unsafe fn(Layout) -> *mut u8) -> *mut u8 {
        let Some(layout) = layout(size) else { self.give_up(0) };
        self.take(layout.size());
        // SAFETY: the layout holds at least the head.
        let block = unsafe { allocate(layout) }.cast::<Block>();
        if block.is_null() {
            self.give_up(layout.size());
        }
        // SAFETY: the block is new, as large as the layout says, and aligned for a head.
        unsafe {
            self.link(block, size);
            block.add(1).cast()
        }
    }

    /// # Safety
    ///
    /// The block must be allocated with this size, and stand in no list.
    unsafe fn link(&self, block: *mut Block, size: usize) {
        let next = self.first.replace(block);
        // SAFETY: the block has room for a head, and so has the first one of the list.
        unsafe {
            block.write(Block { previous: ptr::null_mut(), next, size });
            if !next.is_null() {
                (*next).previous = block;
            }
        }
    }

    /// Takes a block out of the list; gives its size.
    ///
    /// # Safety
    ///
    /// The block must stand in the list.
    unsafe fn unlink(&self, block: *mut Block) -> usize {
        // SAFETY: the block stands in the list, and so do its neighbours.
        unsafe {
            let Block { previous, next, size } = block.read();
            if previous.is_null() {
                self.first.set(next);
            } else {
                (*previous).next = next;
            }
            if !next.is_null() {
                (*next).previous = previous;
            }
            size
        }
    }
}

/// The layout of a block; `None` for more than any machine has.
fn layout(size: usize) -> Option<Layout> {
    Layout::from_size_align(HEAD.checked_add(size)?, align_of::<Block>()).ok()
}

/// Frees a block.
///
/// # Safety
///
/// The block must be allocated with this size, and stand in no list.
unsafe fn free(block: *mut Block, size: usize) {
    let layout = layout(size).expect("the block was allocated with this layout");
    // SAFETY: the block was allocated with this layout, and nobody knows it any more.
    unsafe { alloc::dealloc(block.cast(), layout) };
}

// SAFETY: every pointer that is given out stands behind the head of a block of the size that was asked for, aligned to
// 16 bytes; it is null only where the engine is known to check for it.
unsafe impl Allocator for EngineAllocator {
    fn alloc(&mut self, size: usize) -> *mut u8 {
        self.0.allocate(size, alloc::alloc)
    }

    /// The engine allocates zeroed memory of a script's choice of size for buffers alone, and throws when it gets none.
    fn calloc(&mut self, count: usize, size: usize) -> *mut u8 {
        let size = count.saturating_mul(size);
        if self.0.gauge.can_never_hold(size) {
            return ptr::null_mut();
        }
        self.0.allocate(size, alloc::alloc_zeroed)
    }

    unsafe fn dealloc(&mut self, ptr: *mut u8) {
        // SAFETY: the pointer was given out above, behind its block's head.
        unsafe {
            let block = ptr.cast::<Block>().sub(1);
            let size = self.0.unlink(block);
            free(block, size);
            self.0.gauge.give(HEAD + size);
        }
    }

    unsafe fn realloc(&mut self, ptr: *mut u8, new_size: usize) -> *mut u8 {
        if ptr.is_null() {
            return self.alloc(new_size);
        }
        // SAFETY: as for `dealloc`. While the block moves it stands in no list, and nothing else runs.
        unsafe {
            let block = ptr.cast::<Block>().sub(1);
            let size = (*block).size;
            let (Some(old), Some(new)) = (layout(size), layout(new_size)) else { self.0.give_up(0) };
            let added = new_size.saturating_sub(size);
            self.0.take(added);
            self.0.unlink(block);
            let moved = alloc::realloc(block.cast(), old, new.size()).cast::<Block>();
            if moved.is_null() {
                self.0.link(block, size);
                self.0.give_up(added);
            }
            self.0.link(moved, new_size);
            self.0.gauge.give(size.saturating_sub(new_size));
            moved.add(1).cast()
        }
    }

    unsafe fn usable_size(ptr: *mut u8) -> usize {
        // SAFETY: as for `dealloc`.
        unsafe { (*ptr.cast::<Block>().sub(1)).size }
    }
}
