//! A producer's artwork within a label's SVG: the outlines that were read, or the pixels as a PNG of our own. Nothing of the
//! file that it came from is passed on.

use std::fmt::Write;

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::printing::PlacedArtwork;
use crate::printing::artwork::{Clip, Drawing, Outline, Pixels, Shape, Step};
use crate::printing::png::of_colours;

/// The artwork as an element that cuts off what reaches beyond its frame.
pub(super) fn draw(artwork: &PlacedArtwork) -> String {
    let frame = artwork.frame;
    let (width, height) = artwork.picture.sides();
    let mut text = format!(
        "<svg x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" viewBox=\"0 0 {width} {height}\" \
         preserveAspectRatio=\"none\" overflow=\"hidden\">",
        frame.at.x, frame.at.y, frame.size.width, frame.size.height,
    );
    match &artwork.picture.drawing {
        Drawing::Outlines(shapes) => outlines(shapes, &mut text),
        Drawing::Pixels(pixels) => self::pixels(pixels, (width, height), &mut text),
    }
    text.push_str("</svg>");
    text
}

fn pixels(pixels: &Pixels, (width, height): (i32, i32), text: &mut String) {
    let picture = of_colours(pixels.width, pixels.height, &pixels.rgb);
    let data = STANDARD.encode(picture);
    push(
        text,
        format_args!(
            "<image width=\"{width}\" height=\"{height}\" preserveAspectRatio=\"none\" href=\"data:image/png;base64,{data}\"/>"
        ),
    );
}

fn outlines(shapes: &[Shape], text: &mut String) {
    let mut clips = 0;
    for shape in shapes {
        let mut around = None;
        // From the outermost in: each names the one around it.
        let mut within: Vec<&Clip> = Vec::new();
        let mut clip = shape.clip.as_deref();
        while let Some(found) = clip {
            within.push(found);
            clip = found.within.as_deref();
        }
        for clip in within.into_iter().rev() {
            clips += 1;
            let rule = if clip.outline.is_even_odd { " clip-rule=\"evenodd\"" } else { "" };
            push(
                text,
                format_args!("<clipPath id=\"clip{clips}\"{}><path{rule} d=\"", clipped_by(around)),
            );
            outline(&clip.outline, text);
            text.push_str("\"/></clipPath>");
            around = Some(clips);
        }
        let [red, green, blue] = shape.colour;
        push(
            text,
            format_args!("<path fill=\"#{red:02x}{green:02x}{blue:02x}\"{}", clipped_by(around)),
        );
        if shape.opacity < u8::MAX {
            push(text, format_args!(" fill-opacity=\"{:.3}\"", f64::from(shape.opacity) / 255.0));
        }
        if shape.outline.is_even_odd {
            text.push_str(" fill-rule=\"evenodd\"");
        }
        text.push_str(" d=\"");
        outline(&shape.outline, text);
        text.push_str("\"/>");
    }
}

fn clipped_by(clip: Option<u32>) -> String {
    clip.map(|clip| format!(" clip-path=\"url(#clip{clip})\"")).unwrap_or_default()
}

fn outline(outline: &Outline, text: &mut String) {
    for step in &outline.steps {
        match step {
            Step::Move([x, y]) => push(text, format_args!("M{x} {y}")),
            Step::Line([x, y]) => push(text, format_args!("L{x} {y}")),
            Step::Curve([x1, y1, x2, y2, x, y]) => {
                push(text, format_args!("C{x1} {y1} {x2} {y2} {x} {y}"));
            }
            Step::Close => text.push('Z'),
        }
    }
}

fn push(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    text.write_fmt(arguments).expect("writing to a string does not fail");
}
