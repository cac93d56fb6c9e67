//! The label on a pack: the product's name in two or three lines, the net content below.

use std::fmt::Write;

use super::colours::Palette;

/// Where the label lies, and whether it brings its own paper.
pub(super) struct Label {
    pub(super) centre: u16,
    pub(super) top: u16,
    pub(super) width: u16,
    pub(super) height: u16,
    pub(super) corner: u16,
}

/// Sizes to try, the most readable first: font size, and how many lines the name may take at it.
const SIZES: [(u16, usize); 7] = [
    (26, 2),
    (24, 2),
    (22, 2),
    (20, 3),
    (18, 3),
    (16, 4),
    (14, 4),
];
const NET_CONTENT_SIZE: u16 = 20;

impl Label {
    /// Paper, name and net content as SVG.
    pub(super) fn render(&self, name: &str, net_content: &str, palette: &Palette) -> String {
        let Self {
            centre,
            top,
            width,
            height,
            corner,
        } = *self;
        let Palette {
            paper,
            ink,
            accent_deep,
            ..
        } = palette;
        let left = centre - width / 2;
        let mut svg = format!(
            concat!(
                r#"<rect x="{left}" y="{top}" width="{width}" height="{height}" rx="{corner}" fill="{paper}"/>"#,
                r#"<path d="M{rule_left} {upper}h{rule}M{rule_left} {lower}h{rule}" stroke="{accent_deep}" stroke-width="3"/>"#,
            ),
            left = left,
            top = top,
            width = width,
            height = height,
            corner = corner,
            paper = paper,
            accent_deep = accent_deep,
            rule_left = left + 10,
            rule = width - 20,
            upper = top + 7,
            lower = top + height - 7,
        );

        let (size, lines) = self.fit(name);
        let line_height = size + size / 6;
        let count = u16::try_from(lines.len()).expect("a label has few lines");
        let text_height = count * line_height + NET_CONTENT_SIZE + 4;
        let mut baseline = top + (height.saturating_sub(text_height)) / 2 + size * 5 / 6;
        svg.push_str(r#"<g text-anchor="middle" fill=""#);
        write!(svg, r#"{ink}" font-size="{size}" font-weight="700">"#)
            .expect("a String takes any text");
        for line in &lines {
            text_line(&mut svg, centre, baseline, "", line);
            baseline += line_height;
        }
        baseline += 4 + NET_CONTENT_SIZE - size.min(NET_CONTENT_SIZE);
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
            {
                return (size, lines);
            }
        }
        let (size, most_lines) = SIZES[SIZES.len() - 1];
        let room = self.characters_a_line(size);
        let kept: String = name.chars().take(room * most_lines * 3 / 4).collect();
        let words = kept.trim_end().to_owned() + "…";
        let mut lines = wrap(&words, room).unwrap_or_else(|| cut(&words, room));
        lines.truncate(most_lines);
        (size, lines)
    }

    /// Bold sans-serif letters of Vietnamese are a bit under 0.6 of the font size wide, on the average.
    fn characters_a_line(&self, size: u16) -> usize {
        usize::from((self.width - 16) * 10 / (size * 6))
    }
}

fn text_line(svg: &mut String, x: u16, baseline: u16, style: &str, text: &str) {
    let text = escape(text);
    write!(svg, r#"<text x="{x}" y="{baseline}"{style}>{text}</text>"#)
        .expect("a String takes any text");
}

/// Breaks a text at its blanks into lines that are as even as the fewest lines allow; `None` if a word is longer than a line.
fn wrap(text: &str, room: usize) -> Option<Vec<String>> {
    let fewest = fill(text, room)?.len();
    (1..=room)
        .filter_map(|narrower| fill(text, narrower))
        .find(|lines| lines.len() == fewest)
}

/// Puts as many words into each line as fit.
fn fill(text: &str, room: usize) -> Option<Vec<String>> {
    let mut lines: Vec<String> = Vec::new();
    let mut used = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if length > room {
            return None;
        }
        match lines.last_mut() {
            Some(line) if used + 1 + length <= room => {
                line.push(' ');
                line.push_str(word);
                used += 1 + length;
            }
            Some(_) | None => {
                lines.push(word.to_owned());
                used = length;
            }
        }
    }
    Some(lines)
}

/// Breaks a text without regard to words.
fn cut(text: &str, room: usize) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    letters
        .chunks(room.max(1))
        .map(|line| line.iter().collect())
        .collect()
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
        check_wrap(
            "Mật ong hoa bạc hà Suối Ngần",
            20,
            &["Mật ong hoa bạc", "hà Suối Ngần"],
        );
        check_wrap("Muối hầm", 20, &["Muối hầm"]);
        check_wrap(
            "Nước mắm cá cơm Mũi Sóng",
            10,
            &["Nước mắm", "cá cơm", "Mũi Sóng"],
        );
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
        let label = Label {
            centre: 240,
            top: 100,
            width: 120,
            height: 100,
            corner: 4,
        };
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
