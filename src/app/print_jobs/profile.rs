//! A print profile: what a batch is to become for which printer, as a request says it in JSON. The words are those
//! of `print batch`. Whether a label of that size is possible is `printing`'s to say.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::ArtworkName;
use crate::printing::{
    Artwork, ArtworkRequest, Cut, Insets, Label, LabelError, LabelRequest, LabelWords, Length,
    LengthError, ModuleDots, ModuleDotsError, NoSuchLabel, PictureFormat, Point, Preset, PrintJob,
    PrintedBatch, PrinterLanguage, Roll, RollPreset, RowFormat, Sheet, SheetError, SheetRun,
    SheetWords, Size, SymbolError, SymbolKind,
    pdf::{Layer, calibration_page},
    png::{Dpi, PngError},
};

/// Labels side by side on a roll.
const MOST_ACROSS: u16 = 20;

/// Inches a second.
const MOST_SPEED: u8 = 14;

/// What a roll moves at if nothing is said.
const USUAL_SPEED: u8 = 3;

/// Dots per inch of a thermal printer, where nobody says.
const THERMAL_DPI: u16 = 203;

/// Between the labels of a roll of one's own, in millimetres.
const USUAL_GAP: f64 = 2.0;

/// Labels of a sheet: one sheet's stamps are in memory at a time.
const MOST_LABELS_A_SHEET: u32 = 10_000;

/// Dots of a label that is painted: some eight megabytes of them.
const MOST_DOTS: i64 = 64 << 20;

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PrintFormat {
    /// PDF, as `sheet` says.
    Pdf,
    /// For thermal printers of TSC, Xprinter, Godex and kin.
    Tspl,
    /// For thermal printers of Zebra.
    Zpl,
    /// ZIPs of labels in vectors.
    Svg,
    /// ZIPs of labels in the printer's dots.
    Png,
    /// Rows for variable data.
    Csv,
    /// The same as lines of JSON.
    Jsonl,
}

/// Which code the symbol holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PrintSymbol {
    /// The signed code, which anybody can check.
    Signed,
    /// The short code, which only the service can check.
    Short,
}

/// What becomes of a batch's PINs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PrintPin {
    /// Printed; each has to be covered before the labels leave the room.
    Print,
    /// Left out, though the page of a scan speaks of a scratch layer.
    LeaveOut,
}

/// Width and height.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SizeInMm {
    /// Across.
    pub width_mm: f64,
    /// Down.
    pub height_mm: f64,
}

/// A place, from the upper left corner.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceInMm {
    /// To the right.
    pub x_mm: f64,
    /// Down.
    pub y_mm: f64,
}

/// How labels stand on a sheet of one's own.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LabelGrid {
    /// Labels in a row.
    pub columns: u16,
    /// Rows.
    pub rows: u16,
    /// The upper left corner of the first label.
    pub first: PlaceInMm,
    /// From one label to the next.
    pub pitch: SizeInMm,
    /// The paper; A4 if it is left out.
    #[serde(default)]
    pub paper: Option<SizeInMm>,
}

/// What a batch is printed as.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PrintProfile {
    /// What is written.
    pub format: PrintFormat,
    /// For `pdf`: a label sheet by its name (`a4-65`); `press` (325 × 480 mm with bleed and crop marks), `single` (a page
    /// a label), both with `label`; `custom`, with `label` and `grid`.
    #[serde(default)]
    pub sheet: Option<String>,
    /// A label's size.
    #[serde(default)]
    pub label: Option<SizeInMm>,
    /// Of a custom sheet.
    #[serde(default)]
    pub grid: Option<LabelGrid>,
    /// For `tspl` and `zpl`: a roll by its name (`35x22x2`); without one, a roll of `label`.
    #[serde(default)]
    pub roll: Option<String>,
    /// Labels side by side on a roll of `label`, 1 to 20.
    #[serde(default)]
    pub across: Option<u16>,
    /// Between the labels of a roll of `label`.
    #[serde(default)]
    pub gap_mm: Option<f64>,
    /// Inches that a roll moves a second, 1 to 14.
    #[serde(default)]
    pub speed: Option<u8>,
    /// The printer's dots per inch; if it is left out, 203 for thermal printers, and the office's setting for others.
    #[serde(default)]
    pub dpi: Option<u16>,
    /// The side of a module; the largest up to 0.5 mm that leaves room for text if it is left out.
    #[serde(default)]
    pub module_mm: Option<f64>,
    /// Which code the symbol holds; the signed one where the label has room for it.
    #[serde(default)]
    pub symbol: Option<PrintSymbol>,
    /// Of a batch with PINs: printed for print houses (`single`, `press`, rows, pictures) if nothing is said; has to be said for
    /// an office's printer, which makes no scratch layer.
    #[serde(default)]
    pub pin: Option<PrintPin>,
    /// The label of the first sheet to begin at, counted from 1.
    #[serde(default)]
    pub begin_at: Option<u32>,
    /// How far everything is moved.
    #[serde(default)]
    pub offset: Option<PlaceInMm>,
    /// The producer's own picture beside the code, for `pdf` and `svg`, where it keeps its colours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artwork: Option<PrintArtwork>,
}

