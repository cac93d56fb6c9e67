//! What an import of the register finds in words: where, what is wrong and what would be done; the corrections
//! that wait; the template's guide. The report of a whole import is `report`'s.

use std::borrow::Cow;

use super::{Language, Messages};
use crate::{
    app::Waiting,
    registry::programme::Doubt,
    stamp::today,
    tables::{
        Expected, Field, Finding, FontEncoding, Grade, PictureTrouble, Place, TextTrouble, What,
        words,
    },
};

/// A finding as one line.
pub fn finding_in_words(finding: &Finding, language: Language) -> String {
    let t = language.messages();
    let grade = match finding.grade {
        Grade::Bad => t.grade_bad(),
        Grade::Doubtful => t.grade_doubtful(),
        Grade::Note => t.grade_note(),
    };
    format!("{grade} · {}: {}", place_in_words(&finding.place, t), what_in_words(finding, language))
}

/// The corrections that wait, a line each.
pub fn corrections_in_words(waiting: &[Waiting], language: Language) -> Vec<String> {
    let t = language.messages();
    if waiting.is_empty() {
        return vec![t.no_corrections()];
    }
    let mut lines = Vec::new();
    for correction in waiting {
        let day = language.date(today(correction.proposed_at));
        let (number, by) = (correction.certificate.to_string(), &correction.proposed_by);
        let (product, producer) = (&correction.product, &correction.producer);
        lines.push(t.correction_waits(number, product, producer, by, day));
        let decided_on = language.date(correction.decided_on);
        lines.push(format!(
            "  {}",
            t.correction_decided(correction.decision.as_str(), decided_on, &correction.issuer)
        ));
        for (field, from, to) in &correction.changes {
            let [from, to] = [from, to].map(|text| in_language(Some(*field), text, language));
            let heading = field.short_heading();
            let change = if from.is_empty() {
                t.correction_change_of_nothing(heading, to)
            } else {
                t.correction_change(heading, from, to)
            };
            lines.push(format!("  {change}"));
        }
    }
    lines
}

/// The same with what can be done about them.
pub fn corrections_to_settle_in_words(waiting: &[Waiting], language: Language) -> Vec<String> {
    let mut lines = corrections_in_words(waiting, language);
    if !waiting.is_empty() {
        lines.push(language.messages().corrections_how());
    }
    lines
}

/// The titles of the guide in an empty table.
pub fn guide_titles(language: Language) -> [String; 2] {
    let t = language.messages();
    [t.guide_sheet(), t.guide_title()]
}

/// What a column's cells should hold, for the guide of the template.
pub fn field_in_words(field: Field, language: Language) -> String {
    let t = language.messages();
    let expected = own_expected(field, t).unwrap_or_else(|| t.expected_text());
    if field.is_needed() {
        t.needed(expected)
    } else if field.is_private() {
        t.private_to_office(expected)
    } else {
        expected
    }
}

fn place_in_words(place: &Place, t: &Messages) -> String {
    let sheet = place.sheet.as_str();
    let heading = place.field.map_or("", Field::short_heading);
    match (&place.column, place.row) {
        (_, 0) => t.place_sheet(sheet),
        (Some(column), row) if !heading.is_empty() => {
            t.place_cell(sheet, column.as_str(), row, heading)
        }
        (Some(column), _) => t.place_column(sheet, column.as_str()),
        (None, row) if !heading.is_empty() => t.place_row_of(sheet, row, heading),
        (_, row) => t.place_row(sheet, row),
    }
}

