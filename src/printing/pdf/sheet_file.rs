//! A file of sheets: pages are added one by one, each with the stamps that stand on it.

use std::collections::BTreeSet;
use std::io::{self, Write};

use pdf_writer::{Filter, Finish, Name, Pdf, Rect, Ref, Settings, TextStr};

use super::embedded_font::EmbeddedFont;
use super::operators::Operators;
use super::spot_ink::{self, SpotInk};
use super::{deflated, marks, placed_artwork};
use crate::printing::{
    Align, Cut, Length, Line, LineText, Point, PrintedStamp, SheetRun, Size, Symbol, SymbolError,
    Weight,
};

/// What a file of the same sheets holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// What is printed in black, PINs included, and the knife's path.
    Print,
    /// What is laid over the PINs afterwards.
    Scratch,
}

/// Letters of short codes and digits, whatever the batch.
const OF_EVERY_STAMP: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ-/ ·–?";

/// The size of type in a sheet's margin.
const MARGIN_TYPE: Length = Length::tenths_of_points(70);

const CATALOG: Ref = Ref::new(1);
const PAGES: Ref = Ref::new(2);
const INFORMATION: Ref = Ref::new(3);
const TRIM_BOX: Ref = Ref::new(4);
const FIRST_FREE: i32 = 5;

/// What pages call that which all labels have in common.
const COMMON: &[u8] = b"L";

/// What is common reaches so far beyond the label: half of the knife's path.
const COMMON_MARGIN: Length = Length::micrometres(500);

/// A file that grows by sheets.
pub struct SheetFile<'a> {
    run: &'a SheetRun,
    layer: Layer,
    pdf: Pdf,
    pages: Vec<Ref>,
    fonts: [EmbeddedFont; 2],
    next: i32,
}

impl<'a> SheetFile<'a> {
    /// A file without sheets, of labels or of the mask over them.
    pub fn new(run: &'a SheetRun, layer: Layer) -> Self {
        let fonts = Weight::ALL.map(|weight| EmbeddedFont::new(weight, &characters(run, weight)));
        // Where a page is one label, what is written for the eye alone counts.
        let pdf = Pdf::with_settings(Settings { pretty: false });
        Self { run, layer, pdf, pages: Vec::new(), fonts, next: FIRST_FREE }
    }

    /// Adds a sheet of labels, counted from 0 over the whole run, with its stamps ([`SheetRun::stamps_of`]) in their order.
    ///
    /// # Errors
    /// [`SymbolError`] for a link that no symbol holds.
    pub fn add(&mut self, sheet: u32, stamps: &[PrintedStamp]) -> Result<(), SymbolError> {
        let run = self.run;
        let mut page = Operators::new(page_size(run).height);
        for (place, stamp) in (run.first_place(sheet)..).zip(stamps) {
            self.draw_label(&mut page, run.label_at(place), stamp)?;
        }
        self.finish_sheet(page, sheet);
        Ok(())
    }

    /// Adds the mask of a sheet's scratch layer, which lies on the sheet as the labels do.
    pub fn add_scratch_mask(&mut self, sheet: u32) {
        let run = self.run;
        let mut page = Operators::new(page_size(run).height);
        for (place, _) in (run.first_place(sheet)..).zip(run.stamps_of(sheet)) {
            let at = run.label_at(place);
            if let Some(zone) = &run.label.scratch {
                marks::scratch_layer(&mut page, zone, at);
            }
            marks::cut_contour(&mut page, &run.sheet, at);
        }
        self.finish_sheet(page, sheet);
    }

    /// What stands beside the labels.
    fn finish_sheet(&mut self, mut page: Operators, sheet: u32) {
        let run = self.run;
        if run.sheet.cut == Cut::After && run.sheet.labels() > 1 {
            marks::crop_marks(&mut page, run);
        }
        if let Some(at) = run.sheet.margin_text_at() {
            let at = Point { x: at.x + run.offset.x, y: at.y + run.offset.y };
            page.text(self.font(Weight::Regular), MARGIN_TYPE, at, &run.margin_text(sheet));
        }
        self.add_page(&page.into_bytes());
    }

