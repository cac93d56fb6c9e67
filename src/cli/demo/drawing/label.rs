//! The label on a pack: the product's name in two or three lines, the net content below.

use std::fmt::Write;

use super::colours::Palette;

/// Where the label lies on the drawing, in units of its view box.
pub(super) struct Label {
    pub(super) centre: u16,
    pub(super) top: u16,
    pub(super) width: u16,
    pub(super) height: u16,
    pub(super) corner: u16,
}

/// Sizes to try, the most readable first: font size, and how many lines the name may take at it.
const SIZES: [(u16, usize); 7] = [(26, 2), (24, 2), (22, 2), (20, 3), (18, 3), (16, 4), (14, 4)];
const NET_CONTENT_SIZE: u16 = 20;
const NET_CONTENT_GAP: u16 = 3;
/// What the two rules and the room beside them take of a label's height.
const RULES: u16 = 24;

impl Label {
    /// Paper, name and net content as SVG.
    pub(super) fn render(&self, name: &str, net_content: &str, palette: &Palette) -> String {
        let Self { centre, top, width, height, corner } = *self;
        let Palette { paper, ink, accent_deep, .. } = palette;
        let left = centre - width / 2;
        let (rule_left, rule_width) = (left + 10, width - 20);
        let (upper, lower) = (top + 7, top + height - 7);
        let mut svg = format!(
            r#"<rect x="{left}" y="{top}" width="{width}" height="{height}" rx="{corner}" fill="{paper}"/>
<path d="M{rule_left} {upper}h{rule_width}M{rule_left} {lower}h{rule_width}" stroke="{accent_deep}" stroke-width="3"/>
"#
        );

        let (size, lines) = self.fit(name);
        let free = self.height - text_height(size, lines.len());
        let mut baseline = top + free / 2 + size * 5 / 6;
        write!(
            svg,
            r#"<g text-anchor="middle" fill="{ink}" font-size="{size}" font-weight="700">"#
        )
        .expect("a String takes any text");
        for line in &lines {
            text_line(&mut svg, centre, baseline, "", line);
            baseline += line_height(size);
        }
        baseline += NET_CONTENT_GAP;
        let style = format!(r#" font-size="{NET_CONTENT_SIZE}" font-weight="400""#);
        text_line(&mut svg, centre, baseline, &style, net_content);
        svg.push_str("</g>");
        svg
    }

    /// The largest size at which the name fits, with its lines; cut with an ellipsis if it fits at none.
    fn fit(&self, name: &str) -> (u16, Vec<String>) {
        for (size, most_lines) in SIZES {
            if let Some(lines) = wrap(name, self.characters_a_line(size))
                && lines.len() <= most_lines
                && text_height(size, lines.len()) + RULES <= self.height
            {
                return (size, lines);
            }
        }
        let (size, most_lines) = SIZES[SIZES.len() - 1];
        let room = self.characters_a_line(size);
        let kept: String = name.chars().take(room * most_lines - 1).collect();
        (size, cut(&(kept + "…"), room))
    }

    /// Bold letters are about 0.58 of the font size wide on a phone, and up to 0.66 where only a wide font is installed.
    fn characters_a_line(&self, size: u16) -> usize {
        usize::from((self.width - 24) * 20 / (size * 13))
    }
}

fn line_height(size: u16) -> u16 {
    size + size / 6
}

/// The height of the name's lines and of the net content.
fn text_height(size: u16, lines: usize) -> u16 {
    let lines = u16::try_from(lines).expect("a label has few lines");
    lines * line_height(size) + NET_CONTENT_GAP + NET_CONTENT_SIZE
}

fn text_line(svg: &mut String, x: u16, baseline: u16, style: &str, text: &str) {
    let text = escape(text);
    write!(svg, r#"<text x="{x}" y="{baseline}"{style}>{text}</text>"#)
        .expect("a String takes any text");
}

/// Breaks a text at its blanks into the fewest lines, and these as even as can be; `None` if a word is longer than a line.
fn wrap(text: &str, room: usize) -> Option<Vec<String>> {
    let words: Vec<&str> = text.split_whitespace().collect();
    // From every word on: how many lines follow, how uneven they are, and the word that starts the next one.
    let mut best = vec![(0, 0, words.len()); words.len() + 1];
    for start in (0..words.len()).rev() {
        best[start] = (start + 1..=words.len())
            .map(|end| (end, words[start..end].join(" ").chars().count()))
            .take_while(|&(_, length)| length <= room)
            .map(|(end, length)| (best[end].0 + 1, best[end].1 + (room - length).pow(2), end))
            .min()?;
    }
    let mut lines = Vec::new();
    let mut start = 0;
    while start < words.len() {
        let (_, _, end) = best[start];
        lines.push(words[start..end].join(" "));
        start = end;
    }
    Some(lines)
}

/// Breaks a text without regard to words.
fn cut(text: &str, room: usize) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    letters.chunks(room.max(1)).map(|line| line.iter().collect()).collect()
}

/// Text as it may stand between tags.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_few_and_even() {
        check_wrap("Mật ong hoa bạc hà Suối Ngần", 20, &["Mật ong hoa bạc", "hà Suối Ngần"]);
        check_wrap("Muối hầm", 20, &["Muối hầm"]);
        check_wrap(
            "Cà phê Arabica rang xay Tằng Sương",
            14,
            &["Cà phê Arabica", "rang xay", "Tằng Sương"],
        );
        check_wrap("Nước mắm cá cơm Mũi Sóng", 10, &["Nước mắm", "cá cơm", "Mũi Sóng"]);
    }

    fn check_wrap(text: &str, room: usize, expected: &[&str]) {
        let lines = wrap(text, room).expect("every word fits");
        assert_eq!(lines, expected);
    }

    #[test]
    fn a_word_longer_than_the_line_does_not_wrap() {
        assert_eq!(wrap("Curcumin nghệ", 6), None);
    }

    #[test]
    fn a_name_that_fits_nowhere_is_cut() {
        let label = Label { centre: 240, top: 100, width: 120, height: 100, corner: 4 };
        for name in ["từ ".repeat(90), "a".repeat(300)] {
            let (_, lines) = label.fit(&name);
            assert!(lines.len() <= 4);
            assert!(lines.concat().ends_with('…'), "{lines:?}");
        }
    }

    #[test]
    fn markup_in_a_name_stays_text() {
        assert_eq!(escape("A & B <c>"), "A &amp; B &lt;c&gt;");
    }
}
