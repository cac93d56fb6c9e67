//! What the form of a print says, read: a format by its name, sizes as people write them, and which field is wrong. The
//! form of a batch has the same fields.

use actix_web::HttpResponse;
use serde::Deserialize;

use super::refused;
use crate::{
    app::{
        ArtworkName, LabelGrid, PlaceInMm, PrintArtwork, PrintFormat, PrintPin, PrintProfile,
        PrintRequest, ProfileError, ReprintReason, SizeInMm, UseCaseError,
    },
    printing::{Preset, RollPreset},
    web::{account_pages::mistaken, messages::Language, page::account::FormPage},
};

/// What the form of a print sends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct PrintSent {
    /// A format, with a sheet or roll behind a colon: `pdf:a4-65`.
    pub(super) what: String,
    /// `40x25`, for formats that have no size of their own.
    pub(super) label: String,
    pub(super) dpi: String,
    pub(super) begin_at: String,
    pub(super) pin: String,
    pub(super) offset_x: String,
    pub(super) offset_y: String,
    pub(super) columns: String,
    pub(super) rows: String,
    pub(super) first: String,
    pub(super) pitch: String,
    pub(super) paper: String,
    pub(super) across: String,
    pub(super) gap: String,
    /// The name of the producer's own picture.
    pub(super) artwork: String,
    pub(super) artwork_size: String,
    pub(super) reason: String,
    /// What was looked at before.
    pub(super) seen: String,
    pub(super) key: String,
}

/// The name of a field that can't be read.
pub(super) type Unread = &'static str;

impl PrintSent {
    /// What the form of a batch says of its files.
    pub(super) fn of(what: &str, label: &str) -> Self {
        Self { what: what.to_owned(), label: label.to_owned(), ..Self::default() }
    }

    /// All that changes what comes of it, by the names of the fields.
    fn settings(&self) -> [(&'static str, &str); 16] {
        [
            ("what", &self.what),
            ("label", &self.label),
            ("dpi", &self.dpi),
            ("begin_at", &self.begin_at),
            ("pin", &self.pin),
            ("offset_x", &self.offset_x),
            ("offset_y", &self.offset_y),
            ("columns", &self.columns),
            ("rows", &self.rows),
            ("first", &self.first),
            ("pitch", &self.pitch),
            ("paper", &self.paper),
            ("across", &self.across),
            ("gap", &self.gap),
            ("artwork", &self.artwork),
            ("artwork_size", &self.artwork_size),
        ]
    }

    /// What is looked at before it is ordered.
    pub(super) fn looked_at(&self) -> String {
        self.settings().map(|(_, text)| text.trim()).join("|")
    }

    /// What it asks for.
    pub(super) fn profile(&self) -> Result<PrintProfile, Unread> {
        let (format, of) = self.what.split_once(':').unwrap_or((&self.what, ""));
        let format: PrintFormat = serde_json::from_value(format.into()).map_err(|_| "what")?;
        let named = (!of.is_empty()).then(|| of.to_owned());
        let is_sheet = format == PrintFormat::Pdf;
        let size = |name: Unread, text: &str| {
            pair(name, text)
                .map(|pair| pair.map(|(width_mm, height_mm)| SizeInMm { width_mm, height_mm }))
        };
        let first = pair("first", &self.first)?.map(|(x_mm, y_mm)| PlaceInMm { x_mm, y_mm });
        let (columns, rows) = (number("columns", &self.columns)?, number("rows", &self.rows)?);
        let pitch = size("pitch", &self.pitch)?;
        let grid = match of {
            "custom" => Some(LabelGrid {
                columns: columns.ok_or("columns")?,
                rows: rows.ok_or("rows")?,
                first: first.ok_or("first")?,
                pitch: pitch.ok_or("pitch")?,
                paper: size("paper", &self.paper)?,
            }),
            _ => None,
        };
        let (x_mm, y_mm) =
            (decimal("offset_x", &self.offset_x)?, decimal("offset_y", &self.offset_y)?);
        let is_moved = x_mm.is_some() || y_mm.is_some();
        let offset = PlaceInMm { x_mm: x_mm.unwrap_or(0.0), y_mm: y_mm.unwrap_or(0.0) };
        Ok(PrintProfile {
            format,
            sheet: named.clone().filter(|_| is_sheet),
            label: size("label", &self.label)?,
            grid,
            roll: named.filter(|_| !is_sheet),
            across: number("across", &self.across)?,
            gap_mm: decimal("gap", &self.gap)?,
            speed: None,
            dpi: number("dpi", &self.dpi)?,
            module_mm: None,
            symbol: None,
            pin: match self.pin.as_str() {
                "" => None,
                word => {
                    serde_json::from_value::<PrintPin>(word.into()).map(Some).map_err(|_| "pin")?
                }
            },
            begin_at: number("begin_at", &self.begin_at)?,
            offset: is_moved.then_some(offset),
            artwork: match self.artwork.trim() {
                "" => None,
                name => Some(PrintArtwork {
                    name: ArtworkName::try_from(name.to_owned()).map_err(|_| "artwork")?,
                    within: size("artwork_size", &self.artwork_size)?,
                }),
            },
        })
    }

    /// The order that it is.
    pub(super) fn request(&self) -> Result<PrintRequest, Unread> {
        Ok(PrintRequest {
            profile: Some(self.profile()?),
            only_sheet: None,
            again_of: None,
            reason: reason(&self.reason)?,
        })
    }
}

/// Why it is printed again, if it is.
pub(super) fn reason(text: &str) -> Result<Option<ReprintReason>, Unread> {
    match text {
        "" => Ok(None),
        word => serde_json::from_value(word.into()).map(Some).map_err(|_| "reason"),
    }
}

/// A number that may be left out.
pub(super) fn number<N: std::str::FromStr>(name: Unread, text: &str) -> Result<Option<N>, Unread> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| name),
    }
}

