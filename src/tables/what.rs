//! All that can be found in a table, or of what it would change. The words for it are in the message files.

use serde::{Deserialize, Serialize};

use super::{Expected, Field, FontEncoding, PictureTrouble, TextTrouble};
use crate::{
    registry::{IssuerLevel, ProducerKind, ProductGroup, programme::Doubt},
    stamp::Gtin,
};

/// What can be found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum What {
    /// No row looks like a header.
    NoHeader,
    /// A header without any row below it.
    NoRows,
    /// A header, but no column that says what was decided, on any sheet.
    NoRegister,
    /// The same on one sheet of several, of which another is a register: passed by.
    SheetPassedBy,
    /// A sheet without a row that looks like a header, beside others: passed by.
    SheetWithoutHeader,
    /// Text in an encoding of before Unicode, which would be recorded as letters that mean nothing.
    OtherEncoding {
        /// Which.
        encoding: FontEncoding,
        /// A text that is; nothing where those are private.
        text: String,
        /// Rows of certificates where it stands; none where no header was found for it.
        rows: Vec<u32>,
    },
    /// A word that is in no language as it stands, and Vietnamese in an encoding of before Unicode: too little to refuse
    /// the row.
    LooksGarbled,
    /// A sheet that the workbook hides: passed by.
    SheetHidden,
    /// A column that every table needs, or that rows need which do not say it otherwise.
    ColumnMissing {
        /// Which.
        missing: Field,
        /// The rows.
        rows: Vec<u32>,
    },
    /// Two columns with one meaning, of which one counts.
    ColumnTwice {
        /// The letters of the one that counts.
        read: String,
    },
    /// A column that we don't know; passed by. Doubtful where something stands in it.
    ColumnUnknown {
        /// Its header.
        heading: String,
    },
    /// Rows that a filter or a hand has hidden: read like all others.
    RowsHidden {
        /// Which.
        rows: Vec<u32>,
    },
    /// Columns that a hand has hidden: read like all others.
    ColumnsHidden {
        /// Their letters.
        columns: Vec<String>,
    },
    /// A row that is no certificate; passed by.
    RowSkipped {
        /// What stands in it.
        text: String,
    },
    /// A cell that must not be empty.
    Missing,
    /// A cell that can't be understood.
    Unreadable {
        /// What stands in it; nothing where that is private.
        cell: String,
        /// What should.
        expected: Expected,
    },
    /// A day that no certificate can have: no stamp could say until when it is valid.
    DayOutOfRange {
        /// As it stands.
        day: jiff::civil::Date,
    },
    /// A text that is longer than a field's may be.
    TooLong {
        /// How long it is, in characters.
        characters: usize,
        /// How long it may be.
        most: usize,
    },
    /// As many of one as of the other: net contents, GTINs, pictures.
    VariantsDisagree {
        /// How many net contents.
        net_contents: usize,
        /// How many of this field.
        here: usize,
    },
    /// A name that no province has any more; taken as the one of today that it went into.
    FormerProvince {
        /// The name.
        former: String,
        /// Today's province.
        province: String,
        /// Its code.
        province_code: String,
    },
    /// Net contents with commas between them, taken as several.
    ContentsTakenApart {
        /// As which.
        contents: Vec<String>,
    },
    /// A net content whose commas may list several; taken as one.
    PerhapsSeveral {
        /// Which.
        net_content: String,
    },
    /// The commune lies in another province.
    CommuneElsewhere {
        /// The province where it lies.
        province: String,
    },
    /// The same certificate stands in another row with other content.
    Twice {
        /// That row.
        row: u32,
    },
    /// The row is another certificate than the one whose number it has here.
    NumberDisagrees {
        /// The certificate that it is.
        found: u64,
    },
    /// A net content stands twice in a row.
    VariantTwice {
        /// Which.
        net_content: String,
    },
    /// The tax code is known, under another name.
    HolderOtherName {
        /// The name that is known.
        known: String,
    },
    /// The number on paper is known for this holder, on another certificate.
    PaperNumberKnown {
        /// The certificate that has it.
        certificate: u64,
    },
    /// The withdrawal is in the log already, and was taken back: it is not entered again.
    WithdrawalTakenBack,
    /// Withdrawn already, by another decision.
    WithdrawnByOtherDecision {
        /// By which.
        known: String,
    },
    /// A withdrawal or an end is entered, with this reason for ever.
    ReasonUnderstood {
        /// In the words of the table.
        reason: String,
    },
    /// What of a withdrawal goes into the log, where it stays: who decided what, when and why.
    WithdrawalUnderstood {
        /// In the table's words.
        reason: String,
        /// Number of the decision.
        decision: String,
        /// Its day.
        decided_on: jiff::civil::Date,
        /// The body that took it.
        decided_by: String,
        /// From which day, where that is another than the decision's.
        effective_from: Option<jiff::civil::Date>,
    },
    /// The same of an end before time.
    EndUnderstood {
        /// In the table's words.
        reason: String,
        /// Number of the decision.
        decision: String,
        /// Its day.
        decided_on: jiff::civil::Date,
        /// The body that took it.
        decided_by: String,
    },
    /// A withdrawal or an end that was decided before the certificate was.
    WithdrawnBefore {
        /// The day of the certificate's decision.
        decided_on: jiff::civil::Date,
    },
    /// A withdrawal or an end whose decision's day is to come.
    WithdrawnInTheFuture {
        /// That day.
        decided_on: jiff::civil::Date,
    },
    /// The service's number is that of no certificate.
    CertificateUnknown {
        /// The number.
        number: u64,
    },
    /// A certificate of this number on paper is not known; recorded without it.
    ReplacesUnknown {
        /// The number.
        number: String,
    },
    /// Several certificates of this number on paper; recorded without it.
    ReplacesSeveral {
        /// The number.
        number: String,
    },
    /// A withdrawal that lacks its decision or its reason.
    WithdrawalIncomplete,
    /// An end before its time that lacks its day, or whose day is not earlier.
    EndIncomplete,
    /// A picture that is not where the table is, or that can't be read.
    Picture {
        /// The file.
        file: String,
        /// What is wrong with it.
        trouble: PictureTrouble,
    },
    /// A text that can't stand in the public log.
    Text {
        /// Why.
        trouble: TextTrouble,
    },
    /// As many certificates as there are numbers.
    RegisterFull,
    /// Left out by the office, understood from the name.
    KindFromName {
        /// As what.
        kind: ProducerKind,
    },
    /// Left out by the office, understood from the issuing body's name.
    LevelFromIssuer {
        /// As what.
        level: IssuerLevel,
    },
    /// A number whose meaning changed: taken as it was on the decision's day.
    GroupOfItsDay {
        /// As what.
        group: ProductGroup,
    },
    /// Excel dropped a leading zero; it is put back.
    ZeroPutBack,
    /// No last valid day is given: counted from the decision.
    LastDayCounted {
        /// The day.
        day: jiff::civil::Date,
    },
    /// "Tiềm năng 5 sao" without stars: four.
    FourUntilConfirmed,
    /// A reason in words of the office's own.
    ReasonInOwnWords {
        /// The words.
        text: String,
    },
    /// A certificate of the same product, decided before, is in force, and this one does not say that it replaces
    /// it: both stay.
    OlderInForce {
        /// The number on paper of the one before, where it has one.
        paper: Option<String>,
        /// Its last day.
        last_valid_on: jiff::civil::Date,
    },
    /// The same where only the older one is in the table.
    NewerInForce {
        /// The number on paper of the newer one, where it has one.
        paper: Option<String>,
        /// Its last day.
        last_valid_on: jiff::civil::Date,
    },
    /// A GTIN that another product has.
    GtinElsewhere {
        /// Which.
        gtin: Gtin,
        /// That product.
        product: String,
        /// Its holder.
        producer: String,
    },
    /// A GTIN that two variants of one product have.
    GtinTwice {
        /// Which.
        gtin: Gtin,
    },
    /// A code of the programme's that a product of another holder has.
    CodeElsewhere {
        /// That product.
        product: String,
        /// Its holder.
        producer: String,
    },
    /// The last valid day is not after the day of the decision.
    EndsBeforeItBegins {
        /// The day of the decision.
        decided_on: jiff::civil::Date,
    },
    /// Against a rule of the programme.
    Rule {
        /// Which.
        doubt: Doubt,
    },
    /// The withdrawing body is not the one that issued it.
    WithdrawnByOther,
    /// Withdrawn because it expired, but it still runs.
    ExpiredButRuns {
        /// Until when.
        last_valid_on: jiff::civil::Date,
    },
    /// Several holders of this name in the province: the tax code has to tell them apart.
    HolderAmbiguous,
    /// A product without any net content: no stamp can be minted for it.
    NothingToPack,
    /// Not withdrawn: the table says in force, the log revoked. Lifting is a decision of its own.
    StillWithdrawn,
    /// Over by its date, whatever the table says.
    OverByDate,
    /// Not over by its date, whatever the table says.
    RunsByDate {
        /// Its last day.
        last_valid_on: jiff::civil::Date,
    },
    /// Said to be suspended: inspectors enter that, no table does.
    SuspensionNotEntered,
    /// The cells of a withdrawal are filled, and the certificate is not said to be withdrawn.
    WithdrawalWithoutStatus,
    /// The decision's cell has another date than the date's own.
    DatesDisagree {
        /// The date in the decision's cell.
        said: jiff::civil::Date,
    },
    /// "nt", "như trên": the row above is not looked at.
    Ditto,
    /// As many digits as a telephone's or an identity card's, in a cell that everybody sees.
    LooksPrivate,
    /// The same row again.
    SameRow {
        /// The first.
        row: u32,
    },
    /// A net content that the table does not name any more: kept, since batches may be printed for it.
    VariantKept {
        /// Which.
        net_content: String,
    },
    /// Known under another spelling, with diacritics: kept.
    SpelledBetter {
        /// As it stands.
        known: String,
    },
    /// A change of what is recorded: proposed as a correction, for a second person to approve.
    Correction {
        /// What stands.
        from: String,
        /// What the table says.
        to: String,
    },
    /// What the office keeps of a holder, a product or a certificate, and changes: a telephone number, a quota.
    Changed {
        /// What was recorded, if there was something.
        from: Option<String>,
        /// What is recorded instead.
        to: String,
    },
    /// The same of what is private, and of a picture's name.
    ChangedUnsaid {
        /// Whether nothing was recorded.
        was_empty: bool,
    },
    /// The row of a newer certificate, or what is recorded of one, says something else, and that is kept.
    NewerKept,
    /// Another row of the same day says something else of the same holder or product, and that is kept.
    RowsDisagree {
        /// Its sheet.
        sheet: String,
        /// Which row.
        row: u32,
    },
    /// The tax code is another holder's than that of the certificate which the row names.
    TaxCodeElsewhere {
        /// Whose.
        producer: String,
    },
    /// Not kept before the correction that the row proposes is approved.
    WaitsForCorrection,
    /// A new certificate whose decision differs from that of a known one in its number or its day alone.
    ProbablyKnown {
        /// The service's number of the known one.
        certificate: u64,
        /// Number or day of its decision.
        recorded: String,
    },
    /// The same of two rows of one table.
    ProbablyTheSame {
        /// The other row.
        row: u32,
        /// Number or day of its decision.
        recorded: String,
    },
    /// Another row of the table has the same number on paper, and the same holder or a product of that name.
    PaperNumberInRow {
        /// Which.
        row: u32,
    },
}

impl What {
    /// Whether it concerns a whole column or sheet, and so every row below.
    pub const fn is_about_columns(&self) -> bool {
        matches!(
            self,
            Self::NoHeader
                | Self::NoRows
                | Self::NoRegister
                | Self::SheetPassedBy
                | Self::SheetWithoutHeader
                | Self::SheetHidden
                | Self::OtherEncoding { .. }
                | Self::ColumnMissing { .. }
                | Self::ColumnTwice { .. }
                | Self::ColumnUnknown { .. }
                | Self::RowsHidden { .. }
                | Self::ColumnsHidden { .. }
        )
    }
}
