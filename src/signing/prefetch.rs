//! Asking for memory ahead, so that it is on its way while something else is computed. The only file below `src` with
//! `unsafe`: stable Rust offers the instruction as an unsafe function only.

/// Asks the processor to fetch all of a value into its nearest cache, and waits for nothing. A hint: it changes no result,
/// and does nothing on other processors than x86-64.
#[inline]
#[cfg_attr(
    target_arch = "x86_64",
    expect(unsafe_code, reason = "the processor's prefetch has no safe function")
)]
pub(super) fn prefetch_lines<T>(value: &T) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};

        /// What the caches fetch at once, in bytes.
        const LINE: usize = 64;

        let start = std::ptr::from_ref(value).cast::<i8>();
        let into_line = start.addr() % LINE;
        for offset in (0..into_line + size_of::<T>()).step_by(LINE) {
            let line = start.wrapping_sub(into_line).wrapping_add(offset);
            // SAFETY: SSE, which has the instruction, is part of x86-64. It reads nothing that the program sees, and faults
            // at no address.
            unsafe { _mm_prefetch::<_MM_HINT_T0>(line) };
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = value;
}
