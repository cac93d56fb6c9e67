//! An SVG as filled outlines. `usvg` resolves styles, units, shapes and repetitions; lines become the outlines of what
//! their pen covers. Gradients, patterns, masks and filters are refused.

use std::sync::Arc;

use usvg::{
    FillRule, Group, Node, Options, Paint, Transform, Tree,
    tiny_skia_path::{self, PathSegment},
};

use super::{ArtworkError, UNITS, svg_elements};

/// The most points of all outlines: a label is small, and a file of labels carries them once.
const MOST_POINTS: usize = 50_000;

/// Groups within groups, at most. `usvg` itself reads no deeper than some hundreds.
const DEEPEST: usize = 64;

/// A step of an outline, in [`UNITS`] from the upper left corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::printing) enum Step {
    Move([i32; 2]),
    Line([i32; 2]),
    Curve([i32; 6]),
    Close,
}

/// Closed lines, and what counts as inside of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::printing) struct Outline {
    pub(in crate::printing) steps: Vec<Step>,
    /// By the even-odd rule, else by the winding number.
    pub(in crate::printing) is_even_odd: bool,
}

/// An outline, within which all that it clips is seen, and the one around it.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::printing) struct Clip {
    pub(in crate::printing) outline: Outline,
    pub(in crate::printing) within: Option<Arc<Clip>>,
}

/// A filled outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::printing) struct Shape {
    pub(in crate::printing) outline: Outline,
    pub(in crate::printing) colour: [u8; 3],
    /// In 255ths.
    pub(in crate::printing) opacity: u8,
    pub(in crate::printing) clip: Option<Arc<Clip>>,
}

/// Width and height in the file's own units, and what is drawn.
pub(super) fn read(text: &str) -> Result<((f64, f64), Vec<Shape>), ArtworkError> {
    let document = svg_elements::document(text)?;
    let options = Options {
        // No other file is read, whatever the SVG names.
        image_href_resolver: usvg::ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    };
    let tree = Tree::from_xmltree(&document, &options)
        .map_err(|error| ArtworkError::Damaged(error.to_string()))?;
    let (width, height) = (f64::from(tree.size().width()), f64::from(tree.size().height()));
    let scale = (f64::from(UNITS) / width.max(height)) as f32;
    let to_units = Transform::from_scale(scale, scale);
    let mut reader = Reader { to_units, shapes: Vec::new(), points: 0 };
    reader.group(tree.root(), 1.0, None, 0)?;
    if reader.shapes.is_empty() {
        return Err(ArtworkError::Empty);
    }
    Ok(((width, height), reader.shapes))
}

struct Reader {
    to_units: Transform,
    shapes: Vec<Shape>,
    points: usize,
}

impl Reader {
    fn group(
        &mut self,
        group: &Group,
        opacity: f32,
        clip: Option<Arc<Clip>>,
        depth: usize,
    ) -> Result<(), ArtworkError> {
        if depth > DEEPEST {
            return Err(holds("groups within groups too deep"));
        }
        if group.mask().is_some() {
            return Err(holds("a mask"));
        }
        if !group.filters().is_empty() {
            return Err(holds("a filter"));
        }
        if group.blend_mode() != usvg::BlendMode::Normal {
            return Err(holds("colours that blend"));
        }
        let mut clip = clip;
        if let Some(path) = group.clip_path() {
            clip = Some(self.clip(path, group.abs_transform(), clip)?);
        }
        let opacity = opacity * group.opacity().get();
        if group.opacity().get() < 1.0 && shapes_in(group) > 1 {
            return Err(holds("a group that is half transparent"));
        }
        for node in group.children() {
            match node {
                Node::Group(group) => self.group(group, opacity, clip.clone(), depth + 1)?,
                Node::Path(path) if path.is_visible() => {
                    self.path(path, opacity, clip.as_ref())?;
                }
                Node::Path(_) => {}
                Node::Image(_) => return Err(holds("a picture within the picture")),
                Node::Text(_) => return Err(holds("text")),
            }
        }
        Ok(())
    }

    fn path(
        &mut self,
        path: &usvg::Path,
        opacity: f32,
        clip: Option<&Arc<Clip>>,
    ) -> Result<(), ArtworkError> {
        let transform = path.abs_transform().post_concat(self.to_units);
        if let Some(fill) = path.fill() {
            let is_even_odd = fill.rule() == FillRule::EvenOdd;
            let outline = self.outline(path.data(), transform, is_even_odd)?;
            self.fill(outline, fill.paint(), opacity * fill.opacity().get(), clip)?;
        }
        if let Some(stroke) = path.stroke() {
            let scale = tiny_skia_path::PathStroker::compute_resolution_scale(&transform);
            let mut covered = Some(path.data().clone());
            let pen = stroke.to_tiny_skia();
            if let Some(dash) = &pen.dash {
                covered = covered.and_then(|path| path.dash(dash, scale));
            }
            // Nothing, for a pen of no width.
            if let Some(covered) = covered.and_then(|path| path.stroke(&pen, scale)) {
                let outline = self.outline(&covered, transform, false)?;
                self.fill(outline, stroke.paint(), opacity * stroke.opacity().get(), clip)?;
            }
        }
        Ok(())
    }

