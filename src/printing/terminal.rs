//! A symbol as text, to be scanned from the screen: half blocks put two modules, one above the
//! other, into a character cell, which comes out square in usual fonts. Whether colours are on is
//! left to the command line.

use super::{QUIET_ZONE_MODULES, Symbol};

/// Black on white from the fixed part of the 256-colour palette. The 16 named colours follow the
/// user's theme, in which "white" may well be dark.
const BLACK_ON_WHITE: &str = "\x1b[38;5;16;48;5;231m";
const BACK_TO_NORMAL: &str = "\x1b[0m";

/// Whether escape sequences for colours may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colours {
    /// The symbol is black on white whatever colours the terminal has.
    On,
    /// Dark modules are drawn in the colour of the text, as on paper. Light text on a dark ground
    /// gives an inverted symbol, which not every reader takes.
    Off,
}

/// The symbol with its quiet zone, a newline after each line.
pub fn draw(symbol: &Symbol, colours: Colours) -> String {
    let side = symbol.width_with_quiet_zone();
    let mut text = String::new();
    for y in (0..side).step_by(2) {
        let line: String = (0..side).map(|x| cell(symbol, x, y)).collect();
        match colours {
            Colours::On => text.extend([BLACK_ON_WHITE, &line, BACK_TO_NORMAL, "\n"]),
            Colours::Off => text.extend([&line, "\n"]),
        }
    }
    text
}

/// Two modules as one character. Widths are odd, so that the last row stands alone: below it all is light.
fn cell(symbol: &Symbol, x: u16, y: u16) -> char {
    // The quiet zone wraps round to numbers beyond the symbol, where all is light.
    let is_dark = |y: u16| {
        symbol.is_dark(x.wrapping_sub(QUIET_ZONE_MODULES), y.wrapping_sub(QUIET_ZONE_MODULES))
    };
    match (is_dark(y), is_dark(y + 1)) {
        (false, false) => ' ',
        (true, false) => '▀',
        (false, true) => '▄',
        (true, true) => '█',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn symbol() -> Symbol {
        Symbol::of_link("https://tem.ocop.vn/012345678901234567890123456789").unwrap()
    }

    #[test]
    fn every_module_shows_in_its_half_of_a_cell() {
        let symbol = symbol();
        let text = draw(&symbol, Colours::Off);
        for (line, y) in text.lines().zip((0u16..).step_by(2)) {
            for (cell, x) in line.chars().zip(0u16..) {
                // The quiet zone wraps round to numbers beyond the symbol, where all is light.
                let dark = |y: u16| symbol.is_dark(x.wrapping_sub(4), y.wrapping_sub(4));
                assert_eq!(matches!(cell, '▀' | '█'), dark(y), "{x}, {y}");
                assert_eq!(matches!(cell, '▄' | '█'), dark(y + 1), "{x}, {y}");
            }
        }
    }

    #[test]
    fn the_text_is_as_wide_and_half_as_high_as_symbol_and_quiet_zone() {
        let text = draw(&symbol(), Colours::Off);
        assert_eq!(text.lines().count(), 19);
        assert!(text.lines().all(|line| line.chars().count() == 37));
    }

    #[test]
    fn each_line_sets_its_colours_and_takes_them_back() {
        let plain = draw(&symbol(), Colours::Off);
        let coloured = draw(&symbol(), Colours::On);
        assert!(!plain.contains('\x1b'));
        for (plain, coloured) in plain.lines().zip(coloured.lines()) {
            assert_eq!(coloured, format!("\x1b[38;5;16;48;5;231m{plain}\x1b[0m"));
        }
    }
}
