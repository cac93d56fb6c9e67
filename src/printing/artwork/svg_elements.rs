//! What an SVG may hold, looked at before anything of it is drawn. Shapes are drawn. What no label can show, and what
//! reaches beyond the file, is refused by its name: a logo that silently lost its letters would be found only in print.

use std::collections::HashMap;

use usvg::roxmltree::{Document, Node, NodeId, ParsingOptions};

use super::ArtworkError;

const SVG: &str = "http://www.w3.org/2000/svg";

/// The most elements, those that `use` repeats counted each time: a file of a few lines can ask for milliards.
const MOST_ELEMENTS: u64 = 20_000;

/// Elements within elements, at most: readers of SVG go down one by one.
const DEEPEST: usize = 64;

/// Shapes, what groups and repeats them, and what says nothing to a printer.
const DRAWN: &[&str] = &[
    "svg",
    "g",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "defs",
    "symbol",
    "use",
    "clipPath",
    "style",
    "title",
    "desc",
    "metadata",
    "switch",
    "a",
    "view",
    "marker",
    "namedview",
];

/// Reads the document's elements, unless one may not be there.
pub(super) fn document(text: &str) -> Result<Document<'_>, ArtworkError> {
    // Drawing programs declare namespaces as entities; what entities make of each other is bounded by the parser.
    let options = ParsingOptions {
        allow_dtd: true,
        nodes_limit: u32::try_from(MOST_ELEMENTS * 4).expect("small"),
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(text, options)
        .map_err(|error| ArtworkError::Damaged(error.to_string()))?;
    for element in document.descendants().filter(Node::is_element) {
        let name = element.tag_name();
        // Elements of drawing programs' own are passed by when it is drawn.
        if name.namespace() == Some(SVG) && !DRAWN.contains(&name.name()) {
            return Err(ArtworkError::Holds(format!("<{}>", name.name())));
        }
        for attribute in element.attributes().filter(|attribute| attribute.name() == "href") {
            let goes_nowhere = name.name() == "a";
            if !attribute.value().starts_with('#') && !goes_nowhere {
                return Err(ArtworkError::Holds("a reference to another file".to_owned()));
            }
        }
    }
    let with_ids = document.descendants().filter_map(|node| Some((node.attribute("id")?, node)));
    let mut counter = Counter { ids: with_ids.collect(), counted: HashMap::new() };
    match counter.drawn(document.root(), 0) {
        Some(drawn) if drawn.elements <= MOST_ELEMENTS && drawn.height <= DEEPEST => Ok(document),
        Some(_) | None => Err(ArtworkError::Holds(
            "elements that repeat each other without end, or stand too deep in each other"
                .to_owned(),
        )),
    }
}

/// What is drawn of an element and of what stands in it.
#[derive(Clone, Copy)]
struct Drawn {
    /// Elements, with what they use.
    elements: u64,
    /// Elements within elements.
    height: usize,
}

struct Counter<'a, 'd> {
    ids: HashMap<&'a str, Node<'a, 'd>>,
    /// `None` while it is being counted: whoever comes there again goes round in a circle.
    counted: HashMap<NodeId, Option<Drawn>>,
}

impl<'a, 'd> Counter<'a, 'd> {
    /// `None`: something uses itself, or stands too deep.
    fn drawn(&mut self, node: Node<'a, 'd>, depth: usize) -> Option<Drawn> {
        if depth > DEEPEST {
            return None;
        }
        if let Some(known) = self.counted.get(&node.id()) {
            return *known;
        }
        self.counted.insert(node.id(), None);
        let mut drawn = Drawn { elements: 1, height: 0 };
        let used = (node.tag_name().name() == "use").then(|| {
            let href = node.attributes().find(|attribute| attribute.name() == "href")?;
            self.ids.get(href.value().strip_prefix('#')?).copied()
        });
        for below in node.children().filter(Node::is_element).chain(used.flatten()) {
            let below = self.drawn(below, depth + 1)?;
            drawn.elements = drawn.elements.saturating_add(below.elements);
            drawn.height = drawn.height.max(below.height + 1);
        }
        self.counted.insert(node.id(), Some(drawn));
        Some(drawn)
    }
}
