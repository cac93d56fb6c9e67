//! What the register's commands ask of the desk: the same whether a service runs on the folder or not.

use anyhow::Result;
use jiff::Timestamp;

use super::{
    DataArgs,
    control_client::ControlClient,
    desk::{Desk, asker, find_service, own},
    place::Place,
};
use crate::{
    app::{
        Approval, CorrectionOutcome, KeptPicture, Language, Waiting,
        register_import::{ImportReport, ImportRequest},
        register_rows,
    },
    registry::PictureId,
    signing::DemoKey,
    stamp::today,
    tables::{write_csv, write_workbook},
    wiring::{self, Read},
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
            Self::Here(running, runtime) => {
                Ok(runtime.block_on(running.service.keep_picture(&own(), jpeg))?)
            }
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

    /// The corrections that wait.
    pub(super) fn waiting_corrections(&self) -> Result<Vec<Waiting>> {
        match self {
            Self::There(client) => Ok(client.get("/api/v1/corrections")?),
            Self::Here(running, _) => Ok(running.service.waiting_corrections(&own())),
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

/// The register as a table.
pub(super) struct Exported {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The change after which the journal could not be read.
    pub ends_after: Option<u64>,
}

/// The register from a service elsewhere, from the one that runs on the folder, or else from its journal, which needs
/// no passphrase and nothing to be written.
pub(super) fn export_register(
    place: &Place,
    format: TableFormat,
    language: Language,
) -> Result<Exported> {
    match place {
        Place::Service(elsewhere) => {
            ask_for_register(&ControlClient::elsewhere(elsewhere, language)?, format)
        }
        Place::Folder(data) => match find_service(&data.data)? {
            Some(client) => ask_for_register(&client, format),
            None => read_register(data, format),
        },
    }
}

fn ask_for_register(client: &ControlClient, format: TableFormat) -> Result<Exported> {
    let format = match format {
        TableFormat::Xlsx => "xlsx",
        TableFormat::Csv => "csv",
    };
    let bytes = client.get_bytes(&format!("/api/v1/register/export?format={format}"))?;
    Ok(Exported { bytes, ends_after: None })
}

fn read_register(data: &DataArgs, format: TableFormat) -> Result<Exported> {
    let demo_key = if data.settings()?.demo { DemoKey::Accepted } else { DemoKey::Refused };
    let Read { snapshot, ends_after } = wiring::read(&data.data, demo_key)?;
    let rows = register_rows(&snapshot, today(Timestamp::now()));
    let bytes = match format {
        TableFormat::Xlsx => write_workbook(&rows)?,
        TableFormat::Csv => write_csv(&rows),
    };
    Ok(Exported { bytes, ends_after })
}
