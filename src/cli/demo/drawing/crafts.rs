//! Handicraft and plants: wares that carry a tag or a band rather than a pack.

use std::fmt::Write;

use super::Sketch;
use super::colours::Palette;
use super::label::Label;

pub(super) fn basket(palette: &Palette) -> Sketch {
    let Palette { body, deep, light, accent, accent_deep, .. } = palette;
    let mut over = String::new();
    for row in 0..6 {
        let (left, y) = (84 + row * 5, 168 + row * 26);
        for x in (left + 14 * (row % 2)..480 - left - 16).step_by(29) {
            write!(over, "M{x} {y}h15").expect("a String takes any text");
        }
    }
    Sketch {
        shapes: format!(
            r##"<path d="M104 140C104-6 376-6 376 140" stroke="{deep}" stroke-width="20" fill="none"/>
<path d="M104 140C104-6 376-6 376 140" stroke="{light}" stroke-width="9" stroke-dasharray="14 9" fill="none"/>
<path d="M66 134h348l-34 174a20 20 0 0 1-20 16H120a20 20 0 0 1-20-16z" fill="{body}"/>
<path d="M118 140l20 182M166 140l10 182M214 140l4 182M266 140l-4 182M314 140l-10 182M362 140l-20 182" stroke="{deep}" stroke-width="5" opacity=".6"/>
<path d="{over}" stroke="{light}" stroke-width="9" stroke-linecap="round"/>
<path d="M360 134h54l-34 174a20 20 0 0 1-20 16h-34q24-6 28-30z" fill="{deep}" opacity=".35"/>
<rect x="56" y="122" width="368" height="28" rx="14" fill="{accent_deep}"/>
<path d="M72 130l18 14M104 130l18 14M136 130l18 14M168 130l18 14M200 130l18 14M232 130l18 14M264 130l18 14M296 130l18 14M328 130l18 14M360 130l18 14M392 130l18 14" stroke="{accent}" stroke-width="6" stroke-linecap="round"/>
<path d="M240 150v24" stroke="{deep}" stroke-width="4"/>"##
        ),
        label: Label { centre: 240, top: 172, width: 200, height: 120, corner: 10 },
    }
}

pub(super) fn pot(palette: &Palette) -> Sketch {
    let Palette { body, deep, light, accent, accent_deep, .. } = palette;
    Sketch {
        shapes: format!(
            r##"<path d="M192 62c4 26-12 40-44 62-34 24-52 62-46 108 6 44 30 72 58 92h160c28-20 52-48 58-92 6-46-12-84-46-108-32-22-48-36-44-62z" fill="{body}"/>
<path d="M288 62c-4 26 12 40 44 62 34 24 52 62 46 108-6 44-30 72-58 92h-44c36-22 58-56 60-100 2-48-20-80-48-102-20-16-30-34-28-60z" fill="{deep}" opacity=".45"/>
<ellipse cx="240" cy="56" rx="62" ry="16" fill="{light}"/><ellipse cx="240" cy="57" rx="48" ry="10" fill="{deep}"/>
<path d="M178 56c0 22 124 22 124 0v8c0 22-124 22-124 0z" fill="{body}"/>
<path d="M165 112q75 26 150 0l13 10q-88 30-176 0z" fill="{accent}"/>
<path d="M136 136q104 40 208 0" stroke="{accent}" stroke-width="4" fill="none"/>
<path d="M160 134l10 12 12-5 11 11 13-6 11 10 12-8 11 8 11-8 12 8 11-10 13 6 11-11 12 5 10-12" stroke="{accent_deep}" stroke-width="4" fill="none"/>
<path d="M126 292q114 30 228 0l-8 13q-106 27-212 0z" fill="{accent}"/>
<path d="M124 182c-8 24-8 46 0 70" stroke="{light}" stroke-width="9" stroke-linecap="round" fill="none"/>"##
        ),
        label: Label { centre: 240, top: 168, width: 206, height: 118, corner: 10 },
    }
}