    /// Writes the file.
    ///
    /// # Errors
    /// Of the writer.
    pub fn finish(self, title: &str, out: &mut dyn Write) -> io::Result<()> {
        let common = (self.layer == Layer::Print).then(|| self.common());
        let trims_pages = self.trims_pages();
        let Self { run, layer, mut pdf, pages, fonts, mut next } = self;
        let mut next_ref = || {
            next += 1;
            Ref::new(next - 1)
        };
        let ids = fonts.each_ref().map(|font| (font.name(), font.write(&mut pdf, &mut next_ref)));
        pdf.catalog(CATALOG).pages(PAGES);
        let mut tree = pdf.pages(PAGES);
        let count = i32::try_from(pages.len()).expect("ten thousand pages at most");
        tree.kids(pages).count(count).media_box(page_box(run, Length::ZERO));
        let mut resources = tree.resources();
        let mut of_fonts = resources.fonts();
        for (name, id) in ids {
            of_fonts.pair(Name(name), id);
        }
        of_fonts.finish();
        let inks = match (run.sheet.cut, layer) {
            (Cut::Before, _) => &[],
            (Cut::After, Layer::Print) => SpotInk::OF_PRINT,
            (Cut::After, Layer::Scratch) => SpotInk::OF_MASK,
        };
        if !inks.is_empty() {
            spot_ink::declare(&mut resources, inks);
        }
        let artwork = run.label.artwork.as_ref().map(|artwork| (next_ref(), artwork));
        let common = common.map(|content| (next_ref(), content));
        let mut objects = resources.x_objects();
        if let Some((id, _)) = &common {
            objects.pair(Name(COMMON), *id);
        }
        if let Some((id, _)) = artwork {
            objects.pair(Name(placed_artwork::NAME), id);
        }
        objects.finish();
        resources.finish();
        tree.finish();
        if let Some((id, artwork)) = artwork {
            placed_artwork::write(&mut pdf, id, artwork);
        }
        if let Some((id, content)) = common {
            write_common(&mut pdf, id, &content, run, &ids);
        }
        if trims_pages {
            // What bleeds reaches the edges, as it does where nothing is said of it.
            pdf.indirect(TRIM_BOX).primitive(page_box(run, run.sheet.bleed()));
        }
        pdf.document_info(INFORMATION).title(TextStr(title)).producer(TextStr("ocop-stamp"));
        out.write_all(&pdf.finish())
    }

    fn draw_label(
        &self,
        page: &mut Operators,
        at: Point,
        stamp: &PrintedStamp,
    ) -> Result<(), SymbolError> {
        let label = &self.run.label;
        let moved = |place: Point| Point { x: at.x + place.x, y: at.y + place.y };
        if let Some(artwork) = &label.artwork {
            placed_artwork::draw(page, artwork, at);
        }
        page.external_object(COMMON, at, label.size, None);
        let symbol = Symbol::of_link(&stamp.link)?;
        page.symbol(&symbol, moved(label.first_module_at()), label.module);
        for line in label.lines.iter().filter(|line| !line.is_fixed()) {
            let text = label.text_of(&line.text, stamp);
            let font = self.font(line.weight);
            page.text(font, line.size, moved(line.begins_at(&text)), &text);
        }
        if let Some((begin, size, pin)) = label.pin_of(stamp) {
            page.text(self.font(Weight::Bold), size, moved(begin), &pin);
        }
        Ok(())
    }

    /// What all labels have in common: the texts that are the batch's, and the knife's path. It is in a file once, which
    /// is a third of a page with one label.
    fn common(&self) -> Vec<u8> {
        let run = self.run;
        let mut common = Operators::new(run.label.size.height);
        for line in run.label.lines.iter().filter(|line| line.is_fixed()) {
            let LineText::Fixed(text) = &line.text else { continue };
            common.text(self.font(line.weight), line.size, line.begins_at(text), text);
        }
        if run.sheet.cut == Cut::After {
            marks::cut_contour(&mut common, &run.sheet, Point::default());
        }
        common.into_bytes()
    }

