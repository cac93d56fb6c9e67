//! What a print profile says to no effect: better refused than passed by, since whoever wrote it meant something.

use super::{PrintFormat, PrintProfile, ProfileError};
use crate::printing::{Preset, RollPreset};

impl PrintProfile {
    /// That each field has an effect on what is printed.
    ///
    /// # Errors
    /// [`ProfileError::Idle`], naming the first that has none.
    pub(super) fn has_no_idle_field(&self) -> Result<(), ProfileError> {
        let sheet = self.sheet.as_deref();
        let (is_pdf, is_roll, is_drawn) = match self.format {
            PrintFormat::Pdf => (true, false, true),
            PrintFormat::Tspl | PrintFormat::Zpl => (false, true, true),
            PrintFormat::Svg | PrintFormat::Png => (false, false, true),
            PrintFormat::Csv | PrintFormat::Jsonl => (false, false, false),
        };
        // A name that is none is said to be none.
        let is_sheet =
            |name| matches!(name, "press" | "single" | "custom") || Preset::named(name).is_some();
        let is_known = match (is_pdf, is_roll) {
            (true, _) => sheet.is_some_and(is_sheet),
            (_, true) => self.roll.as_deref().is_none_or(|name| RollPreset::named(name).is_some()),
            (false, false) => true,
        };
        if !is_known {
            return Ok(());
        }
        let is_own_roll = is_roll && self.roll.is_none();
        let is_sized = match sheet {
            _ if is_pdf => matches!(sheet, Some("press" | "single" | "custom")),
            _ => is_own_roll || is_drawn && !is_roll,
        };
        let fields = [
            ("sheet", self.sheet.is_some(), is_pdf),
            ("label", self.label.is_some(), is_sized),
            ("grid", self.grid.is_some(), is_pdf && sheet == Some("custom")),
            ("roll", self.roll.is_some(), is_roll),
            ("across", self.across.is_some(), is_own_roll),
            ("gap_mm", self.gap_mm.is_some(), is_own_roll),
            ("speed", self.speed.is_some(), is_roll),
            ("dpi", self.dpi.is_some(), is_drawn),
            ("module_mm", self.module_mm.is_some(), is_drawn),
            ("begin_at", self.begin_at.is_some(), is_pdf && sheet != Some("single")),
            ("offset", self.offset.is_some(), is_pdf),
        ];
        match fields.iter().find(|(_, is_said, has_effect)| *is_said && !has_effect) {
            Some((field, _, _)) => Err(ProfileError::Idle(field)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[track_caller]
    fn check(profile: Value, idle: Option<&'static str>) {
        let read: PrintProfile = serde_json::from_value(profile.clone()).expect("a profile");
        let expected = idle.map_or(Ok(()), |field| Err(ProfileError::Idle(field)));
        assert_eq!(read.has_no_idle_field(), expected, "{profile}");
    }

    #[test]
    fn what_has_no_effect_is_named() {
        let size = json!({ "width_mm": 40, "height_mm": 25 });
        check(json!({ "format": "pdf", "sheet": "a4-65", "begin_at": 3, "dpi": 600 }), None);
        check(json!({ "format": "pdf", "sheet": "a4-65", "label": size }), Some("label"));
        check(json!({ "format": "pdf", "sheet": "a4-65", "gap_mm": 2 }), Some("gap_mm"));
        check(json!({ "format": "pdf", "sheet": "press", "label": size }), None);
        check(
            json!({ "format": "pdf", "sheet": "single", "label": size, "begin_at": 2 }),
            Some("begin_at"),
        );
        check(json!({ "format": "tspl", "roll": "35x22x2", "across": 2 }), Some("across"));
        check(json!({ "format": "zpl", "label": size, "across": 2, "speed": 2 }), None);
        check(json!({ "format": "zpl", "label": size, "sheet": "a4-65" }), Some("sheet"));
        check(json!({ "format": "png", "label": size, "dpi": 600 }), None);
        check(json!({ "format": "svg", "label": size, "speed": 2 }), Some("speed"));
        check(json!({ "format": "csv", "symbol": "short" }), None);
        check(json!({ "format": "pdf", "sheet": "presss", "label": size }), None);
        check(json!({ "format": "pdf", "label": size }), None);
        check(json!({ "format": "zpl", "roll": "35x22", "across": 2 }), None);
        check(json!({ "format": "csv", "dpi": 600 }), Some("dpi"));
    }
}
