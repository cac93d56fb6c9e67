//! The side of a module as whole dots of the printer. Modules that are not have sides that differ by a
//! dot from one to the next, which is what makes dense codes unreadable on label printers.

use super::Length;
use super::png::{Dpi, PixelsPerModule};

/// The smallest module that is printed: below some 0.3 mm phones may fail.
pub const SMALLEST_MODULE: Length = Length::micrometres(330);

/// How far what is asked for may lie from whole dots: people write 0.34 for 0.3387.
const ROUNDING: Length = Length::micrometres(5);

/// Why modules of a size are not printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ModuleDotsError {
    /// Below [`SMALLEST_MODULE`].
    #[error("modules of {asked} mm are too small for phones; the next possible size is {next}")]
    TooSmall {
        /// What was asked for.
        asked: Length,
        /// The smallest that the printer can do.
        next: ModuleDots,
    },
    /// Not whole dots.
    #[error(
        "modules of {asked} mm are not whole dots of the printer; the next possible size is {next}"
    )]
    OffDots {
        /// What was asked for.
        asked: Length,
        /// The next larger.
        next: ModuleDots,
    },
    /// Larger than any label needs.
    #[error("modules of {0} mm: {largest} dots are the most", largest = PixelsPerModule::MAX)]
    TooLarge(Length),
}

/// A module of whole dots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModuleDots {
    dots: u16,
    dpi: Dpi,
}

impl ModuleDots {
    /// What a person asks for, in millimetres, if the printer can do it.
    ///
    /// # Errors
    /// [`ModuleDotsError`] with the next size that it can.
    pub fn asked(size: Length, dpi: Dpi) -> Result<Self, ModuleDotsError> {
        let smallest = Self::smallest(dpi);
        if size < SMALLEST_MODULE - ROUNDING {
            return Err(ModuleDotsError::TooSmall { asked: size, next: smallest });
        }
        let per_inch = f64::from(dpi.get());
        let dots = (size.as_mm() * per_inch / 25.4).round();
        if dots > f64::from(PixelsPerModule::MAX) {
            return Err(ModuleDotsError::TooLarge(size));
        }
        let nearest = Self { dots: dots as u16, dpi };
        let off = (nearest.length(1) - size).as_micrometres().abs();
        if off > ROUNDING.as_micrometres() || nearest.dots < smallest.dots {
            let next = (smallest.dots..=PixelsPerModule::MAX).map(|dots| Self { dots, dpi });
            let next = next.into_iter().find(|next| next.length(1) > size).unwrap_or(smallest);
            return Err(ModuleDotsError::OffDots { asked: size, next });
        }
        Ok(nearest)
    }

    /// The smallest that is printed.
    pub fn smallest(dpi: Dpi) -> Self {
        let dots = (SMALLEST_MODULE.as_mm() * f64::from(dpi.get()) / 25.4).ceil();
        Self { dots: dots as u16, dpi }
    }

    /// All that are printed up to a size, the largest first.
    pub fn largest_first(most: Length, dpi: Dpi) -> impl Iterator<Item = Self> {
        let smallest = Self::smallest(dpi).dots;
        let sizes = (smallest..=PixelsPerModule::MAX).map(move |dots| Self { dots, dpi });
        sizes.rev().filter(move |size| size.dots == smallest || size.length(1) <= most)
    }

    /// Dots a side.
    pub fn dots(self) -> u16 {
        self.dots
    }

    /// The printer's resolution.
    pub fn dpi(self) -> Dpi {
        self.dpi
    }

    /// The same for a picture.
    pub fn pixels(self) -> PixelsPerModule {
        PixelsPerModule::new(self.dots).expect("at most what a picture can have")
    }

    /// The side of so many modules, rounded up to the micrometre.
    pub fn length(self, modules: u16) -> Length {
        let dots = i64::from(self.dots) * i64::from(modules);
        let per_inch = i64::from(self.dpi.get());
        let micrometres = (dots * 25_400 + per_inch - 1) / per_inch;
        Length::micrometres(i32::try_from(micrometres).expect("some metres at most"))
    }
}

impl std::fmt::Display for ModuleDots {
    /// `0.339 mm (4 dots at 300 dpi)`
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} mm ({} dots at {} dpi)", self.length(1), self.dots, self.dpi.get())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(mm: &str, dpi: u16, expected: Result<u16, u16>) {
        let found = ModuleDots::asked(mm.parse().unwrap(), Dpi::new(dpi).unwrap());
        let found = match found {
            Ok(module) => Ok(module.dots()),
            Err(ModuleDotsError::TooSmall { next, .. } | ModuleDotsError::OffDots { next, .. }) => {
                Err(next.dots())
            }
            Err(ModuleDotsError::TooLarge(_)) => Err(0),
        };
        assert_eq!(found, expected, "{mm} mm at {dpi} dpi");
    }

    #[test]
    fn sizes_are_whole_dots_or_the_next_possible_one_is_told() {
        check("0.375", 203, Ok(3));
        check("0.38", 203, Ok(3));
        check("0.34", 203, Err(3));
        check("0.25", 203, Err(3));
        check("0.396", 203, Err(4));
        check("0.5", 203, Ok(4));
        check("0.339", 300, Ok(4));
        check("0.33", 300, Err(4));
        check("0.396", 300, Err(5));
        check("0.42", 300, Ok(10 / 2));
        check("0.33", 600, Err(8));
        check("0.34", 600, Ok(8));
        check("0.381", 600, Ok(9));
        check("0.396", 2400, Ok(37));
        check("0.3", 2400, Err(32));
        check("0.33", 2400, Err(32));
        check("50", 600, Err(0));
    }

    #[test]
    fn the_smallest_is_never_below_what_phones_read() {
        for dpi in 72..=4800 {
            let smallest = ModuleDots::smallest(Dpi::new(dpi).unwrap());
            assert!(smallest.length(1) >= SMALLEST_MODULE, "{dpi}");
        }
    }

    #[test]
    fn the_error_names_the_next_size() {
        let error = ModuleDots::asked("0.396".parse().unwrap(), Dpi::new(300).unwrap());
        assert_eq!(
            error.unwrap_err().to_string(),
            "modules of 0.396 mm are not whole dots of the printer; the next possible size is 0.424 mm (5 dots at 300 dpi)"
        );
    }
}
