//! The state as it is saved, so that a start need not add all entries up again.
//!
//! ```text
//! origin and key of the log ‖ the logs that it continues
//! ‖ size ‖ time of the newest entry ‖ count of holds
//! ‖ keys ‖ certificates ‖ producers ‖ batches in the order of their issue
//! ‖ holds ‖ how often certificates were recorded ‖ and changed their standing
//! ```
//!
//! The same entries always give the same bytes, so states can be compared by their hash. What follows from other parts
//! is left out: places of stamps, what was issued for a certificate. Who changes what a state holds, or how, changes
//! the version in `app/saved_state`.

use std::sync::Arc;

use super::{
    Batch, CertificateState, ClosedLog, Compromise, HoldNumbers, KeyState, LogState, Opening, Said,
};
use crate::{
    log::{
        BatchIssued, KeyAdded, RangeDeclared,
        dense::{DenseReader, DenseWriter, Malformed},
        holds::Holds,
        segments::Segments,
        tree::{Hash, TreeHead},
    },
    registry::ProducerNumber,
    signing::IssuerKey,
    stamp::{BatchNumber, Flags, Gtin, KeyNumber, MAX_QUANTITY, ValidUntil},
};

impl LogState {
    /// Writes all of it.
    pub fn write(&self, to: &mut DenseWriter<'_>) {
        to.maybe(self.opening.as_deref(), |to, opening| opening.write(to));
        to.count(self.closed.len());
        for ClosedLog { origin, vkey, first_position: _, head } in self.closed.iter() {
            [origin, vkey].iter().for_each(|text| to.block(text.as_str().as_bytes()));
            to.number(head.size);
            to.bytes(head.root.as_bytes());
        }
        to.number(self.size);
        to.number(self.last_at.as_second().cast_unsigned());
        to.count(self.holds.len());
        to.count(self.keys.values().count());
        self.keys.values().for_each(|key| key.write(to));
        to.count(self.certificates.values().count());
        self.certificates.values().for_each(|certificate| certificate.write(to));
        to.count(self.producers.values().count());
        for (number, holds) in self.producers.iter() {
            to.number(number);
            write_holds(holds, to);
        }
        to.number(self.batch_count);
        let mut before = (0, 0);
        for number in self.in_order.values() {
            let batch = self.batches.get(*number).expect("it was issued");
            batch.write(to, before);
            before = (batch.position, batch.issued_at.as_second().cast_unsigned());
        }
        self.holds.write(to);
        to.number(self.certificate_records);
        to.number(self.certificate_standings);
    }

    /// Reads what was written. It may be damaged; but what is read can be asked anything.
    ///
    /// # Errors
    /// [`Malformed`]
    pub fn read(from: &mut DenseReader<'_>) -> Result<Self, Malformed> {
        let opening = from.maybe(Opening::read)?.map(Arc::new);
        let (mut closed, mut first_position) = (Vec::new(), 0_u64);
        for _ in 0..from.count()? {
            let (origin, vkey) = (from.text("an origin")?, from.text("a key")?);
            let head = TreeHead { size: from.number()?, root: Hash::from_bytes(from.array()?) };
            closed.push(ClosedLog { origin, vkey, first_position, head });
            first_position = first_position.checked_add(head.size).ok_or(Malformed("a size"))?;
        }
        let mut log = Self {
            opening,
            closed: Arc::new(closed),
            size: from.number()?,
            first_position,
            last_at: from.time()?,
            ..Self::default()
        };
        let end = log.first_position.checked_add(log.size).filter(|end| *end < 1 << 62);
        let end = end.ok_or(Malformed("a size"))?;
        let holds: u32 = from.of("a count of holds")?;
        for _ in 0..from.count()? {
            let key = KeyState::read(from, holds)?;
            is_new(log.keys.get(key.added.key).is_none())?;
            log.keys.insert(key.added.key, key);
        }
        for _ in 0..from.count()? {
            let certificate = CertificateState::read(from, holds)?;
            let number = certificate.facts.certificate;
            is_new(log.certificates.get(number).is_none())?;
            log.certificates.insert(number, certificate);
        }
        for _ in 0..from.count()? {
            let number: ProducerNumber = from.of("a producer")?;
            is_new(log.producers.get(number).is_none())?;
            log.producers.insert(number, read_holds(from, holds)?);
        }
        let mut before = (0, 0);
        for _ in 0..from.count()? {
            let batch = Batch::read(from, before)?;
            before = (batch.position, batch.issued_at.as_second().cast_unsigned());
            log.take_batch(batch)?;
        }
        log.holds = Holds::read(from, end, log.stamp_count)?;
        log.certificate_records = from.number()?;
        log.certificate_standings = from.number()?;
        if log.holds.len() == holds as usize { Ok(log) } else { Err(Malformed("a count of holds")) }
    }

