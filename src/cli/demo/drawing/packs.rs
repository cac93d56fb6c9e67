//! Bags, boxes, sacks, trays and crates.

use std::fmt::Write;

use super::Sketch;
use super::colours::Palette;
use super::label::Label;

pub(super) fn bag(palette: &Palette) -> Sketch {
    let Palette { body, deep, light, accent, accent_deep, .. } = palette;
    Sketch {
        shapes: format!(
            r##"<path d="M134 44h212l-4 46q14 120 10 216c-1 14-10 18-24 18H152c-14 0-23-4-24-18q-4-96 10-216z" fill="{body}"/>
<path d="M316 44h30l-4 46q14 120 10 216c-1 14-10 18-24 18h-26q18-4 18-30 2-130-4-204z" fill="{deep}" opacity=".4"/>
<path d="M134 44h212l-3 32H137z" fill="{accent}"/>
<path d="M136 60h208" stroke="{accent_deep}" stroke-width="3" stroke-dasharray="6 5"/>
<circle cx="240" cy="60" r="9" fill="{deep}"/>
<path d="M150 100q-8 80-7 150" stroke="{light}" stroke-width="8" stroke-linecap="round" fill="none"/>
<path d="M240 142c-30-6-42-22-40-42 26-2 42 14 40 42zM240 142c30-6 42-22 40-42-26-2-42 14-40 42zM240 146c-12-22-12-42 0-58 12 16 12 36 0 58z" fill="{accent}"/>
<path d="M240 148v-36M240 142l-24-26M240 142l24-26" stroke="{accent_deep}" stroke-width="3" fill="none"/>
<path d="M140 302q100 14 200 0" stroke="{light}" stroke-width="4" fill="none"/>"##
        ),
        label: Label { centre: 240, top: 164, width: 190, height: 122, corner: 8 },
    }
}

pub(super) fn folding_box(palette: &Palette) -> Sketch {
    let Palette { body, deep, light, accent, accent_deep, .. } = palette;
    Sketch {
        shapes: format!(
            r##"<path d="M112 92l46-38h244l-46 38z" fill="{light}"/><path d="M356 92l46-38v220l-46 50z" fill="{deep}"/>
<path d="M112 92h244v232H112z" fill="{body}"/>
<path d="M112 92h244v48q-30 24-61 0t-61 0-61 0-61 0z" fill="{accent}"/>
<path d="M112 140q30 24 61 0t61 0 61 0 61 0" stroke="{accent_deep}" stroke-width="4" fill="none"/>
<path d="M356 92l46-38v46l-46 40z" fill="{accent_deep}"/>
<path d="M214 92l46-38h28l-46 38z" fill="{accent}"/>
<g fill="{accent_deep}"><path d="M234 104c10 0 14 8 14 14-10 0-14-6-14-14zM234 104c-10 0-14 8-14 14 10 0 14-6 14-14z"/><circle cx="173" cy="112" r="4"/><circle cx="295" cy="112" r="4"/></g>
<path d="M126 306h216" stroke="{accent}" stroke-width="5"/>"##
        ),
        label: Label { centre: 234, top: 170, width: 208, height: 122, corner: 6 },
    }
}

pub(super) fn coffee_bag(palette: &Palette) -> Sketch {
    let Palette { body, deep, light, accent, accent_deep, .. } = palette;
    Sketch {
        shapes: format!(
            r##"<path d="M128 66l14-28h196l14 28v258H128z" fill="{body}"/>
<path d="M128 66l26 30v228h-26zM352 66l-26 30v228h26z" fill="{deep}"/>
<path d="M128 66l14-28h196l14 28z" fill="{light}"/>
<path d="M120 58h240v20H120z" fill="{accent}"/><path d="M120 70h240v8H120z" fill="{accent_deep}"/>
<circle cx="240" cy="112" r="15" fill="{deep}"/><circle cx="240" cy="112" r="8" fill="{body}"/>
<path d="M240 106v12M234 112h12" stroke="{light}" stroke-width="2.5"/>
<path d="M154 296h172v14H154z" fill="{accent}"/>
<g fill="{deep}"><ellipse cx="92" cy="310" rx="22" ry="14" transform="rotate(-18 92 310)"/><ellipse cx="388" cy="312" rx="22" ry="14" transform="rotate(14 388 312)"/><ellipse cx="416" cy="292" rx="20" ry="13" transform="rotate(-30 416 292)"/></g>
<path d="M73 317q18-14 38-13M368 307q20-3 39 9M401 302q8-14 30-19" stroke="{light}" stroke-width="3.5" stroke-linecap="round" fill="none"/>"##
        ),
        label: Label { centre: 240, top: 142, width: 188, height: 134, corner: 4 },
    }
}

