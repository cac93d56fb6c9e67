//! What a print would be, told before anything is made: how large the symbol is, what has no room, how many sheets.

use serde::{Deserialize, Serialize};

use super::{PrintInputs, PrintProfile, PrintWords};
use crate::{
    app::{Asker, BatchLabel, Service, UseCaseError},
    printing::{Field, PrintJob, PrintedBatch, SymbolKind, first_missing},
    stamp::BatchNumber,
};

/// What a print would be, before anything is made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PrintPlan {
    /// The batch.
    pub batch: BatchNumber,
    /// How many stamps.
    pub stamps: u64,
    /// Modules a side of the symbol.
    pub modules: u16,
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
    /// What labels have no room for, what is left out first standing first.
    pub left_out: Vec<LabelField>,
    /// A character that the labels' font lacks, so that it is passed by.
    pub missing_character: Option<String>,
    /// How many sheets it takes; `null` where there are none.
    pub sheets: Option<u32>,
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
        profile: &PrintProfile,
        words: impl FnOnce(&BatchLabel) -> PrintWords,
    ) -> Result<PrintPlan, UseCaseError> {
        let label = self.batch_label(asker, batch)?;
        let words = words(&label);
        let inputs = self.print_inputs(profile.clone(), &label, words)?;
        let printed = PrintedBatch { batch, quantity: label.quantity };
        let (job, kind) = inputs.job(printed)?;
        Ok(plan(&job, kind, &inputs, printed))
    }
}

fn plan(job: &PrintJob, kind: SymbolKind, inputs: &PrintInputs, batch: PrintedBatch) -> PrintPlan {
    let label = match job {
        PrintJob::Sheets(run, _) => Some(&run.label),
        PrintJob::Roll { label, .. } | PrintJob::Pictures(label, _) => Some(label),
        PrintJob::Rows { .. } => None,
    };
    let modules = match job {
        PrintJob::Rows { modules, .. } => *modules,
        PrintJob::Sheets(..) | PrintJob::Roll { .. } | PrintJob::Pictures(..) => {
            label.map_or(0, |label| label.modules)
        }
    };
    let (sheets, labels_a_sheet) = match job {
        PrintJob::Sheets(run, _) => (Some(run.sheets()), Some(run.sheet.labels())),
        PrintJob::Roll { .. } | PrintJob::Pictures(..) | PrintJob::Rows { .. } => (None, None),
    };
    let mut files = job.files();
    files.extend(job.scratch_mask().iter().flat_map(PrintJob::files));
    let words = &inputs.words;
    let missing = [&words.product_name, &words.certificate];
    let missing = missing.into_iter().find_map(|text| first_missing(text));
    PrintPlan {
        batch: batch.batch,
        stamps: u64::from(batch.quantity),
        modules,
        module_mm: label.map(|label| label.module.length(1).as_mm()),
        module_dots: label.map(|label| label.module.dots()),
        dpi: label.map(|label| label.module.dpi().get()),
        symbol_mm: label.map(|label| label.symbol_side().as_mm()),
        pin: inputs.pin,
        online_only: kind == SymbolKind::Short,
        left_out: label.map_or_else(Vec::new, |label| {
            label.left_out.iter().map(|field| LabelField::from(*field)).collect()
        }),
        missing_character: label.and(missing).map(String::from),
        sheets,
        labels_a_sheet,
        file_count: files.len() as u64,
    }
}
