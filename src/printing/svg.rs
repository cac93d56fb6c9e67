//! A symbol as SVG with its size in millimetres, for print shops and pages. The same symbol and
//! size always give the same bytes. Texts, cutting lines and sheets around the symbol are left to
//! others.

use std::fmt::Write;

use thiserror::Error;

use super::{QUIET_ZONE_MODULES, Symbol};

/// Why a drawing of this size is not made.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum SvgError {
    /// Outside 0.1 to 10 mm, or not a number.
    #[error("modules of {0} mm: 0.1 to 10 mm are possible")]
    ModuleSize(f64),
}

/// The side of a module (GS1's X-dimension), kept in whole micrometres so that sizes add up
/// exactly. GS1 asks for 0.396 to 0.990 mm where a shop's till scans; below some 0.3 mm phones may
/// fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModuleSize {
    micrometres: u32,
}

impl ModuleSize {
    /// A side in millimetres, 0.1 to 10, rounded to the micrometre.
    pub fn from_mm(mm: f64) -> Result<ModuleSize, SvgError> {
        if (0.1..=10.0).contains(&mm) {
            // 100 to 10,000 once rounded, so that nothing is cut off.
            Ok(ModuleSize { micrometres: (mm * 1000.0).round() as u32 })
        } else {
            Err(SvgError::ModuleSize(mm))
        }
    }
}

/// The symbol with its quiet zone, black on white. Inside, a unit is a module.
pub fn draw(symbol: &Symbol, module_size: ModuleSize) -> String {
    let side = symbol.width_with_quiet_zone();
    let side_mm = millimetres(u32::from(side) * module_size.micrometres);
    let dark_runs = dark_runs(symbol);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{side_mm}mm\" height=\"{side_mm}mm\" \
         viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{dark_runs}\"/></svg>\n"
    )
}

/// Each run of dark modules in a row as a filled rectangle. Strokes would be shorter to write, but
/// printers may adjust the width of a stroke to their dots, and with it every module.
fn dark_runs(symbol: &Symbol) -> String {
    let mut path = String::new();
    for y in 0..symbol.width() {
        for run in symbol.dark_runs(y) {
            let (x, y) = (run.start + QUIET_ZONE_MODULES, y + QUIET_ZONE_MODULES);
            write!(path, "M{x} {y}h{}v1H{x}z", run.len())
                .expect("writing to a string does not fail");
        }
    }
    path
}

/// A decimal number without trailing zeros: 19400 µm is `19.4`.
fn millimetres(micrometres: u32) -> String {
    let decimal = format!("{}.{:03}", micrometres / 1000, micrometres % 1000);
    decimal.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn symbol() -> Symbol {
        Symbol::of_link("https://tem.ocop.vn/012345678901234567890123456789").unwrap()
    }

    fn check_head(mm: f64, head: &str) {
        let drawing = draw(&symbol(), ModuleSize::from_mm(mm).unwrap());
        assert!(drawing.contains(head), "{drawing}");
    }

    #[test]
    fn the_size_is_that_of_the_symbol_and_its_quiet_zone() {
        check_head(0.33, r#" width="12.21mm" height="12.21mm" viewBox="0 0 37 37" "#);
        check_head(0.396, r#" width="14.652mm" height="14.652mm" "#);
        check_head(0.5, r#" width="18.5mm" height="18.5mm" "#);
        check_head(10.0, r#" width="370mm" height="370mm" "#);
    }

    #[test]
    fn the_rectangles_cover_the_dark_modules_and_no_others() {
        let symbol = symbol();
        let mut covered = vec![];
        for rectangle in dark_runs(&symbol).split_terminator('z') {
            let numbers: Vec<u16> = rectangle
                .split(|c: char| !c.is_ascii_digit())
                .filter_map(|number| number.parse().ok())
                .collect();
            let [x, y, length, height, back] = numbers[..] else { panic!("{rectangle}") };
            assert_eq!((height, back), (1, x));
            covered
                .extend((x..x + length).map(|x| (x - QUIET_ZONE_MODULES, y - QUIET_ZONE_MODULES)));
        }
        let dark: Vec<(u16, u16)> = (0..symbol.width())
            .flat_map(|y| (0..symbol.width()).map(move |x| (x, y)))
            .filter(|&(x, y)| symbol.is_dark(x, y))
            .collect();
        assert_eq!(covered, dark);
    }

    #[test]
    fn sizes_out_of_range_are_refused() {
        for mm in [0.0, -1.0, 0.0999, 10.001, f64::INFINITY] {
            assert_eq!(ModuleSize::from_mm(mm), Err(SvgError::ModuleSize(mm)));
        }
        assert!(ModuleSize::from_mm(f64::NAN).is_err());
    }

    #[test]
    fn drawings_are_small() {
        let symbol =
            Symbol::of_link(&format!("https://tem.ocop.vn/{}", "0123456789".repeat(19))).unwrap();
        let drawing = draw(&symbol, ModuleSize::from_mm(0.4).unwrap());
        assert!(drawing.len() < 7000, "{} bytes", drawing.len());
    }
}
