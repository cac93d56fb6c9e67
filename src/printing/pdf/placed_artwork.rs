//! A producer's artwork within a PDF: once a file, however many labels show it. Its colours are left in red, green and blue,
//! as they came; all else on a label is black ink.

use std::collections::BTreeSet;
use std::fmt::Write;

use pdf_writer::{Filter, Finish, Name, Pdf, Rect, Ref};

use super::deflated;
use super::operators::Operators;
use crate::printing::artwork::{Clip, Drawing, Outline, Pixels, Shape, Step};
use crate::printing::{PlacedArtwork, Point, Size};

/// What pages call it.
pub(super) const NAME: &[u8] = b"Artwork";

/// Draws it on a label.
pub(super) fn draw(page: &mut Operators, artwork: &PlacedArtwork, label_at: Point) {
    let frame = artwork.frame;
    let at = Point { x: label_at.x + frame.at.x, y: label_at.y + frame.at.y };
    let scale = match artwork.picture.drawing {
        // In points already.
        Drawing::Outlines(_) => None,
        // A square of one point.
        Drawing::Pixels(_) => Some(frame.size),
    };
    page.external_object(NAME, at, frame.size, scale);
}

/// Writes it.
pub(super) fn write(pdf: &mut Pdf, id: Ref, artwork: &PlacedArtwork) {
    match &artwork.picture.drawing {
        Drawing::Outlines(shapes) => {
            write_outlines(pdf, id, shapes, artwork.picture.sides(), artwork.frame.size);
        }
        Drawing::Pixels(pixels) => write_pixels(pdf, id, pixels),
    }
}

fn write_pixels(pdf: &mut Pdf, id: Ref, pixels: &Pixels) {
    let side = |side: u32| i32::try_from(side).expect("some hundred pixels");
    let data = deflated(&pixels.rgb);
    let mut image = pdf.image_xobject(id, &data);
    image.filter(Filter::FlateDecode);
    image.width(side(pixels.width)).height(side(pixels.height));
    image.color_space().device_rgb();
    image.bits_per_component(8).interpolate(true);
}

fn write_outlines(pdf: &mut Pdf, id: Ref, shapes: &[Shape], sides: (i32, i32), size: Size) {
    let mut content = Content {
        text: String::new(),
        scale: size.width.as_points() / f64::from(sides.0),
        height: size.height.as_points(),
    };
    let mut opacities = BTreeSet::new();
    for shape in shapes {
        content.shape(shape);
        opacities.extend(Some(shape.opacity).filter(|opacity| *opacity < u8::MAX));
    }
    let data = deflated(content.text.as_bytes());
    let mut form = pdf.form_xobject(id, &data);
    form.filter(Filter::FlateDecode);
    let (width, height) = (size.width.as_points() as f32, size.height.as_points() as f32);
    // What reaches beyond its box is cut off, by whoever shows it.
    form.bbox(Rect::new(0.0, 0.0, width, height));
    let mut resources = form.resources();
    let mut states = resources.ext_g_states();
    for opacity in opacities {
        let state = states.insert(Name(opacity_name(opacity).as_bytes()));
        let mut state = state.start::<pdf_writer::writers::ExtGraphicsState<'_>>();
        state.non_stroking_alpha(f32::from(opacity) / 255.0);
        state.finish();
    }
    states.finish();
    resources.finish();
}

fn opacity_name(opacity: u8) -> String {
    format!("O{opacity}")
}

/// The operators of outlines, in points from the lower left corner.
struct Content {
    text: String,
    scale: f64,
    height: f64,
}

impl Content {
    fn shape(&mut self, shape: &Shape) {
        self.push("q ");
        let mut clip = shape.clip.as_deref();
        while let Some(Clip { outline, within }) = clip {
            self.outline(outline);
            self.push(if outline.is_even_odd { "W* n\n" } else { "W n\n" });
            clip = within.as_deref();
        }
        if shape.opacity < u8::MAX {
            let name = opacity_name(shape.opacity);
            self.push(&format!("/{name} gs "));
        }
        let [red, green, blue] = shape.colour.map(|shade| f64::from(shade) / 255.0);
        self.push(&format!("{red:.4} {green:.4} {blue:.4} rg\n"));
        self.outline(&shape.outline);
        self.push(if shape.outline.is_even_odd { "f* Q\n" } else { "f Q\n" });
    }

    fn outline(&mut self, outline: &Outline) {
        // An empty one clips everything, and needs a path all the same.
        if outline.steps.is_empty() {
            self.push("0 0 0 0 re ");
        }
        for step in &outline.steps {
            match step {
                Step::Move(to) => self.step(to, "m "),
                Step::Line(to) => self.step(to, "l "),
                Step::Curve(places) => self.step(places, "c "),
                Step::Close => self.push("h "),
            }
        }
    }

    fn step(&mut self, places: &[i32], operator: &str) {
        for place in places.chunks_exact(2) {
            let (x, y) = (f64::from(place[0]) * self.scale, f64::from(place[1]) * self.scale);
            let y = self.height - y;
            write!(self.text, "{x:.3} {y:.3} ").expect("writing to a string does not fail");
        }
        self.push(operator);
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }
}