pub(super) fn cloth(palette: &Palette) -> Sketch {
    let Palette { body, deep, light, accent, accent_deep, .. } = palette;
    let mut diamonds = String::new();
    let mut hearts = String::new();
    for y in [86, 286] {
        // What lies below the paper band is not drawn.
        for x in [54, 96, 342, 384] {
            write!(diamonds, "M{x} {y}l20-20 20 20-20 20z").expect("a String takes any text");
            write!(hearts, "M{} {y}l8-8 8 8-8 8z", x + 12).expect("a String takes any text");
        }
    }
    Sketch {
        shapes: format!(
            r##"<path d="M64 58h352q16 0 16 16v226q0 24-24 24H72q-24 0-24-24V74q0-16 16-16z" fill="{body}"/>
<path d="M48 116h384v10H48zM48 136h384v4H48zM48 252h384v4H48zM48 236h384v10H48z" fill="{accent}"/>
<path d="M48 126h384v4H48zM48 248h384v3H48z" fill="{light}"/>
<path d="{diamonds}" fill="{accent}"/><path d="{hearts}" fill="{deep}"/>
<path d="M48 152l16 16 16-16 16 16 16-16 16 16 16-16M48 220l16-16 16 16 16-16 16 16 16-16 16 16M336 152l16 16 16-16 16 16 16-16 16 16 16-16M336 220l16-16 16 16 16-16 16 16 16-16 16 16" stroke="{light}" stroke-width="4" fill="none"/>
<path d="M48 300q0 24 24 24h336q24 0 24-24-4 10-24 10H72q-20 0-24-10z" fill="{deep}"/>
<path d="M132 52h216v278H132z" fill="{accent_deep}"/><path d="M140 52h200v278H140z" fill="{light}"/>
<path d="M150 82h180M150 300h180" stroke="{accent_deep}" stroke-width="4" stroke-dasharray="3 7" stroke-linecap="round"/>
<path d="M240 92l16 16-16 16-16-16zM240 260l16 16-16 16-16-16z" fill="{body}"/>"##
        ),
        label: Label { centre: 240, top: 132, width: 200, height: 120, corner: 0 },
    }
}

pub(super) fn plant(palette: &Palette) -> Sketch {
    let Palette { body, deep, light, accent, accent_deep, .. } = palette;
    let mut blossoms = String::new();
    for (x, y) in [
        (146, 92),
        (186, 58),
        (214, 106),
        (252, 46),
        (282, 92),
        (318, 62),
        (334, 112),
        (166, 130),
        (300, 132),
    ] {
        write!(
            blossoms,
            r##"<path d="M{x} {y}m-13-5a8 8 0 1 1 13-8 8 8 0 1 1 13 8 8 8 0 1 1-8 14 8 8 0 1 1-11 0 8 8 0 1 1-7-14z" fill="{accent}"/><circle cx="{x}" cy="{y}" r="5" fill="{accent_deep}"/>"##
        )
        .expect("a String takes any text");
    }
    Sketch {
        shapes: format!(
            r##"<path d="M232 196c6-30-26-46-16-76M246 196c-2-40 34-54 22-98M238 190c-4-26-42-30-56-56M244 180c16-20 46-22 60-50" stroke="#6b4a30" stroke-width="11" stroke-linecap="round" fill="none"/>
<g fill="#4f7a42"><circle cx="158" cy="104" r="42"/><circle cx="206" cy="70" r="42"/><circle cx="264" cy="62" r="44"/><circle cx="318" cy="90" r="42"/><circle cx="240" cy="106" r="40"/></g>
<g fill="#6f9a55"><circle cx="150" cy="94" r="28"/><circle cx="202" cy="58" r="26"/><circle cx="262" cy="46" r="26"/><circle cx="322" cy="76" r="26"/><circle cx="240" cy="96" r="24"/></g>
{blossoms}
<path d="M112 196h256l-26 112a20 20 0 0 1-20 16H158a20 20 0 0 1-20-16z" fill="{body}"/>
<path d="M330 196h38l-26 112a20 20 0 0 1-20 16h-30q20-4 24-24z" fill="{deep}" opacity=".5"/>
<rect x="100" y="174" width="280" height="30" rx="10" fill="{light}"/><path d="M104 196h272v8H104z" fill="{deep}" opacity=".45"/>"##
        ),
        label: Label { centre: 240, top: 208, width: 194, height: 110, corner: 8 },
    }
}
