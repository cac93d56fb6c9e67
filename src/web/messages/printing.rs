//! The words of printing: what stands on labels and sheets, what is told before a batch is printed, and what is said
//! of a proof.

use super::Language;
use crate::{
    app::{BatchLabel, LabelField, PrintPlan, PrintWords},
    printing::{
        Label, LabelWords, Length, QUIET_ZONE_MODULES, SMALLEST_MODULE, SheetWords, Size,
        SymbolKind, first_missing,
        proof::{LEAST_CONTRAST_PERCENT, Proof},
    },
};

/// Packs are sold in Viet Nam, whoever prints their labels.
const OF_LABELS: Language = Language::Vietnamese;

/// The words of a batch's labels.
pub fn label_words(batch: &BatchLabel, domain: &str) -> LabelWords {
    let t = OF_LABELS.messages();
    let stars = u8::from(batch.stars);
    LabelWords {
        product_name: batch.product_name.clone(),
        certificate: match &batch.certificate_number {
            Some(number) => t.label_certificate(stars, number),
            None => t.label_stars(stars),
        },
        domain: domain.to_owned(),
        pin_heading: t.label_pin(),
    }
}

/// The words in a sheet's margin.
pub fn sheet_words() -> SheetWords {
    let t = OF_LABELS.messages();
    SheetWords { batch: t.sheet_batch(), sheet: t.sheet_sheet() }
}

/// The words of labels and sheets, as they are printed today.
pub fn print_words(batch: &BatchLabel, domain: &str) -> PrintWords {
    PrintWords::new(label_words(batch, domain), sheet_words())
}

/// What the calibration page says.
pub fn calibration_in_words(language: Language) -> [String; 2] {
    let t = language.messages();
    [t.calibration_scale(), t.calibration_offset()]
}

/// What a label will be, told before anything is made.
pub fn label_in_words(label: &Label, words: &LabelWords, language: Language) -> Vec<String> {
    let t = language.messages();
    let module = label.module;
    let mut lines = vec![t.print_symbol(
        label.modules,
        decimal(module.length(1).as_mm(), 3, language),
        module.dots(),
        module.dpi().get(),
        decimal(label.symbol_side().as_mm(), 1, language),
    )];
    match label.symbol {
        SymbolKind::Signed => {}
        SymbolKind::Short => lines.push(t.print_short_symbol()),
    }
    if !label.left_out.is_empty() {
        let fields: Vec<String> =
            label.left_out.iter().map(|field| field_of_label(*field, language)).collect();
        lines.push(t.print_left_out(fields.join(", ")));
    }
    if label.name_is_cut {
        lines.push(t.print_name_cut());
    }
    if let Some(artwork) = &label.artwork {
        let Size { width, height } = artwork.frame.size;
        let mm = |length: Length| decimal(length.as_mm(), 1, language);
        lines.push(t.print_artwork(mm(width), mm(height)));
    }
    let texts = [&words.product_name, &words.certificate];
    if let Some(character) = texts.iter().find_map(|text| first_missing(text)) {
        lines.push(t.print_missing_character(character.to_string()));
    }
    lines
}