    /// Whether each page is one label, cut after printing.
    fn trims_pages(&self) -> bool {
        self.run.sheet.bleed() > Length::ZERO && self.run.sheet.labels() == 1
    }

    fn add_page(&mut self, content: &[u8]) {
        let trims_pages = self.trims_pages();
        let (id, content_id) = (Ref::new(self.next), Ref::new(self.next + 1));
        self.next += 2;
        self.pages.push(id);
        self.pdf.stream(content_id, &deflated(content)).filter(Filter::FlateDecode);
        let mut page = self.pdf.page(id);
        page.parent(PAGES).contents(content_id);
        if trims_pages {
            page.pair(Name(b"TrimBox"), TRIM_BOX);
        }
    }

    fn font(&self, weight: Weight) -> &EmbeddedFont {
        match weight {
            Weight::Regular => &self.fonts[0],
            Weight::Bold => &self.fonts[1],
        }
    }
}

/// Writes what all labels have in common.
fn write_common(
    pdf: &mut Pdf,
    id: Ref,
    content: &[u8],
    run: &SheetRun,
    fonts: &[(&'static [u8], Ref)],
) {
    let data = deflated(content);
    let mut form = pdf.form_xobject(id, &data);
    form.filter(Filter::FlateDecode);
    let margin = COMMON_MARGIN.as_points() as f32;
    let Size { width, height } = run.label.size;
    let (width, height) = (width.as_points() as f32, height.as_points() as f32);
    form.bbox(Rect::new(-margin, -margin, width + margin, height + margin));
    let mut resources = form.resources();
    let mut of_fonts = resources.fonts();
    for (name, font) in fonts {
        of_fonts.pair(Name(name), *font);
    }
    of_fonts.finish();
    if run.sheet.cut == Cut::After {
        spot_ink::declare(&mut resources, SpotInk::OF_PRINT);
    }
    resources.finish();
}

impl Line {
    /// Whether it is the same on all labels of a batch.
    fn is_fixed(&self) -> bool {
        matches!(self.text, LineText::Fixed(_))
    }

    /// Where its first glyph begins.
    pub(in crate::printing) fn begins_at(&self, text: &str) -> Point {
        match self.align {
            Align::Left => self.at,
            Align::Middle => {
                let width = self.weight.font().width(text, self.size);
                Point { x: self.at.x - width.half(), y: self.at.y }
            }
        }
    }
}

/// The paper; for office printers in whole 150ths of an inch, so that a dot's edge counted from above is one
/// counted from below, as some drivers do: 297.01 mm for A4.
fn page_size(run: &SheetRun) -> Size {
    let in_steps = |length: Length| {
        let steps = (f64::from(length.as_micrometres()) * 150.0 / 25_400.0).round();
        Length::micrometres((steps * 25_400.0 / 150.0).round() as i32)
    };
    let Size { width, height } = run.sheet.paper;
    match run.sheet.cut {
        Cut::Before => Size { width: in_steps(width), height: in_steps(height) },
        Cut::After => Size { width, height },
    }
}

fn page_box(run: &SheetRun, inset: Length) -> Rect {
    let paper = page_size(run);
    let (low, width, height) =
        (inset.as_points(), (paper.width - inset).as_points(), (paper.height - inset).as_points());
    Rect::new(low as f32, low as f32, width as f32, height as f32)
}

/// All that the pages show in a weight.
fn characters(run: &SheetRun, weight: Weight) -> BTreeSet<char> {
    let mut characters: BTreeSet<char> = OF_EVERY_STAMP.chars().collect();
    for line in run.label.lines.iter().filter(|line| line.weight == weight) {
        match &line.text {
            LineText::Fixed(text) => characters.extend(text.chars()),
            LineText::ShortCode(_)
            | LineText::SerialAndCount
            | LineText::Serial
            | LineText::Count => {}
        }
    }
    characters.extend(run.words.batch.chars().chain(run.words.sheet.chars()));
    characters
}
