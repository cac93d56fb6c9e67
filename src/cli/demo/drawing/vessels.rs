//! Jars, bottles, tins and vials.

use super::Sketch;
use super::colours::Palette;
use super::label::Label;

pub(super) fn jar(palette: &Palette) -> Sketch {
    let Palette { body, deep, light, glass, accent, accent_deep, .. } = palette;
    Sketch {
        shapes: format!(
            r##"<rect x="136" y="92" width="208" height="232" rx="36" fill="{glass}"/>
<path d="M146 138h188v150a28 28 0 0 1-28 28H174a28 28 0 0 1-28-28z" fill="{body}"/>
<path d="M146 138q24-14 47 0t47 0 47 0 47 0v22H146z" fill="{light}"/>
<g fill="{deep}" opacity=".4"><circle cx="172" cy="302" r="8"/><circle cx="206" cy="306" r="5"/>
<circle cx="296" cy="303" r="7"/><circle cx="262" cy="308" r="5"/><circle cx="318" cy="296" r="5"/></g>
<rect x="150" y="48" width="180" height="50" rx="12" fill="{accent_deep}"/>
<rect x="150" y="48" width="180" height="30" rx="12" fill="{accent}"/>
<path d="M170 84v10M194 84v10M218 84v10M242 84v10M266 84v10M290 84v10M312 84v10" stroke="{accent}" stroke-width="3" stroke-linecap="round" opacity=".7"/>
<path d="M155 118v26M155 154v6" stroke="#fff" stroke-width="7" stroke-linecap="round" opacity=".6"/>"##
        ),
        label: Label { centre: 240, top: 168, width: 208, height: 118, corner: 4 },
    }
}

pub(super) fn honey_jar(palette: &Palette) -> Sketch {
    let Palette { body, deep, light, glass, accent, accent_deep, .. } = palette;
    Sketch {
        shapes: format!(
            r##"<path d="M164 104h138c44 24 54 60 54 104 0 52-16 90-42 116H152c-26-26-42-64-42-116 0-44 10-80 54-104z" fill="{glass}"/>
<path d="M150 136h166c24 20 30 46 30 74 0 46-14 80-36 104H156c-22-24-36-58-36-104 0-28 6-54 30-74z" fill="{body}"/>
<path d="M150 136h166q8 6 13 14-30 14-60 3t-62 4-70-5q6-9 13-16z" fill="{light}"/>
<path d="M160 76h146l20 36-15 10-16-10-15 10-16-10-15 10-16-10-16 10-15-10-16 10-15-10-16 10-15-10z" fill="{accent}"/>
<rect x="168" y="58" width="130" height="26" rx="10" fill="{accent}"/>
<path d="M166 84h134" stroke="{accent_deep}" stroke-width="7" stroke-linecap="round"/>
<path d="M352 132l48-74" stroke="{deep}" stroke-width="8" stroke-linecap="round"/>
<g stroke="{accent_deep}" stroke-width="9" stroke-linecap="round"><path d="M331 134l27 18M325 146l29 19M321 159l25 16M319 172l16 10"/></g>
<path d="M133 190q-6 30 2 62" stroke="#fff" stroke-width="8" stroke-linecap="round" fill="none" opacity=".55"/>
<g fill="none" stroke="{deep}" stroke-width="3" opacity=".5"><path d="M180 292l12-7 12 7v14l-12 7-12-7zM204 292l12-7 12 7v14l-12 7-12-7zM252 292l12-7 12 7v14l-12 7-12-7z"/></g>"##
        ),
        label: Label { centre: 233, top: 162, width: 202, height: 118, corner: 12 },
    }
}

pub(super) fn bottle(palette: &Palette) -> Sketch {
    let Palette { body, deep, light, accent, accent_deep, halo, .. } = palette;
    Sketch {
        shapes: format!(
            r##"<path d="M216 52h48v54c0 22 66 30 66 68v130a20 20 0 0 1-20 20H170a20 20 0 0 1-20-20V174c0-38 66-46 66-68z" fill="{body}"/>
<path d="M264 60v46c0 22 66 30 66 68v130a20 20 0 0 1-20 20h-22c12-6 18-12 18-24V182c0-40-52-42-52-76V60z" fill="{deep}" opacity=".55"/>
<path d="M214 26h52v40q-26 8-52 0z" fill="{accent_deep}"/><path d="M214 54q26 8 52 0v12q-26 8-52 0z" fill="{deep}"/>
<path d="M224 34v16" stroke="{accent}" stroke-width="5" stroke-linecap="round"/>
<path d="M226 78v34c0 18-54 30-60 58" stroke="{light}" stroke-width="8" stroke-linecap="round" fill="none"/>
<path d="M374 322c-16-40-10-76 22-104 22 38 14 74-22 104z" fill="{accent_deep}" opacity=".8"/><path d="M374 322q2-54 20-96" stroke="{halo}" stroke-width="3" fill="none"/>
<path d="M108 322c-30-24-36-52-20-84 26 22 32 50 20 84z" fill="{accent_deep}" opacity=".8"/><path d="M108 322q-4-44-18-76" stroke="{halo}" stroke-width="3" fill="none"/>"##
        ),
        label: Label { centre: 240, top: 178, width: 180, height: 124, corner: 0 },
    }
}