/// The same of a print that is planned.
pub(in crate::web) fn plan_in_words(plan: &PrintPlan, language: Language) -> Vec<String> {
    let t = language.messages();
    let label = plan.module_mm.zip(plan.module_dots).zip(plan.dpi).zip(plan.symbol_mm);
    let (first, last) = plan.range;
    let serial = |index: u32| format!("{}-{index:08}", plan.batch);
    let mut lines = vec![t.print_stamps(language.count(plan.stamps), serial(first), serial(last))];
    if plan.void > 0 {
        lines.push(t.print_void(language.count(plan.void)));
    }
    if !plan.earlier_jobs.is_empty() {
        let jobs = plan.earlier_jobs.iter().map(ToString::to_string);
        lines.push(t.print_earlier(jobs.collect::<Vec<_>>().join(", ")));
    }
    let sheets = plan.sheets.filter(|_| plan.only_sheet.is_none());
    lines.extend(sheets.map(|sheets| t.print_sheets(language.count(u64::from(sheets)))));
    lines.push(t.print_files(language.count(plan.file_count)));
    let Some((((module, dots), dpi), symbol)) = label else {
        let in_byte_mode = plan.modules_in_byte_mode.unwrap_or(plan.modules);
        lines.push(byte_mode_in_words(plan.modules, in_byte_mode, language));
        return lines;
    };
    let (module, symbol) = (decimal(module, 3, language), decimal(symbol, 1, language));
    if let Some(size) = plan.label_mm {
        let mm = |side: f64| decimal(side, 1, language);
        lines.push(t.print_label_size(mm(size.width_mm), mm(size.height_mm)));
    }
    lines.push(t.print_symbol(plan.modules, module, dots, dpi, symbol));
    if plan.online_only {
        lines.push(t.print_short_symbol());
    }
    if !plan.left_out.is_empty() {
        let fields = plan.left_out.iter().map(|field| field_of_label(*field, language));
        lines.push(t.print_left_out(fields.collect::<Vec<_>>().join(", ")));
    }
    if plan.name_is_cut {
        lines.push(t.print_name_cut());
    }
    lines.extend(plan.missing_character.as_ref().map(|missing| t.print_missing_character(missing)));
    lines
}

/// What becomes of the PINs of a batch that has them. `mask`: whether the mask of the scratch layer is written.
pub fn pins_in_words(printed: bool, mask: bool, language: Language) -> String {
    let t = language.messages();
    match (printed, mask) {
        (false, _) => t.print_pins_left_out(),
        (true, true) => t.print_pins_and_mask(),
        (true, false) => t.print_pins_bare(),
    }
}

fn field_of_label(field: impl Into<LabelField>, language: Language) -> String {
    let t = language.messages();
    match field.into() {
        LabelField::ShortCode => t.field_short_code(),
        LabelField::Domain => t.field_domain(),
        LabelField::ProductName => t.field_product_name(),
        LabelField::Certificate => t.field_certificate(),
        LabelField::Serial => t.field_serial(),
    }
}

/// What became of a print.
pub fn printed_in_words(files: usize, folder: &str, language: Language) -> String {
    language.messages().print_made(files as u64, folder)
}

/// What users of variable data have to know.
pub fn byte_mode_in_words(modules: u16, in_byte_mode: u16, language: Language) -> String {
    language.messages().print_byte_mode(in_byte_mode, modules)
}

/// What a proof shows, one finding each, and whether it is good. `millimetres_a_module`: where the picture's dpi is known.
pub fn proof_in_words(
    proof: &Proof,
    millimetres_a_module: Option<f64>,
    language: Language,
) -> (bool, Vec<String>) {
    let t = language.messages();
    let mut lines = vec![t.proof_modules(proof.modules)];
    // A scan's dpi is true to a percent or two.
    let too_small = |mm: f64| mm < SMALLEST_MODULE.as_mm() * 0.97;
    lines.push(match millimetres_a_module {
        Some(mm) if too_small(mm) => t.proof_too_small(decimal(mm, 2, language)),
        Some(mm) => t.proof_size(
            decimal(mm, 2, language),
            decimal(mm * f64::from(proof.modules), 1, language),
        ),
        None => t.proof_size_unknown(),
    });
    lines.push(t.proof_quiet_zone(proof.quiet_zone));
    lines.push(t.proof_contrast(proof.contrast_percent));
    let is_good = proof.quiet_zone >= QUIET_ZONE_MODULES
        && proof.contrast_percent >= LEAST_CONTRAST_PERCENT
        && !millimetres_a_module.is_some_and(too_small);
    lines.push(if is_good { t.proof_good() } else { t.proof_bad() });
    (is_good, lines)
}

/// On which page a symbol stands.
pub fn proof_page_in_words(page: usize, language: Language) -> String {
    language.messages().proof_page(page as u64)
}

/// That not all pages were looked at.
pub fn proof_pages_in_words(looked_at: usize, count: usize, language: Language) -> String {
    language.messages().proof_pages(looked_at as u64, count as u64)
}

pub(super) fn decimal(number: f64, places: usize, language: Language) -> String {
    let text = format!("{number:.places$}");
    match language {
        Language::Vietnamese => text.replace('.', ","),
        Language::English => text,
    }
}