/// A number that may have a comma or a point.
fn decimal(name: Unread, text: &str) -> Result<Option<f64>, Unread> {
    number(name, &text.replace(',', ".").replace('−', "-"))
}

/// Two of them: `40x25`, `40 × 25`.
fn pair(name: Unread, text: &str) -> Result<Option<(f64, f64)>, Unread> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let (one, other) =
        text.trim().trim_end_matches("mm").split_once(['x', 'X', '×', '*']).ok_or(name)?;
    let number = |text| decimal(name, text)?.ok_or(name);
    Ok(Some((number(one)?, number(other)?)))
}

/// The form once more, naming the field that can't be read.
pub(super) fn mistaken_in(form: FormPage, unread: Unread) -> HttpResponse {
    let t = form.frame.language.messages();
    let wrong = t.work_print_wrong(label_of(&form, unread).unwrap_or_default());
    mistaken(form, wrong)
}

/// The form once more, saying why no printer can do it, and naming the field that has no effect.
pub(super) fn refused_profile(form: FormPage, error: UseCaseError) -> HttpResponse {
    let UseCaseError::Profile(ProfileError::Idle(field)) = error else {
        return refused(form, error);
    };
    let name = match field {
        "grid" => "columns",
        "gap_mm" => "gap",
        "offset" => "offset_x",
        same => same,
    };
    match label_of(&form, name) {
        Some(label) => {
            let wrong = form.frame.language.messages().work_refused_idle_field(label);
            mistaken(form, wrong)
        }
        None => refused(form, error),
    }
}

/// What stands over a field.
fn label_of<'f>(form: &'f FormPage, name: &str) -> Option<&'f str> {
    let folded = form.folded.iter().flat_map(|(_, fields)| fields);
    let field = form.fields.iter().chain(folded).find(|field| field.name == name);
    field.map(|field| field.label.as_str())
}

/// What can be chosen, in words.
pub(super) fn formats(language: Language) -> Vec<(String, String)> {
    let t = language.messages();
    let sheets = Preset::ALL.into_iter().map(|preset| {
        let labels = u64::from(preset.sheet().labels());
        let words = t.work_print_on_sheets(labels, preset.product);
        (format!("pdf:{}", preset.name), words)
    });
    let rolls = |format: &'static str, maker: &'static str| {
        let presets = RollPreset::ALL.into_iter().map(move |preset| {
            let size = preset.roll.label;
            let mm = |side: crate::printing::Length| side.to_string();
            let words =
                t.work_print_on_roll(maker, mm(size.width), mm(size.height), preset.roll.across);
            (format!("{format}:{}", preset.name), words)
        });
        presets.chain([(format.to_owned(), t.work_print_on_own_roll(maker))])
    };
    let others = [
        ("pdf:single", t.work_print_single()),
        ("pdf:press", t.work_print_press()),
        ("pdf:custom", t.work_print_custom()),
        ("svg", t.work_print_svg()),
        ("png", t.work_print_png()),
        ("csv", t.work_print_csv()),
        ("jsonl", t.work_print_jsonl()),
    ];
    sheets
        .chain(rolls("tspl", "TSPL (TSC, Xprinter, Godex)"))
        .chain(rolls("zpl", "ZPL (Zebra)"))
        .chain(others.into_iter().map(|(value, words)| (value.to_owned(), words)))
        .collect()
}

/// What a profile is printed as.
pub(super) fn format_in_words(profile: &PrintProfile, language: Language) -> String {
    let format = serde_json::to_value(profile.format).expect("a word");
    let format = format.as_str().expect("a word");
    let of = profile.sheet.as_ref().or(profile.roll.as_ref());
    let value = of.map_or_else(|| format.to_owned(), |of| format!("{format}:{of}"));
    let known = formats(language).into_iter().find(|(known, _)| *known == value);
    known.map_or(value, |(_, words)| words)
}
