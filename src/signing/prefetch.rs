//! Asking for memory ahead, so that it is on its way while something else is computed. The only file of this project with
//! `unsafe`: stable Rust has the instruction as an intrinsic alone.

#![expect(unsafe_code, reason = "the processor's prefetch has no safe function")]

/// What the caches of the processors in question fetch at once, in bytes.
const LINE: usize = 64;

/// Asks the processor to fetch a value into its nearest cache, and waits for nothing. A hint: it changes no result, and
/// does nothing on other processors than x86-64.
#[inline]
pub(super) fn prefetch<T>(value: &T) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};

        for offset in (0..size_of::<T>()).step_by(LINE) {
            let line = std::ptr::from_ref(value).cast::<i8>().wrapping_add(offset);
            // SAFETY: SSE, which has the instruction, is part of x86-64. It reads nothing that the program sees and faults
            // at no address; besides, this one lies within `value`.
            unsafe { _mm_prefetch::<_MM_HINT_T0>(line) };
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (value, LINE);
}