    fn fill(
        &mut self,
        outline: Outline,
        paint: &Paint,
        opacity: f32,
        clip: Option<&Arc<Clip>>,
    ) -> Result<(), ArtworkError> {
        let colour = match paint {
            Paint::Color(colour) => [colour.red, colour.green, colour.blue],
            Paint::LinearGradient(_) | Paint::RadialGradient(_) => {
                return Err(holds("a gradient"));
            }
            Paint::Pattern(_) => return Err(holds("a pattern")),
        };
        let opacity = (opacity * 255.0).round() as u8;
        if opacity > 0 && !outline.steps.is_empty() {
            self.shapes.push(Shape { outline, colour, opacity, clip: clip.cloned() });
        }
        Ok(())
    }

    fn clip(
        &mut self,
        path: &usvg::ClipPath,
        of_group: Transform,
        within: Option<Arc<Clip>>,
    ) -> Result<Arc<Clip>, ArtworkError> {
        let transform = of_group.pre_concat(path.transform()).post_concat(self.to_units);
        let within = match path.clip_path() {
            Some(around) => Some(self.clip(around, of_group, within)?),
            None => within,
        };
        let mut outline = Outline { steps: Vec::new(), is_even_odd: false };
        self.clip_outlines(path.root(), transform, &mut outline, 0)?;
        Ok(Arc::new(Clip { outline, within }))
    }

    /// All paths of a clip as one outline.
    fn clip_outlines(
        &mut self,
        group: &Group,
        transform: Transform,
        into: &mut Outline,
        depth: usize,
    ) -> Result<(), ArtworkError> {
        if depth > DEEPEST || group.clip_path().is_some() {
            return Err(holds("clips within clips"));
        }
        for node in group.children() {
            match node {
                Node::Group(group) => {
                    let transform = transform.pre_concat(group.transform());
                    self.clip_outlines(group, transform, into, depth + 1)?;
                }
                Node::Path(path) => {
                    let is_even_odd =
                        path.fill().is_some_and(|fill| fill.rule() == FillRule::EvenOdd);
                    let outline = self.outline(path.data(), transform, is_even_odd)?;
                    into.is_even_odd |= is_even_odd;
                    into.steps.extend(outline.steps);
                }
                Node::Image(_) | Node::Text(_) => return Err(holds("clips of text or pictures")),
            }
        }
        Ok(())
    }

    fn outline(
        &mut self,
        path: &tiny_skia_path::Path,
        transform: Transform,
        is_even_odd: bool,
    ) -> Result<Outline, ArtworkError> {
        self.points += path.len();
        if self.points > MOST_POINTS {
            return Err(ArtworkError::TooDetailed(MOST_POINTS));
        }
        // Far outside of the picture nothing is seen, so nothing is lost where coordinates end.
        let whole = |value: f32| value.clamp(-9.0e6, 9.0e6).round() as i32;
        let place = |point: tiny_skia_path::Point| {
            let mut point = point;
            transform.map_point(&mut point);
            [whole(point.x), whole(point.y)]
        };
        let mut at = [0.0, 0.0];
        let mut steps = Vec::with_capacity(path.len());
        for segment in path.segments() {
            match segment {
                PathSegment::MoveTo(to) => {
                    steps.push(Step::Move(place(to)));
                    at = [to.x, to.y];
                }
                PathSegment::LineTo(to) => {
                    steps.push(Step::Line(place(to)));
                    at = [to.x, to.y];
                }
                PathSegment::QuadTo(by, to) => {
                    // PDF has cubic curves alone.
                    let third = |end: f32, by: f32| end + 2.0 / 3.0 * (by - end);
                    let point = tiny_skia_path::Point::from_xy;
                    let first = point(third(at[0], by.x), third(at[1], by.y));
                    let second = point(third(to.x, by.x), third(to.y, by.y));
                    steps.push(curve(place(first), place(second), place(to)));
                    at = [to.x, to.y];
                }
                PathSegment::CubicTo(first, second, to) => {
                    steps.push(curve(place(first), place(second), place(to)));
                    at = [to.x, to.y];
                }
                PathSegment::Close => steps.push(Step::Close),
            }
        }
        Ok(Outline { steps, is_even_odd })
    }
}

fn curve([x1, y1]: [i32; 2], [x2, y2]: [i32; 2], [x, y]: [i32; 2]) -> Step {
    Step::Curve([x1, y1, x2, y2, x, y])
}

/// Fills and strokes of a group.
fn shapes_in(group: &Group) -> usize {
    group
        .children()
        .iter()
        .map(|node| match node {
            Node::Group(group) => shapes_in(group),
            Node::Path(path) => {
                usize::from(path.fill().is_some()) + usize::from(path.stroke().is_some())
            }
            Node::Image(_) | Node::Text(_) => 1,
        })
        .sum()
}

fn holds(what: &str) -> ArtworkError {
    ArtworkError::Holds(what.to_owned())
}