    /// A batch with all that follows from its being issued.
    fn take_batch(&mut self, mut batch: Batch) -> Result<(), Malformed> {
        let BatchIssued { batch: number, certificate, quantity, .. } = batch.issued;
        is_new(self.batches.get(number).is_none())?;
        let certificate = self.certificates.get_mut(certificate);
        let certificate = certificate.ok_or(Malformed("a batch's certificate"))?;
        Arc::make_mut(&mut certificate.issued).push((batch.issued_at, quantity));
        batch.first_place = self.stamp_count;
        self.batches.insert(number, batch);
        self.in_order.insert(self.batch_count, number);
        self.batch_count += 1;
        self.stamp_count += u64::from(quantity);
        self.highest_batch = self.highest_batch.max(number.get());
        Ok(())
    }
}

impl Opening {
    fn write(&self, to: &mut DenseWriter<'_>) {
        [&self.origin, &self.vkey].iter().for_each(|text| to.block(text.as_str().as_bytes()));
    }

    fn read(from: &mut DenseReader<'_>) -> Result<Self, Malformed> {
        Ok(Self { origin: from.text("an origin")?, vkey: from.text("a key")? })
    }
}

impl KeyState {
    fn write(&self, to: &mut DenseWriter<'_>) {
        to.json(self.added.as_ref());
        to.number(self.added_at.as_second().cast_unsigned());
        to.maybe(self.retired_at, |to, at| to.number(at.as_second().cast_unsigned()));
        to.count(self.compromises.len());
        for compromise in &self.compromises {
            to.number(compromise.at.as_second().cast_unsigned());
            to.number(compromise.position);
            to.number(compromise.from_index);
        }
        write_holds(&self.holds, to);
    }

    fn read(from: &mut DenseReader<'_>, holds: u32) -> Result<Self, Malformed> {
        let added: KeyAdded = from.json("a key")?;
        let public_key =
            IssuerKey::from_bytes(&added.public_key.0).map_err(|_| Malformed("a key"))?;
        let (added_at, retired_at) = (from.time()?, from.maybe(DenseReader::time)?);
        let mut compromises = Vec::new();
        for _ in 0..from.count()? {
            let (at, position, from_index) = (from.time()?, from.number()?, from.number()?);
            compromises.push(Compromise { at, position, from_index });
        }
        let holds = read_holds(from, holds)?;
        Ok(Self { added: Arc::new(added), public_key, added_at, retired_at, compromises, holds })
    }
}

impl CertificateState {
    fn write(&self, to: &mut DenseWriter<'_>) {
        to.json(self.facts.as_ref());
        to.number(self.position);
        to.maybe(self.ended.as_deref(), |to, ended| to.json(ended));
        to.count(self.renewed_by.len());
        self.renewed_by.iter().for_each(|number| to.number(*number));
        write_holds(&self.holds, to);
    }

    fn read(from: &mut DenseReader<'_>, holds: u32) -> Result<Self, Malformed> {
        let facts = Arc::new(from.json("a certificate")?);
        let position = from.number()?;
        let ended = from.maybe(|from| from.json("a certificate's end"))?.map(Arc::new);
        let renewed_by = (0..from.count()?).map(|_| from.of("a certificate"));
        let renewed_by = Arc::new(renewed_by.collect::<Result<_, _>>()?);
        let holds = read_holds(from, holds)?;
        Ok(Self { facts, position, ended, renewed_by, issued: Arc::default(), holds })
    }
}

impl Batch {
    /// Position and time less those of the batch before ‖ what its entry says ‖ what was said of its ranges.
    fn write(&self, to: &mut DenseWriter<'_>, (position, at): (u64, u64)) {
        let issued = &self.issued;
        to.number(self.position - position);
        to.number(self.issued_at.as_second().cast_unsigned() - at);
        to.number(issued.batch);
        to.number(issued.certificate);
        to.number(issued.producer);
        to.number(issued.key);
        to.number(issued.quantity);
        to.number(issued.flags);
        to.date(issued.valid_until);
        to.maybe(issued.gtin, |to, gtin| to.bytes(gtin.as_str().as_bytes()));
        to.number(issued.activated);
        to.maybe(issued.short_generation, DenseWriter::number);
        to.maybe(issued.pin_generation, DenseWriter::number);
        to.maybe(self.said.as_deref(), |to, said| said.write(to));
    }

