//! What a print would be, told before anything is made: how large the symbol is, what has no room, how many sheets.

use serde::{Deserialize, Serialize};

use super::{
    PrintInputs, PrintJobNumber, PrintOrder, PrintRequest, PrintState, ProfileError, SizeInMm,
    order::Prepared,
};
use crate::{
    app::{Asker, Service, UseCaseError},
    printing::{Field, PrintJob, PrintedStamp, SymbolKind, first_missing, label_svg},
    stamp::{BatchNumber, STAMP_DIGITS, SYMBOL_DIGITS, StampIndex, today},
};

/// What a print would be, before anything is made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PrintPlan {
    /// The batch; of one that is yet to be issued, the number that it would have now.
    pub batch: BatchNumber,
    /// How many stamps.
    pub stamps: u64,
    /// The first and the last of them, counted from 0.
    pub range: (u32, u32),
    /// How many of them are void: printed again, a scan still says so.
    pub void: u64,
    /// Jobs whose files are there or to come and have some of these stamps: who prints them as well has a stamp twice.
    #[serde(default)]
    pub earlier_jobs: Vec<PrintJobNumber>,
    /// How large a label is; `null` where there is none.
    #[serde(default)]
    pub label_mm: Option<SizeInMm>,
    /// Modules a side of the symbol.
    pub modules: u16,
    /// The same where a program draws the links itself, byte by byte; `null` where we draw.
    pub modules_in_byte_mode: Option<u16>,
    /// The side of a module; `null` where there is no label.
    pub module_mm: Option<f64>,
    /// The same in dots of the printer.
    pub module_dots: Option<u16>,
    /// Dots per inch of the printer.
    pub dpi: Option<u16>,
    /// The side of the symbol with its quiet zone.
    pub symbol_mm: Option<f64>,
    /// Whether PINs are printed.
    pub pin: bool,
    /// Whether the label is too small for the signed code, so that only the service can check it.
    pub online_only: bool,
    /// How large the producer's own picture is; `null` where there is none.
    pub artwork_mm: Option<SizeInMm>,
    /// What labels have no room for, what is left out first standing first.
    pub left_out: Vec<LabelField>,
    /// Whether the product's name is cut.
    pub name_is_cut: bool,
    /// A character that the labels' font lacks, so that it is passed by.
    pub missing_character: Option<String>,
    /// How many sheets all of the batch takes; `null` where there are none.
    pub sheets: Option<u32>,
    /// The sheet that alone is printed, counted from 1.
    pub only_sheet: Option<u32>,
    /// How many labels a sheet has.
    pub labels_a_sheet: Option<u32>,
    /// How many files it is.
    pub file_count: u64,
}

/// What a label says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LabelField {
    /// The sixteen characters.
    ShortCode,
    /// The service's domain.
    Domain,
    /// The product's name.
    ProductName,
    /// Stars and number of the certificate.
    Certificate,
    /// Its place in the batch.
    Serial,
}

impl From<Field> for LabelField {
    fn from(field: Field) -> Self {
        match field {
            Field::ShortCode => Self::ShortCode,
            Field::Domain => Self::Domain,
            Field::ProductName => Self::ProductName,
            Field::Certificate => Self::Certificate,
            Field::Serial => Self::Serial,
        }
    }
}

impl Service {
    /// What a print of a batch would be; nothing is made, and nothing is kept.
    ///
    /// # Errors
    /// [`UseCaseError`]
    pub fn plan_print(
        &self,
        asker: &Asker,
        batch: BatchNumber,
        request: &PrintRequest,
    ) -> Result<PrintPlan, UseCaseError> {
        let (inputs, only_sheet) = self.inputs_of(asker, batch, request)?;
        let prepared = self.printing.prepare(&inputs, batch, only_sheet)?;
        let day = today(self.now());
        let void = self.snapshot().log().revoked_stamps(batch, prepared.range(), day);
        let is_at_hand = |order: &PrintOrder| match order.state {
            PrintState::Waiting | PrintState::Done { .. } => true,
            PrintState::Failed { .. } => order.files.iter().any(|file| file.is_there),
            PrintState::Cancelled { .. } | PrintState::Deleted { .. } => false,
        };
        let (first, last) = prepared.range();
        let earlier = self.printing.of_batch(batch).into_iter().rev();
        let earlier = earlier.filter(|standing| {
            let (its_first, its_last) = standing.prepared.range();
            is_at_hand(&standing.order) && its_first <= last && first <= its_last
        });
        let earlier_jobs = earlier.map(|standing| standing.order.job).collect();
        Ok(PrintPlan { only_sheet, earlier_jobs, ..plan(&prepared, &inputs, batch, void) })
    }