fn what_in_words(finding: &Finding, language: Language) -> String {
    let t = language.messages();
    match &finding.what {
        What::NoHeader => t.no_header(),
        What::NoRows => t.no_rows(),
        What::NoRegister => t.no_register(),
        What::SheetPassedBy => t.sheet_passed_by(),
        What::SheetWithoutHeader => t.sheet_without_header(),
        What::SheetHidden => t.sheet_hidden(),
        What::OtherEncoding { encoding, text, rows } => {
            other_encoding_in_words(*encoding, text, rows, t)
        }
        What::ColumnMissing { missing, rows } if rows.is_empty() => {
            t.column_missing(missing.heading())
        }
        What::ColumnMissing { missing, rows } => t.column_missing_for_rows(
            missing.heading(),
            rows.len() as u64,
            some_rows(rows),
            expected_in_field(*missing, language),
        ),
        What::ColumnTwice { read } => t.column_twice(read.as_str()),
        What::ColumnUnknown { heading } => t.column_unknown(heading.as_str()),
        What::RowsHidden { rows } => t.rows_hidden(rows.len() as u64, some_rows(rows)),
        What::ColumnsHidden { columns } => t.columns_hidden(columns.join(", ")),
        What::RowSkipped { text } => t.row_skipped(shortened(text)),
        What::Missing => t.missing(
            finding
                .place
                .field
                .map_or_else(String::new, |field| expected_in_field(field, language)),
        ),
        What::Unreadable { cell, expected } if cell.is_empty() => {
            t.unreadable_private(expected_in_words(*expected, finding.place.field, language))
        }
        What::Unreadable { cell, expected } => t.unreadable(
            shortened(cell),
            expected_in_words(*expected, finding.place.field, language),
        ),
        What::DayOutOfRange { day } => t.day_out_of_range(language.date(*day)),
        What::TooLong { characters, most } => t.too_long(*characters as u64, *most as u64),
        What::VariantsDisagree { net_contents, here } => {
            t.variants_disagree(*here as u64, *net_contents as u64)
        }
        What::ContentsTakenApart { contents } => {
            t.contents_taken_apart(contents.len() as u64, contents.join("; "))
        }
        What::PerhapsSeveral { net_content } => t.perhaps_several(shortened(net_content)),
        What::FormerProvince { former, province, province_code } => {
            t.former_province(former.as_str(), province.as_str(), province_code.as_str())
        }
        What::CommuneElsewhere { province } => t.commune_elsewhere(province.as_str()),
        What::Twice { row } => t.twice(*row),
        What::CertificateUnknown { number } => t.number_unknown(*number),
        What::NumberDisagrees { found } => t.number_disagrees(*found),
        What::VariantTwice { net_content } => t.variant_twice(net_content.as_str()),
        What::HolderOtherName { known } => t.holder_other_name(known.as_str()),
        What::PaperNumberKnown { certificate } => t.paper_number_known(*certificate),
        What::WithdrawalTakenBack => t.withdrawal_taken_back(),
        What::WithdrawnByOtherDecision { known } => t.withdrawn_by_other_decision(known.as_str()),
        What::WithdrawalUnderstood { reason, decision, decided_on, decided_by, effective_from } => {
            let (decision, body, reason) =
                (decision.as_str(), decided_by.as_str(), reason.as_str());
            let day = language.date(*decided_on);
            match effective_from {
                None => t.withdrawal_understood(decision, day, body, reason),
                Some(from) => {
                    let from = language.date(*from);
                    t.withdrawal_understood_from(decision, day, body, from, reason)
                }
            }
        }
        What::EndUnderstood { reason, decision, decided_on, decided_by } => t.end_understood(
            decision.as_str(),
            language.date(*decided_on),
            decided_by.as_str(),
            reason.as_str(),
        ),
        What::WithdrawnBefore { decided_on } => t.withdrawn_before(language.date(*decided_on)),
        What::WithdrawnInTheFuture { decided_on } => {
            t.withdrawn_in_the_future(language.date(*decided_on))
        }
        What::ReasonUnderstood { reason } => t.reason_understood(reason.as_str()),
        What::ReplacesUnknown { number } => t.replaces_unknown(number.as_str()),
        What::ReplacesSeveral { number } => t.replaces_several(number.as_str()),
        What::WithdrawalIncomplete => t.withdrawal_incomplete(),
        What::EndIncomplete => t.end_incomplete(),
        What::ExpiredButRuns { last_valid_on } => t.expired_but_runs(language.date(*last_valid_on)),
        What::HolderAmbiguous => t.holder_ambiguous(),
        What::Picture { file, trouble } => {
            t.picture_refused(file.as_str(), picture_trouble_in_words(trouble, t))
        }
        What::Text { trouble } => t.text_refused(text_trouble_in_words(*trouble, t)),
        What::RegisterFull => t.register_full(),
        What::KindFromName { kind } => t.kind_from_name(words::producer_kind(*kind)),
        What::LevelFromIssuer { level } => t.level_from_issuer(words::level(*level).to_lowercase()),
        What::GroupOfItsDay { group } => t.group_of_its_day(words::group(*group)),
        What::ZeroPutBack => t.zero_put_back(),
        What::LastDayCounted { day } => t.last_day_counted(language.date(*day)),
        What::FourUntilConfirmed => t.four_until_confirmed(),
        What::ReasonInOwnWords { text } => {
            t.reason_in_own_words(text.as_str(), words::withdrawal_reasons().join("; "))
        }
        What::OlderInForce { paper: Some(paper), last_valid_on } => {
            t.older_in_force(paper.as_str(), language.date(*last_valid_on))
        }
        What::OlderInForce { paper: None, last_valid_on } => {
            t.older_in_force_without_number(language.date(*last_valid_on))
        }
        What::NewerInForce { paper: Some(paper), last_valid_on } => {
            t.newer_in_force(paper.as_str(), language.date(*last_valid_on))
        }
        What::NewerInForce { paper: None, last_valid_on } => {
            t.newer_in_force_without_number(language.date(*last_valid_on))
        }
        What::GtinElsewhere { gtin, product, producer } => {
            t.gtin_elsewhere(gtin.as_on_packs(), product.as_str(), producer.as_str())
        }
        What::GtinTwice { gtin } => t.gtin_twice(gtin.as_on_packs()),
        What::CodeElsewhere { product, producer } => {
            t.code_elsewhere(product.as_str(), producer.as_str())
        }
        What::EndsBeforeItBegins { decided_on } => {
            t.ends_before_it_begins(language.date(*decided_on))
        }
        What::Rule { doubt } => doubt_in_words(*doubt, t),
        What::WithdrawnByOther => t.withdrawn_by_other(),
        What::StillWithdrawn => t.still_withdrawn(),
        What::OverByDate => t.over_by_date(),
        What::RunsByDate { last_valid_on } => t.runs_by_date(language.date(*last_valid_on)),
        What::SuspensionNotEntered => t.suspension_not_entered(),
        What::WithdrawalWithoutStatus => t.withdrawal_without_status(),
        What::DatesDisagree { said } => t.dates_disagree(language.date(*said)),
        What::Ditto => t.ditto(),
        What::LooksPrivate => t.looks_private(),
        What::LooksGarbled => t.looks_garbled(),
        What::SameRow { row } => t.same_row(*row),
        What::VariantKept { net_content } => t.variant_kept(net_content.as_str()),
        What::SpelledBetter { known } => t.spelled_better(known.as_str()),
        What::NothingToPack => t.nothing_to_pack(),
        What::Correction { from, to } => {
            let [from, to] =
                [from, to].map(|text| in_language(finding.place.field, text, language));
            if from.is_empty() { t.correction_of_nothing(to) } else { t.correction(from, to) }
        }
        What::Changed { from: None, to } => t.added(shortened(to)),
        What::Changed { from: Some(from), to } => t.changed(shortened(from), shortened(to)),
        What::ChangedUnsaid { was_empty: true } => t.added_unsaid(),
        What::ChangedUnsaid { was_empty: false } => t.changed_unsaid(),
        What::NewerKept => t.newer_kept(),
        What::RowsDisagree { sheet, row } => t.rows_disagree(*row, sheet.as_str()),
        What::TaxCodeElsewhere { producer } => t.tax_code_elsewhere(producer.as_str()),
        What::WaitsForCorrection => t.waits_for_correction(),
        What::ProbablyKnown { certificate, recorded } => {
            t.probably_known(*certificate, recorded.as_str())
        }
        What::ProbablyTheSame { row, recorded } => t.probably_the_same(*row, recorded.as_str()),
        What::PaperNumberInRow { row } => t.paper_number_in_row(*row),
    }
}