    fn read(from: &mut DenseReader<'_>, (position, at): (u64, u64)) -> Result<Self, Malformed> {
        const WRONG: Malformed = Malformed("a batch");
        let position = position.checked_add(from.number()?).ok_or(WRONG)?;
        let seconds = at.checked_add(from.number()?).and_then(|at| i64::try_from(at).ok());
        let issued_at =
            seconds.and_then(|at| jiff::Timestamp::from_second(at).ok()).ok_or(WRONG)?;
        let issued = BatchIssued {
            batch: from.of::<BatchNumber>("a batch")?,
            certificate: from.of("a certificate")?,
            producer: from.of("a producer")?,
            key: from.of::<KeyNumber>("a key")?,
            quantity: from.of("a quantity")?,
            flags: from.of("flags")?,
            valid_until: from.date()?,
            gtin: from.maybe(|from| {
                let digits = from.array::<{ Gtin::DIGITS }>()?;
                let digits = std::str::from_utf8(&digits).map_err(|_| WRONG)?;
                Gtin::parse(digits).map_err(|_| WRONG)
            })?,
            activated: from.flag()?,
            short_generation: from.maybe(|from| from.of("a generation"))?,
            pin_generation: from.maybe(|from| from.of("a generation"))?,
        };
        let can_be = (1..=MAX_QUANTITY).contains(&issued.quantity)
            && Flags::from_bits(issued.flags).is_some()
            && ValidUntil::try_from(issued.valid_until).is_ok();
        if !can_be {
            return Err(WRONG);
        }
        let said = from.maybe(|from| Said::read(from, issued.batch))?.map(Arc::new);
        Ok(Self { issued, issued_at, position, first_place: 0, said })
    }
}

impl Said {
    fn write(&self, to: &mut DenseWriter<'_>) {
        self.activated.write(to, |to, activated| to.number(*activated));
        to.count(self.declarations.len());
        for (at, declared) in &self.declarations {
            to.number(at.as_second().cast_unsigned());
            to.number(declared.from);
            to.number(declared.to);
            to.maybe(declared.lot.as_ref(), |to, lot| to.block(lot.as_str().as_bytes()));
            for day in [declared.made_from, declared.made_to, declared.best_before] {
                to.maybe(day, DenseWriter::date);
            }
        }
        self.declared.write(to, |to, places| {
            to.count(places.len());
            places.iter().for_each(|place| to.count(*place));
        });
    }

    fn read(from: &mut DenseReader<'_>, batch: BatchNumber) -> Result<Self, Malformed> {
        let activated = Segments::read(from, |from| from.flag())?;
        let mut declarations = Vec::new();
        for _ in 0..from.count()? {
            let at = from.time()?;
            let declared = RangeDeclared {
                batch,
                from: from.of("an index")?,
                to: from.of("an index")?,
                lot: from.maybe(|from| from.text("a lot"))?,
                made_from: from.maybe(DenseReader::date)?,
                made_to: from.maybe(DenseReader::date)?,
                best_before: from.maybe(DenseReader::date)?,
            };
            declarations.push((at, declared));
        }
        let declared = Segments::read(from, |from| {
            let places = (0..from.count()?).map(|_| match from.of("a declaration") {
                Ok(place) if place >= declarations.len() => Err(Malformed("a declaration")),
                place => place,
            });
            Ok(Arc::new(places.collect::<Result<Vec<usize>, _>>()?))
        })?;
        Ok(Self { activated, declarations, declared })
    }
}

fn write_holds(holds: &HoldNumbers, to: &mut DenseWriter<'_>) {
    let holds = holds.as_deref().map_or(&[][..], Vec::as_slice);
    to.count(holds.len());
    holds.iter().for_each(|number| to.number(*number));
}

/// Reads numbers of holds, of which there are so many.
fn read_holds(from: &mut DenseReader<'_>, known: u32) -> Result<HoldNumbers, Malformed> {
    let numbers = (0..from.count()?).map(|_| match from.of("a hold") {
        Ok(number) if number >= known => Err(Malformed("a hold")),
        number => number,
    });
    let numbers: Vec<u32> = numbers.collect::<Result<_, _>>()?;
    Ok(if numbers.is_empty() { None } else { Some(Arc::new(numbers)) })
}

fn is_new(is_new: bool) -> Result<(), Malformed> {
    if is_new { Ok(()) } else { Err(Malformed("a number that is there twice")) }
}