pub(super) fn rice_sack(palette: &Palette) -> Sketch {
    let Palette { body, deep, light, accent, accent_deep, paper, .. } = palette;
    Sketch {
        shapes: format!(
            r##"<g stroke="{accent}" stroke-width="5" fill="none" stroke-linecap="round"><path d="M404 322C396 240 398 190 424 128M394 322c-12-66-10-108 2-150"/></g>
<g fill="{accent}"><path d="M424 128c-14 2-18 14-12 24 12-4 16-14 12-24zM416 150c-14 0-20 12-15 22 12-2 18-12 15-22zM409 172c-14 0-20 10-16 21 12-2 18-10 16-21zM430 146c12 6 12 18 4 26-10-8-10-18-4-26zM422 170c12 6 12 18 4 26-10-8-10-18-4-26zM396 172c-14 2-18 12-14 22 12-2 17-12 14-22zM390 196c-14 1-18 12-15 22 12-2 17-12 15-22z"/></g>
<path d="M148 78c-34 50-50 130-38 216 4 24 14 30 36 30h188c22 0 32-6 36-30 12-86-4-166-38-216z" fill="{body}"/>
<path d="M332 78c34 50 50 130 38 216-4 24-14 30-36 30h-30c26-10 34-30 36-60 4-70-8-130-36-186z" fill="{deep}" opacity=".35"/>
<path d="M148 78c-16-14-26-32-22-46 18 10 28-6 44 4s28-8 48 0 30-10 48 0 30-8 46 0 24 6 42-4c4 14-6 32-22 46z" fill="{light}"/>
<path d="M146 72h188l6 22H140z" fill="{accent_deep}"/><path d="M150 83h180" stroke="{accent}" stroke-width="4" stroke-dasharray="10 6"/>
<path d="M170 108c-18 40-28 80-30 130" stroke="{light}" stroke-width="7" stroke-linecap="round" fill="none"/>
<path d="M124 296q116 18 232 0" stroke="{accent}" stroke-width="7" fill="none"/>
<g fill="{paper}"><ellipse cx="82" cy="318" rx="9" ry="4"/><ellipse cx="98" cy="312" rx="9" ry="4" transform="rotate(-24 98 312)"/><ellipse cx="64" cy="312" rx="9" ry="4" transform="rotate(30 64 312)"/><ellipse cx="80" cy="306" rx="9" ry="4" transform="rotate(8 80 306)"/></g>"##
        ),
        label: Label { centre: 240, top: 140, width: 202, height: 132, corner: 10 },
    }
}

pub(super) fn tray(palette: &Palette) -> Sketch {
    let Palette { body, deep, light, glass, accent, accent_deep, .. } = palette;
    let mut pieces = String::new();
    for (row, y) in [134, 170, 206, 242].into_iter().enumerate() {
        // What lies below the paper sleeve is not drawn.
        for (column, x) in [106, 134, 346, 374].into_iter().enumerate() {
            let tone = if (row + column) % 3 == 0 { light } else { body };
            let turn = (row * 37 + column * 53) % 70;
            write!(
                pieces,
                r##"<ellipse cx="{x}" cy="{y}" rx="22" ry="15" fill="{tone}" stroke="{deep}" stroke-width="2" transform="rotate({turn} {x} {y})"/>"##
            )
            .expect("a String takes any text");
        }
    }
    Sketch {
        shapes: format!(
            r##"<path d="M52 96h376l-20 212a18 18 0 0 1-18 16H90a18 18 0 0 1-18-16z" fill="{accent_deep}"/>
<path d="M52 96h376l-18 196a16 16 0 0 1-16 14H86a16 16 0 0 1-16-14z" fill="{accent}"/>
<path d="M72 108h336l-15 162a12 12 0 0 1-12 12H99a12 12 0 0 1-12-12z" fill="{deep}"/>
{pieces}
<path d="M44 88h392v12q0 8-8 8H52q-8 0-8-8z" fill="{glass}"/>
<path d="M92 138l8 90M370 226l30-76" stroke="#fff" stroke-width="7" stroke-linecap="round" opacity=".5"/>
<path d="M132 84h216l-4 240H136z" fill="{body}"/><path d="M132 84h216l-1 22H133zM136 302h208l-1 22H137z" fill="{accent}"/>"##
        ),
        label: Label { centre: 240, top: 136, width: 196, height: 134, corner: 6 },
    }
}

pub(super) fn fruit(palette: &Palette) -> Sketch {
    let Palette { body, deep, light, accent, accent_deep, .. } = palette;
    let mut fruits = String::new();
    for (x, y) in [(190, 74), (290, 78), (120, 116), (240, 112), (360, 116), (178, 130), (302, 130)]
    {
        let (shine_x, shine_y) = (x - 15, y - 17);
        let (shade_x, shade_y) = (x + 43, y + 13);
        let stalk = y - 40;
        write!(
            fruits,
            r##"<circle cx="{x}" cy="{y}" r="45" fill="{body}"/><path d="M{shade_x} {shade_y}a45 45 0 0 1-84 6 60 60 0 0 0 84-6z" fill="{deep}" opacity=".45"/><circle cx="{shine_x}" cy="{shine_y}" r="9" fill="{light}"/><path d="M{x} {stalk}q4-16 30-18-4 20-30 18z" fill="{accent}"/>"##
        )
        .expect("a String takes any text");
    }
    Sketch {
        shapes: format!(
            r##"{fruits}
<path d="M64 150h352v168H64z" fill="#8a6238"/>
<g fill="#c79a5f"><path d="M56 146h368v46H56zM56 200h368v54H56zM56 262h368v52H56z"/></g>
<g fill="#b18349"><path d="M56 184h368v8H56zM56 246h368v8H56zM56 306h368v8H56zM72 140h30v184H72zM378 140h30v184h-30z"/></g>
<g fill="#6e4c29"><circle cx="87" cy="166" r="4"/><circle cx="87" cy="226" r="4"/><circle cx="87" cy="290" r="4"/><circle cx="393" cy="166" r="4"/><circle cx="393" cy="226" r="4"/><circle cx="393" cy="290" r="4"/></g>
<path d="M116 172c-22-26-12-46 14-56 14 24 8 44-14 56z" fill="{accent}"/><path d="M116 172q2-30 13-50" stroke="{accent_deep}" stroke-width="3" fill="none"/>"##
        ),
        label: Label { centre: 240, top: 176, width: 224, height: 122, corner: 8 },
    }
}