/// What it is, an example where that is nobody's private matter, and what to do.
fn other_encoding_in_words(
    encoding: FontEncoding,
    text: &str,
    rows: &[u32],
    t: &Messages,
) -> String {
    let (name, fonts) = match encoding {
        FontEncoding::Tcvn3 => ("TCVN3 (ABC)", ".VnTime, .VnArial …"),
        FontEncoding::Vni => ("VNI Windows", "VNI-Times, VNI-Helve …"),
    };
    let said = match rows.len() as u64 {
        0 => t.other_encoding(name, fonts),
        count => t.other_encoding_in_rows(count, name, fonts, some_rows(rows)),
    };
    let example = match text {
        "" => String::new(),
        text => format!(" {}", t.other_encoding_example(shortened(text))),
    };
    format!("{said}{example} {}", t.other_encoding_how(name))
}

fn picture_trouble_in_words(trouble: &PictureTrouble, t: &Messages) -> String {
    match trouble {
        PictureTrouble::OutsideTheFolder => t.picture_outside_the_folder(),
        PictureTrouble::NotThere { similar: None } => t.picture_not_there(),
        PictureTrouble::NotThere { similar: Some(similar) } => t.picture_similar(similar.as_str()),
        PictureTrouble::NotReadable { error } => t.picture_not_readable(error.as_str()),
        PictureTrouble::FileTooLarge { most_mb } => t.picture_too_large(*most_mb),
        PictureTrouble::NotAPicture => t.picture_is_none(),
        PictureTrouble::TooDetailed => t.picture_too_detailed(),
        PictureTrouble::NotSent => t.picture_not_sent(),
    }
}