/// A picture beside the code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PrintArtwork {
    /// Under which name it was kept.
    pub name: ArtworkName,
    /// How large it is at most, its proportions kept; as large as leaves all text where it is if it is left out.
    #[serde(default)]
    pub within: Option<SizeInMm>,
}

/// A profile that no printer can do.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ProfileError {
    /// Something is left out that the rest needs.
    #[error("{what} needs `{field}`")]
    Missing {
        /// What is asked for.
        what: &'static str,
        /// What it lacks.
        field: &'static str,
    },
    /// Not a sheet that is built in.
    #[error("there is no sheet {0:?}: there are {names}, press, single and custom", names = sheet_names())]
    UnknownSheet(String),
    /// Not a roll that is built in.
    #[error("there is no roll {0:?}: there are {names}; or leave it out and give `label`", names = roll_names())]
    UnknownRoll(String),
    /// A number outside what makes sense.
    #[error("`{field}` is {least} to {most}")]
    Outside {
        /// Which.
        field: &'static str,
        /// The least.
        least: u32,
        /// The most.
        most: u32,
    },
    /// Moved too far.
    #[error("`offset` moves codes off the paper: a printer is off by a few millimetres at most")]
    OffPaper,
    /// A picture that would lose its colours, or have no place.
    #[error("`artwork` keeps its colours in `pdf` and `svg` alone")]
    ArtworkFormat,
    /// Said to no effect.
    #[error("`{0}` has no effect on what is printed: leave it out, or ask for something else")]
    Idle(&'static str),
    /// PINs that the batch does not have.
    #[error("this batch has no PINs")]
    NoPins,
    /// PINs that nothing would cover.
    #[error(
        "this batch has PINs, and an office's printer makes no scratch layer: take `single` or `press` for a print house, or say `pin`: `print` to cover each by hand, or `leave_out`"
    )]
    PinsUncovered,
    /// More labels than a file holds.
    #[error("a sheet has at most {MOST_LABELS_A_SHEET} labels")]
    TooManyLabels,
    /// A label with more dots than are painted.
    #[error("a label of this size has too many dots at {0} dpi: take fewer, or `pdf` or `svg`")]
    TooManyDots(u16),
    /// No length.
    #[error(transparent)]
    Length(#[from] LengthError),
    /// No sheet.
    #[error(transparent)]
    Sheet(#[from] SheetError),
    /// No resolution.
    #[error(transparent)]
    Dpi(#[from] PngError),
    /// No module.
    #[error(transparent)]
    Module(#[from] ModuleDotsError),
    /// No label.
    #[error(transparent)]
    Label(#[from] LabelError),
    /// No label to begin at.
    #[error(transparent)]
    BeginAt(#[from] NoSuchLabel),
    /// No symbol.
    #[error("no symbol for the links of this base")]
    Link(#[from] SymbolError),
}

/// What labels and margins say, settled when the print is ordered: the same files come of it ever after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintWords {
    /// The product's name.
    pub product_name: String,
    /// Stars and number of the certificate.
    pub certificate: String,
    /// The domain as it stands in the link.
    pub domain: String,
    /// What stands over the scratch layer.
    pub pin_heading: String,
    /// Before the batch's number in a sheet's margin.
    pub batch: String,
    /// Before the sheet's number there.
    pub sheet: String,
}

impl PrintWords {
    /// The words of labels, and those of margins.
    pub fn new(label: LabelWords, sheet: SheetWords) -> Self {
        let LabelWords { product_name, certificate, domain, pin_heading } = label;
        let SheetWords { batch, sheet } = sheet;
        Self { product_name, certificate, domain, pin_heading, batch, sheet }
    }

    /// Those of labels.
    pub fn of_labels(&self) -> LabelWords {
        LabelWords {
            product_name: self.product_name.clone(),
            certificate: self.certificate.clone(),
            domain: self.domain.clone(),
            pin_heading: self.pin_heading.clone(),
        }
    }

    fn of_sheets(&self) -> SheetWords {
        SheetWords { batch: self.batch.clone(), sheet: self.sheet.clone() }
    }
}

/// All that the files of a print follow from, beside the stamps themselves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PrintInputs {
    /// As it was asked for.
    pub profile: PrintProfile,
    /// Whether PINs are printed.
    #[serde(default)]
    pub pin: bool,
    /// The printer's dots per inch.
    pub dpi: u16,
    /// How many stamps the batch has.
    pub quantity: u32,
    /// What stands before the digits in every link.
    pub link_base: String,
    /// What labels and margins say.
    pub words: PrintWords,
}

impl PrintInputs {
    /// The files to be, and which code their symbols hold.
    ///
    /// # Errors
    /// [`ProfileError`]
    pub fn job(
        &self,
        batch: PrintedBatch,
        artwork: Option<Arc<Artwork>>,
    ) -> Result<(PrintJob, SymbolKind), ProfileError> {
        let profile = &self.profile;
        let artwork = self.artwork(artwork)?;
        let job = match profile.format {
            PrintFormat::Pdf => self.sheets(batch, artwork)?,
            PrintFormat::Tspl => self.roll(batch, PrinterLanguage::Tspl)?,
            PrintFormat::Zpl => self.roll(batch, PrinterLanguage::Zpl)?,
            PrintFormat::Svg => {
                let size = profile.label_size("svg")?;
                let label = self.label(batch, size, Insets::default(), artwork)?;
                PrintJob::Pictures(label, PictureFormat::Svg)
            }
            PrintFormat::Png => {
                let size = self.paintable(profile.label_size("png")?)?;
                let label = self.label(batch, size, Insets::default(), None)?;
                PrintJob::Pictures(label, PictureFormat::Png)
            }
            PrintFormat::Csv => self.rows(batch, RowFormat::Csv)?,
            PrintFormat::Jsonl => self.rows(batch, RowFormat::JsonLines)?,
        };
        let kind = match &job {
            PrintJob::Sheets(run, _) => run.label.symbol,
            PrintJob::Roll { label, .. } | PrintJob::Pictures(label, _) => label.symbol,
            PrintJob::Rows { .. } => profile.symbol_of_rows(),
        };
        Ok((job, kind))
    }

    /// The picture beside the code, where the format shows it.
    fn artwork(
        &self,
        picture: Option<Arc<Artwork>>,
    ) -> Result<Option<ArtworkRequest>, ProfileError> {
        let Some((named, picture)) = self.profile.artwork.as_ref().zip(picture) else {
            return Ok(None);
        };
        match self.profile.format {
            PrintFormat::Pdf | PrintFormat::Svg => {}
            PrintFormat::Tspl
            | PrintFormat::Zpl
            | PrintFormat::Png
            | PrintFormat::Csv
            | PrintFormat::Jsonl => return Err(ProfileError::ArtworkFormat),
        }
        let within = named.within.map(SizeInMm::size).transpose()?;
        Ok(Some(ArtworkRequest { picture, within }))
    }

    fn sheets(
        &self,
        batch: PrintedBatch,
        artwork: Option<ArtworkRequest>,
    ) -> Result<PrintJob, ProfileError> {
        let sheet = self.profile.sheet()?;
        let label = self.label(batch, sheet.label, sheet.insets(), artwork)?;
        let offset = self.profile.offset()?;
        let words = self.words.of_sheets();
        let mut run = SheetRun { sheet, label, used_labels: 0, offset, words };
        run.begin_at(self.profile.begin_at.unwrap_or(1))?;
        if !run.is_on_paper() {
            return Err(ProfileError::OffPaper);
        }
        Ok(PrintJob::Sheets(run, Layer::Print))
    }

    fn roll(
        &self,
        batch: PrintedBatch,
        language: PrinterLanguage,
    ) -> Result<PrintJob, ProfileError> {
        let roll = self.profile.roll()?;
        let speed = self.profile.speed.unwrap_or(USUAL_SPEED);
        within("speed", u32::from(speed), 1, u32::from(MOST_SPEED))?;
        let label = self.label(batch, self.paintable(roll.label)?, Insets::default(), None)?;
        Ok(PrintJob::Roll { roll, label, language, speed })
    }

    fn rows(&self, batch: PrintedBatch, format: RowFormat) -> Result<PrintJob, ProfileError> {
        let kind = self.profile.symbol_of_rows();
        let modules = kind.modules(&self.link_base)?;
        let modules_in_byte_mode = kind.modules_in_byte_mode(&self.link_base)?;
        Ok(PrintJob::Rows { format, batch, modules, modules_in_byte_mode })
    }

    fn label(
        &self,
        batch: PrintedBatch,
        size: Size,
        insets: Insets,
        artwork: Option<ArtworkRequest>,
    ) -> Result<Label, ProfileError> {
        let dpi = Dpi::new(self.dpi)?;
        let module = self.profile.module_mm.map(Length::mm).transpose()?;
        let module = module.map(|size| ModuleDots::asked(size, dpi)).transpose()?;
        let request = LabelRequest {
            size,
            insets,
            dpi,
            module,
            symbol: self.profile.symbol.map(PrintSymbol::kind),
            pin: self.pin,
            artwork,
            words: self.words.of_labels(),
            batch,
            link_base: self.link_base.clone(),
        };
        Ok(Label::plan(&request)?)
    }

    /// A size that is painted dot by dot.
    fn paintable(&self, size: Size) -> Result<Size, ProfileError> {
        let dots = |side: Length| i64::from(side.as_micrometres()) * i64::from(self.dpi) / 25_400;
        let is_paintable = dots(size.width).saturating_mul(dots(size.height)) <= MOST_DOTS;
        if is_paintable { Ok(size) } else { Err(ProfileError::TooManyDots(self.dpi)) }
    }
}

impl PrintProfile {
    /// A page to adjust the printer by: the outlines of the labels where this profile puts them, and rulers.
    ///
    /// # Errors
    /// [`ProfileError`], also for what is not printed on sheets.
    pub fn calibration_page(&self, lines: &[String]) -> Result<Vec<u8>, ProfileError> {
        self.has_no_idle_field()?;
        let sheet = self.sheet()?;
        let mut page = Vec::new();
        calibration_page(&sheet, self.offset()?, "ocop-stamp", lines, &mut page)
            .expect("memory takes it");
        Ok(page)
    }

    /// Dots per inch, as it was chosen, else the office's; thermal printers mostly have eight dots a millimetre.
    pub(super) fn dpi(&self, of_office: u16) -> u16 {
        self.dpi.unwrap_or(match self.format {
            PrintFormat::Tspl | PrintFormat::Zpl => THERMAL_DPI,
            PrintFormat::Pdf
            | PrintFormat::Svg
            | PrintFormat::Png
            | PrintFormat::Csv
            | PrintFormat::Jsonl => of_office,
        })
    }

    fn offset(&self) -> Result<Point, ProfileError> {
        Ok(self.offset.map(PlaceInMm::point).transpose()?.unwrap_or_default())
    }

    fn label_size(&self, what: &'static str) -> Result<Size, ProfileError> {
        let label = self.label.ok_or(ProfileError::Missing { what, field: "label" })?;
        label.size()
    }

    /// Whether PINs are printed, as it was chosen or goes without saying.
    ///
    /// # Errors
    /// [`ProfileError`]
    pub(super) fn prints_pins(&self, batch_has_pins: bool) -> Result<bool, ProfileError> {
        let is_for_a_house = match self.format {
            PrintFormat::Pdf => matches!(self.sheet.as_deref(), Some("single" | "press")),
            PrintFormat::Svg | PrintFormat::Png | PrintFormat::Csv | PrintFormat::Jsonl => true,
            PrintFormat::Tspl | PrintFormat::Zpl => false,
        };
        match (batch_has_pins, self.pin) {
            (false, None | Some(PrintPin::LeaveOut)) => Ok(false),
            (false, Some(PrintPin::Print)) => Err(ProfileError::NoPins),
            (true, Some(choice)) => Ok(choice == PrintPin::Print),
            (true, None) if is_for_a_house => Ok(true),
            (true, None) => Err(ProfileError::PinsUncovered),
        }
    }

    fn symbol_of_rows(&self) -> SymbolKind {
        self.symbol.map_or(SymbolKind::Signed, PrintSymbol::kind)
    }

    fn sheet(&self) -> Result<Sheet, ProfileError> {
        let missing = |what, field| ProfileError::Missing { what, field };
        let sheet = match self.sheet.as_deref() {
            None => return Err(missing("pdf", "sheet")),
            Some("press") => Sheet::press(self.label_size("press")?)?,
            Some("single") => Sheet::single(self.label_size("single")?)?,
            Some("custom") => {
                let grid = self.grid.ok_or_else(|| missing("custom", "grid"))?;
                let paper = grid.paper.map(SizeInMm::size).transpose()?.unwrap_or(Sheet::A4);
                let sheet = Sheet {
                    paper,
                    columns: grid.columns,
                    rows: grid.rows,
                    label: self.label_size("custom")?,
                    first: grid.first.point()?,
                    pitch: grid.pitch.size()?,
                    cut: Cut::Before,
                };
                if u32::from(grid.columns) * u32::from(grid.rows) > MOST_LABELS_A_SHEET {
                    return Err(ProfileError::TooManyLabels);
                }
                sheet.checked()?
            }
            Some(name) => {
                let preset = Preset::named(name);
                preset.ok_or_else(|| ProfileError::UnknownSheet(name.to_owned()))?.sheet()
            }
        };
        match sheet.labels() > MOST_LABELS_A_SHEET {
            true => Err(ProfileError::TooManyLabels),
            false => Ok(sheet),
        }
    }

    fn roll(&self) -> Result<Roll, ProfileError> {
        if let Some(name) = &self.roll {
            let preset = RollPreset::named(name);
            return Ok(preset.ok_or_else(|| ProfileError::UnknownRoll(name.clone()))?.roll);
        }
        let across = self.across.unwrap_or(1);
        within("across", u32::from(across), 1, u32::from(MOST_ACROSS))?;
        let gap = Length::mm(self.gap_mm.unwrap_or(USUAL_GAP))?;
        let roll = Roll {
            label: self.label_size("a roll without a name")?,
            across,
            column_gap: gap,
            row_gap: gap,
            width: Length::ZERO,
        };
        Ok(Roll { width: roll.row_width(), ..roll })
    }
}

impl PrintSymbol {
    fn kind(self) -> SymbolKind {
        match self {
            Self::Signed => SymbolKind::Signed,
            Self::Short => SymbolKind::Short,
        }
    }
}

impl SizeInMm {
    fn size(self) -> Result<Size, ProfileError> {
        Ok(Size { width: Length::mm(self.width_mm)?, height: Length::mm(self.height_mm)? })
    }
}

impl PlaceInMm {
    fn point(self) -> Result<Point, ProfileError> {
        Ok(Point { x: Length::mm(self.x_mm)?, y: Length::mm(self.y_mm)? })
    }
}

fn within(field: &'static str, value: u32, least: u32, most: u32) -> Result<(), ProfileError> {
    let is_within = (least..=most).contains(&value);
    if is_within { Ok(()) } else { Err(ProfileError::Outside { field, least, most }) }
}

fn sheet_names() -> String {
    Preset::ALL.map(|preset| preset.name).join(", ")
}

fn roll_names() -> String {
    RollPreset::ALL.map(|preset| preset.name).join(", ")
}

#[cfg(test)]
mod tests;
