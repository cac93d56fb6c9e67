//! Pictures of labels in one ZIP, written as they come: nothing is kept but the table of contents. Without
//! times, so that the same stamps give the same bytes.

use std::io::{self, Write};

use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

/// A ZIP that grows.
pub struct Archive<W: Write> {
    zip: ZipWriter<StreamWriter<W>>,
}

impl<W: Write> Archive<W> {
    /// An empty one.
    pub fn new(out: W) -> Self {
        Self { zip: ZipWriter::new_stream(out) }
    }

    /// Adds a file. Pictures that are compressed already are stored as they are.
    ///
    /// # Errors
    /// Of the writer.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let method = if name.ends_with(".png") {
            CompressionMethod::Stored
        } else {
            CompressionMethod::Deflated
        };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(DateTime::DEFAULT)
            .unix_permissions(0o644);
        self.zip.start_file(name, options)?;
        self.zip.write_all(bytes)
    }

    /// Writes the table of contents and hands the writer back.
    ///
    /// # Errors
    /// Of the writer.
    pub fn finish(self) -> io::Result<W> {
        Ok(self.zip.finish()?.into_inner())
    }
}