fn text_trouble_in_words(trouble: TextTrouble, t: &Messages) -> String {
    match trouble {
        TextTrouble::TooLong => t.text_too_long(),
        TextTrouble::Empty => t.text_empty(),
        TextTrouble::ControlCharacter => t.text_control_character(),
        TextTrouble::NotNfc => t.text_not_nfc(),
        TextTrouble::Misspelt => t.text_misspelt(),
    }
}

fn doubt_in_words(doubt: Doubt, t: &Messages) -> String {
    match doubt {
        Doubt::PointsOutsideBand => t.doubt_points_outside_band(),
        Doubt::IssuerLevel => t.doubt_issuer_level(),
        Doubt::LevelWasGone => t.doubt_level_was_gone(),
        Doubt::ValidTooLong => t.doubt_valid_too_long(),
        Doubt::ValidShorter => t.doubt_valid_shorter(),
        Doubt::BeforeTheProgramme => t.doubt_before_the_programme(),
        Doubt::DecidedInTheFuture => t.doubt_decided_in_the_future(),
        Doubt::UpgradeWithoutMoreStars => t.doubt_upgrade_without_more_stars(),
        Doubt::ReplacesOtherProduct => t.doubt_replaces_other_product(),
        Doubt::ReplacesLater => t.doubt_replaces_later(),
        Doubt::KindAndReplaced => t.doubt_kind_and_replaced(),
    }
}

