//! What the register's commands ask of the desk: the same whether a service runs on the folder or not.

use anyhow::Result;

use super::desk::{Desk, asker};
use crate::{
    app::{
        Approval, CorrectionOutcome, KeptPicture, Waiting,
        register_import::{ImportReport, ImportRequest},
    },
    registry::PictureId,
    tables::{write_csv, write_workbook},
};

/// In which form a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TableFormat {
    /// An Excel workbook.
    Xlsx,
    /// Text with commas.
    Csv,
}

impl Desk {
    /// Keeps a picture of a product.
    pub(super) fn keep_picture(&self, jpeg: Vec<u8>) -> Result<PictureId> {
        match self {
            Self::There(client) => Ok(client
                .post_bytes::<KeptPicture>("/api/v1/pictures", "image/jpeg", jpeg)?
                .picture),
            Self::Here(running, _) => Ok(running.service.keep_picture(&jpeg)?),
        }
    }

    /// Imports a table, or says what that would do.
    pub(super) fn import_register(
        &self,
        request: &ImportRequest,
        key: &str,
    ) -> Result<ImportReport> {
        match self {
            Self::There(client) => {
                Ok(client.post("/api/v1/register/import", request, Some(key))?)
            }
            Self::Here(running, runtime) => {
                Ok(runtime.block_on(running.service.import_register(asker(key)?, request))?)
            }
        }
    }

    /// The register as the bytes of a table.
    pub(super) fn export_register(&self, format: TableFormat) -> Result<Vec<u8>> {
        match (self, format) {
            (Self::There(client), TableFormat::Xlsx) => {
                Ok(client.get_bytes("/api/v1/register/export?format=xlsx")?)
            }
            (Self::There(client), TableFormat::Csv) => {
                Ok(client.get_bytes("/api/v1/register/export?format=csv")?)
            }
            (Self::Here(running, _), TableFormat::Xlsx) => {
                Ok(write_workbook(&running.service.export_register())?)
            }
            (Self::Here(running, _), TableFormat::Csv) => {
                Ok(write_csv(&running.service.export_register()))
            }
        }
    }

    /// The corrections that wait.
    pub(super) fn waiting_corrections(&self) -> Result<Vec<Waiting>> {
        match self {
            Self::There(client) => Ok(client.get("/api/v1/corrections")?),
            Self::Here(running, _) => Ok(running.service.waiting_corrections()),
        }
    }

    /// Approves or dismisses one.
    pub(super) fn settle_correction(
        &self,
        approval: &Approval,
        key: &str,
    ) -> Result<CorrectionOutcome> {
        match self {
            Self::There(client) => {
                Ok(client.post("/api/v1/corrections/settle", approval, Some(key))?)
            }
            Self::Here(running, runtime) => {
                Ok(runtime.block_on(running.service.settle_correction(asker(key)?, approval))?)
            }
        }
    }
}