    /// A label of a print as SVG, to be looked at before it is ordered: the digits in its symbol are no stamp's, its short
    /// code and PIN are nobody's. `None`: rows have no label.
    ///
    /// # Errors
    /// As [`plan_print`](Self::plan_print).
    pub fn print_sample(
        &self,
        asker: &Asker,
        batch: BatchNumber,
        request: &PrintRequest,
    ) -> Result<Option<String>, UseCaseError> {
        let (inputs, only_sheet) = self.inputs_of(asker, batch, request)?;
        let prepared = self.printing.prepare(&inputs, batch, only_sheet)?;
        let Some(label) = prepared.job.label() else { return Ok(None) };
        let digits = "0".repeat(match label.symbol {
            SymbolKind::Signed => STAMP_DIGITS,
            SymbolKind::Short => SYMBOL_DIGITS,
        });
        let stamp = PrintedStamp {
            index: StampIndex::try_from(u64::from(prepared.range().0)).expect("the batch has it"),
            link: format!("{}{digits}", inputs.link_base),
            short_code: "XXXX-XXXX-XXXX-XXXX".to_owned(),
            pin: inputs.pin.then(|| "00000000".parse().expect("eight digits")),
        };
        let drawn = label_svg::draw(label, &stamp).map_err(ProfileError::from)?;
        Ok(Some(drawn))
    }
}

pub(super) fn plan(
    prepared: &Prepared,
    inputs: &PrintInputs,
    batch: BatchNumber,
    void: u64,
) -> PrintPlan {
    let job = &prepared.job;
    let label = job.label();
    let (modules, modules_in_byte_mode) = match job {
        PrintJob::Rows { modules, modules_in_byte_mode, .. } => {
            (*modules, Some(*modules_in_byte_mode))
        }
        PrintJob::Sheets(..) | PrintJob::Roll { .. } | PrintJob::Pictures(..) => {
            (label.map_or(0, |label| label.modules), None)
        }
    };
    let (sheets, labels_a_sheet) = match job {
        PrintJob::Sheets(run, _) => (Some(run.sheets()), Some(run.sheet.labels())),
        PrintJob::Roll { .. } | PrintJob::Pictures(..) | PrintJob::Rows { .. } => (None, None),
    };
    let words = &inputs.words;
    let missing = [&words.product_name, &words.certificate];
    let missing = missing.into_iter().find_map(|text| first_missing(text));
    PrintPlan {
        batch,
        stamps: prepared.stamps(),
        range: prepared.range(),
        void,
        earlier_jobs: Vec::new(),
        label_mm: label.map(|label| SizeInMm {
            width_mm: label.size.width.as_mm(),
            height_mm: label.size.height.as_mm(),
        }),
        modules,
        modules_in_byte_mode,
        module_mm: label.map(|label| label.module.length(1).as_mm()),
        module_dots: label.map(|label| label.module.dots()),
        dpi: label.map(|label| label.module.dpi().get()),
        symbol_mm: label.map(|label| label.symbol_side().as_mm()),
        pin: inputs.pin,
        online_only: prepared.kind == SymbolKind::Short,
        artwork_mm: label.and_then(|label| label.artwork.as_ref()).map(|placed| SizeInMm {
            width_mm: placed.frame.size.width.as_mm(),
            height_mm: placed.frame.size.height.as_mm(),
        }),
        left_out: label.map_or_else(Vec::new, |label| {
            label.left_out.iter().map(|field| LabelField::from(*field)).collect()
        }),
        name_is_cut: label.is_some_and(|label| label.name_is_cut),
        missing_character: label.and(missing).map(String::from),
        sheets,
        only_sheet: None,
        labels_a_sheet,
        file_count: prepared.files.len() as u64,
    }
}