fn expected_in_words(expected: Expected, field: Option<Field>, language: Language) -> String {
    let t = language.messages();
    match expected {
        Expected::Text => {
            field.map_or_else(|| t.expected_text(), |field| expected_in_field(field, language))
        }
        Expected::Group => t.expected_group(),
        Expected::Gtin => t.expected_gtin(),
        Expected::ProducerKind => t.expected_producer_kind(),
        Expected::TaxCode => t.expected_tax_code(),
        Expected::CommuneCode => t.expected_commune_code(),
        Expected::ProvinceCode => t.expected_province_code(),
        Expected::Points => t.expected_points(),
        Expected::Stars => t.expected_stars(),
        Expected::YesNo => t.expected_yes_no(),
        Expected::Kind => t.expected_kind(),
        Expected::Decision => t.expected_decision(),
        Expected::Date => t.expected_date(),
        Expected::IssuerLevel => t.expected_issuer_level(),
        Expected::Status => t.expected_status(),
        Expected::Quota => t.expected_quota(),
        Expected::Certificate => t.expected_certificate(),
        Expected::LocationCode => t.expected_location_code(),
    }
}

/// What is asked for in a column, by its heading where that is all there is to say.
fn expected_in_field(field: Field, language: Language) -> String {
    let t = language.messages();
    let named = || match language {
        Language::Vietnamese => t.expected_named(in_a_sentence(field.short_heading())),
        // It is quoted there.
        Language::English => t.expected_named(field.short_heading()),
    };
    own_expected(field, t).unwrap_or_else(named)
}

/// What a column asks for; nothing where that is any text.
fn own_expected(field: Field, t: &Messages) -> Option<String> {
    Some(match field {
        Field::RowNumber => t.expected_passed_by(),
        Field::Certificate => t.expected_certificate(),
        Field::Group => t.expected_group(),
        Field::NetContent | Field::QualityCertificates | Field::GeographicalIndications => {
            t.expected_listed()
        }
        Field::Gtin => t.expected_gtin(),
        Field::Picture => t.expected_picture(),
        Field::ProducerKind => t.expected_producer_kind(),
        Field::TaxCode => t.expected_tax_code(),
        Field::CommuneCode => t.expected_commune_code(),
        Field::ProvinceCode => t.expected_province_code(),
        Field::Points => t.expected_points(),
        Field::Stars => t.expected_stars(),
        Field::Proposed5Star => t.expected_yes_no(),
        Field::Kind => t.expected_kind(),
        Field::DecisionNumber | Field::Withdrawal | Field::WithdrawalNumber => {
            t.expected_decision()
        }
        Field::DecisionDate | Field::ValidUntil | Field::WithdrawalDate => t.expected_date(),
        Field::IssuerLevel => t.expected_issuer_level(),
        Field::Status => t.expected_status(),
        Field::QuotaPerYear => t.expected_quota(),
        Field::Replaces => t.expected_replaces(),
        Field::MadeAtCode | Field::MaterialAreaCode => t.expected_location_code(),
        Field::ProductCode
        | Field::ProductName
        | Field::Subgroup
        | Field::ProducerName
        | Field::Representative
        | Field::Phone
        | Field::Contact
        | Field::AddressCertified
        | Field::CertificateNumber
        | Field::Issuer
        | Field::WithdrawalReason
        | Field::WithdrawalBody
        | Field::Remark
        | Field::MadeAt
        | Field::MaterialArea
        | Field::Warning
        | Field::Storage => return None,
    })
}

/// What a cell holds in the words of the table, whose points have a comma.
fn in_language(field: Option<Field>, text: &str, language: Language) -> Cow<'_, str> {
    match (field, language) {
        (Some(Field::Points), Language::English) => text.replace(',', ".").into(),
        (_, Language::Vietnamese | Language::English) => text.into(),
    }
}

/// A heading with a small letter where it does not begin a sentence.
fn in_a_sentence(heading: &str) -> String {
    let mut letters = heading.chars();
    let first = letters.next().into_iter().flat_map(char::to_lowercase);
    first.chain(letters).collect()
}

/// The first of some rows: "14, 15, 16 …".
pub(super) fn some_rows(rows: &[u32]) -> String {
    const SHOWN: usize = 10;
    let first: Vec<String> = rows.iter().take(SHOWN).map(u32::to_string).collect();
    let more = if rows.len() > SHOWN { " …" } else { "" };
    first.join(", ") + more
}

/// The beginning of what may be a whole paragraph.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 80;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
