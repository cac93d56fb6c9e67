//! What a picture of a printed symbol shows of its quality: the size of modules, the quiet zone, the contrast. Finding
//! and reading the symbol is left to whoever has the picture.

/// A picture in shades of grey, row by row.
pub struct Grey<'a> {
    /// 0 is black, 255 white.
    pub shades: &'a [u8],
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

/// The corners of a symbol without its quiet zone, in pixels: upper left, upper right, lower right, lower left as the
/// symbol stands.
pub type Corners = [(f64, f64); 4];

/// What was measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Proof {
    /// Modules a side.
    pub modules: u16,
    /// The mean side of a module.
    pub pixels_a_module: f64,
    /// Light modules around the symbol, up to the four that a reader needs, on the worst side.
    pub quiet_zone: u16,
    /// The lightest less the darkest of the symbol, in percent of white (ISO/IEC 15415, symbol contrast).
    pub contrast_percent: u8,
}

/// Below this contrast the grade of ISO/IEC 15415 is worse than C.
pub const LEAST_CONTRAST_PERCENT: u8 = 40;

/// Modules of a quiet zone.
const QUIET_ZONE: u16 = super::QUIET_ZONE_MODULES;

/// Of the samples of a strip of the quiet zone so many must be light; the others may be dust.
const LIGHT_PERCENT: usize = 95;

/// Of the symbol's samples so many may be darker or lighter than what counts as its black and white.
const OUTLIER_PERCENT: usize = 3;

/// Measures a symbol of so many modules a side.
pub fn measure(picture: &Grey<'_>, corners: &Corners, modules: u16) -> Proof {
    let side = f64::from(modules);
    let place = |x: f64, y: f64| between(corners, x / side, y / side);
    let shade_at = |x: f64, y: f64| picture.shade(place(x, y));
    let middle = |module: u16| f64::from(module) + 0.5;
    let mut shades: Vec<u8> = (0..modules)
        .flat_map(|y| (0..modules).map(move |x| (x, y)))
        .filter_map(|(x, y)| shade_at(middle(x), middle(y)))
        .collect();
    shades.sort_unstable();
    let of_rank = |percent: usize| {
        shades.get((shades.len().saturating_sub(1)) * percent / 100).copied().unwrap_or_default()
    };
    let (dark, light) = (of_rank(OUTLIER_PERCENT), of_rank(100 - OUTLIER_PERCENT));
    let threshold = dark.midpoint(light);
    let is_light = |x: f64, y: f64| shade_at(x, y).is_some_and(|shade| shade > threshold);
    // Each strip is one module wide, on all four sides, corners included.
    let is_light_strip = |distance: u16| {
        let out = f64::from(distance) - 0.5;
        let reach = i32::from(modules + distance);
        let along = (-i32::from(distance)..reach).map(|at| f64::from(at) + 0.5);
        let sides: Vec<Vec<bool>> = vec![
            along.clone().map(|at| is_light(at, -out)).collect(),
            along.clone().map(|at| is_light(at, side + out)).collect(),
            along.clone().map(|at| is_light(-out, at)).collect(),
            along.map(|at| is_light(side + out, at)).collect(),
        ];
        sides.iter().all(|strip| {
            let light = strip.iter().filter(|is_light| **is_light).count();
            light * 100 >= strip.len() * LIGHT_PERCENT
        })
    };
    let quiet_zone = (1..=QUIET_ZONE).take_while(|distance| is_light_strip(*distance)).count();
    let edges = (0..4).map(|at| distance(corners[at], corners[(at + 1) % 4])).sum::<f64>();
    Proof {
        modules,
        pixels_a_module: edges / 4.0 / side,
        quiet_zone: u16::try_from(quiet_zone).expect("four at most"),
        contrast_percent: u8::try_from(u32::from(light - dark) * 100 / 255).expect("100 at most"),
    }
}

impl Grey<'_> {
    /// The shade of a pixel; `None` beside the picture.
    fn shade(&self, (x, y): (f64, f64)) -> Option<u8> {
        let (x, y) = (x.floor(), y.floor());
        let inside = x >= 0.0 && y >= 0.0 && x < self.width as f64 && y < self.height as f64;
        inside.then(|| self.shades[y as usize * self.width + x as usize])
    }
}

/// A place in the quadrangle, its sides from 0 to 1, by the projection of a square (Heckbert 1989, 2.2.3).
pub fn between(corners: &Corners, u: f64, v: f64) -> (f64, f64) {
    let [(x0, y0), (x1, y1), (x2, y2), (x3, y3)] = *corners;
    let (sum_x, sum_y) = (x0 - x1 + x2 - x3, y0 - y1 + y2 - y3);
    let (dx1, dy1, dx2, dy2) = (x1 - x2, y1 - y2, x3 - x2, y3 - y2);
    let whole = dx1 * dy2 - dx2 * dy1;
    let (g, h) = ((sum_x * dy2 - dx2 * sum_y) / whole, (dx1 * sum_y - sum_x * dy1) / whole);
    let (a, b) = (x1 - x0 + g * x1, x3 - x0 + h * x3);
    let (d, e) = (y1 - y0 + g * y1, y3 - y0 + h * y3);
    let depth = g * u + h * v + 1.0;
    ((a * u + b * v + x0) / depth, (d * u + e * v + y0) / depth)
}

fn distance((x, y): (f64, f64), (other_x, other_y): (f64, f64)) -> f64 {
    (x - other_x).hypot(y - other_y)
}