pub(super) fn fish_sauce(palette: &Palette) -> Sketch {
    let Palette { body, deep, light, accent, accent_deep, paper, .. } = palette;
    Sketch {
        shapes: format!(
            r##"<path d="M192 60h36v62c0 16 70 26 70 60v122a20 20 0 0 1-20 20H142a20 20 0 0 1-20-20V182c0-34 70-44 70-60z" fill="{body}"/>
<path d="M228 66v56c0 16 70 26 70 60v122a20 20 0 0 1-20 20h-18c10-6 14-12 14-24V190c0-34-54-40-54-68V66z" fill="{deep}" opacity=".5"/>
<rect x="184" y="24" width="52" height="40" rx="7" fill="{accent}"/><path d="M186 52h48v18h-48z" fill="{accent_deep}"/>
<path d="M186 34v10M198 34v10M210 34v10M222 34v10M234 34v10" stroke="{accent_deep}" stroke-width="3"/>
<path d="M202 84v38c0 16-58 28-66 52" stroke="{light}" stroke-width="8" stroke-linecap="round" fill="none"/>
<path d="M312 268h112c0 34-20 56-56 56s-56-22-56-56z" fill="{paper}"/><ellipse cx="368" cy="268" rx="56" ry="13" fill="{paper}"/>
<ellipse cx="368" cy="269" rx="48" ry="9" fill="{light}"/><path d="M318 290q50 22 100 0" stroke="{accent_deep}" stroke-width="4" fill="none"/>
<path d="M350 268q12-7 24 1" stroke="#c8321f" stroke-width="6" stroke-linecap="round" fill="none"/><path d="M386 271l9-4" stroke="#4f7a35" stroke-width="5" stroke-linecap="round"/>
<g fill="{deep}" opacity=".75"><path d="M318 208c20-20 52-20 76-2l20-12-4 16 6 16-22-10c-24 14-56 12-76-8z"/><path d="M334 168c14-13 36-13 52-1l14-8-3 11 4 11-15-7c-16 10-38 8-52-6z"/></g>
<g fill="{paper}"><circle cx="334" cy="205" r="3.5"/><circle cx="345" cy="166" r="2.5"/></g>"##
        ),
        label: Label { centre: 210, top: 182, width: 176, height: 120, corner: 0 },
    }
}

pub(super) fn tea_tin(palette: &Palette) -> Sketch {
    let Palette { body, deep, light, accent, accent_deep, paper, .. } = palette;
    Sketch {
        shapes: format!(
            r##"<path d="M106 96v210c0 24 196 24 196 0V96z" fill="{body}"/><path d="M264 96v224c24-3 38-8 38-14V96z" fill="{deep}" opacity=".5"/>
<path d="M100 66v34c0 26 208 26 208 0V66z" fill="{accent_deep}"/><ellipse cx="204" cy="66" rx="104" ry="24" fill="{accent}"/>
<ellipse cx="204" cy="63" rx="84" ry="17" fill="none" stroke="{accent_deep}" stroke-width="3"/>
<path d="M204 70c-20 0-26-8-22-14 14-2 24 4 22 14zm0 0c20 0 26-8 22-14-14-2-24 4-22 14z" fill="{deep}"/>
<path d="M106 286c0 24 196 24 196 0v10c0 24-196 24-196 0z" fill="{accent}"/>
<path d="M120 128v14" stroke="{light}" stroke-width="8" stroke-linecap="round"/>
<path d="M326 258h92c0 40-14 64-46 64s-46-24-46-64z" fill="{paper}"/><path d="M416 270c26-6 28 28-6 30" stroke="{paper}" stroke-width="9" fill="none"/>
<ellipse cx="372" cy="258" rx="46" ry="12" fill="{paper}"/><ellipse cx="372" cy="259" rx="38" ry="8" fill="{light}"/><path d="M334 284q38 14 76 0" stroke="{body}" stroke-width="4" fill="none"/>
<path d="M358 236c-12-16 12-22 0-40M384 236c-12-16 12-22 0-40" stroke="{paper}" stroke-width="6" stroke-linecap="round" fill="none" opacity=".9"/>"##
        ),
        label: Label { centre: 204, top: 150, width: 180, height: 124, corner: 6 },
    }
}

pub(super) fn oil_vial(palette: &Palette) -> Sketch {
    let Palette { body, deep, light, accent_deep, halo, .. } = palette;
    Sketch {
        shapes: format!(
            r##"<path d="M180 128q-38 10-38 44v128a24 24 0 0 0 24 24h148a24 24 0 0 0 24-24V172q0-34-38-44z" fill="{body}"/>
<path d="M300 128q38 10 38 44v128a24 24 0 0 1-24 24h-22q20-6 20-28V176q0-36-32-48z" fill="{deep}" opacity=".55"/>
<path d="M196 92h88v40h-88z" fill="{deep}"/><path d="M200 98v28M212 98v28M224 98v28M236 98v28M248 98v28M260 98v28M272 98v28" stroke="{light}" stroke-width="3"/>
<path d="M214 92c0-22 4-30 10-44 6-14 26-14 32 0 6 14 10 22 10 44z" fill="{accent_deep}"/><path d="M226 80c0-14 3-20 7-30" stroke="{deep}" stroke-width="4" stroke-linecap="round" opacity=".35" fill="none"/>
<path d="M156 178v-6q2-18 20-26" stroke="{light}" stroke-width="8" stroke-linecap="round" fill="none"/>
<g fill="{deep}" opacity=".7"><path d="M372 322c-4-34 4-62 30-86 10 36 0 66-30 86z"/><path d="M366 322c-22-16-28-36-20-62 18 16 24 38 20 62z"/><path d="M376 322c10-24 28-36 56-38-8 26-26 40-56 38z"/></g>
<path d="M96 252c18 26 26 38 26 50a26 26 0 0 1-52 0c0-12 8-24 26-50z" fill="{light}"/><path d="M82 300a14 14 0 0 0 12 14" stroke="{halo}" stroke-width="5" stroke-linecap="round" fill="none"/>"##
        ),
        label: Label { centre: 240, top: 181, width: 196, height: 118, corner: 0 },
    }
}
