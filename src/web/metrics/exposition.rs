//! The figures as OpenMetrics text.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeGaugeValue, NoLabelSet, text::encode},
    metrics::MetricType,
    registry::{Registry, Unit},
};

use super::{
    FAMILIES, Metrics, TurnedAway, VERDICTS, counts::MethodClass, counts::STATUS_CLASSES, process,
};
use crate::{
    app::Figures,
    ledger::{Distribution, Histogram},
    web::{PublicPath, connection::Places, site::Site},
};

/// All figures as they stand.
pub(super) fn text(site: Arc<Site>, places: Arc<Places>) -> String {
    let mut registry = Registry::default();
    registry.register_collector(Box::new(Gathered { site, places }));
    let mut text = String::new();
    encode(&mut text, &registry).expect("a String takes all");
    text
}

/// Where they are gathered when they are asked for.
struct Gathered {
    site: Arc<Site>,
    places: Arc<Places>,
}

impl fmt::Debug for Gathered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(figures)")
    }
}

impl Collector for Gathered {
    fn encode(&self, encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let mut page = Page(encoder);
        page.requests(&self.site.metrics)?;
        page.verdicts(&self.site.metrics)?;
        page.service(&self.site.service.figures())?;
        let (taken, most) = (self.places.taken() as u64, self.places.most() as u64);
        page.gauge("ocop_stamp_connections", "Open connections of the public side", None, &taken)?;
        page.gauge("ocop_stamp_connections_max", "How many there may be", None, &most)?;
        page.process()?;
        let started = self.site.started_at.as_millisecond() as f64 / 1_000.0;
        let words = "When the process began to answer, since 1970";
        page.gauge("process_start_time", words, Some(&Unit::Seconds), &started)?;
        let mut info =
            page.0.encode_descriptor("ocop_stamp_build", "What runs", None, MetricType::Info)?;
        info.encode_info(&[("version", env!("CARGO_PKG_VERSION"))])
    }
}

/// What is written on.
struct Page<'e>(DescriptorEncoder<'e>);

impl Page<'_> {
    fn requests(&mut self, metrics: &Metrics) -> fmt::Result {
        let workers = metrics.workers();
        let words = "Requests that were answered, by path, sort of method and class of status";
        let name = "ocop_stamp_http_requests";
        let mut family = self.0.encode_descriptor(name, words, None, MetricType::Counter)?;
        for path in PublicPath::ALL {
            for method in MethodClass::ALL {
                for (class, status) in STATUS_CLASSES.into_iter().enumerate() {
                    let count = workers.iter().map(|w| w.requests(path, method, class)).sum();
                    if count == 0 {
                        continue;
                    }
                    let labels =
                        [("path", path.pattern()), ("method", method.word()), ("status", status)];
                    let mut one = family.encode_family(&labels)?;
                    one.encode_counter::<NoLabelSet, u64, f64>(&count, None)?;
                }
            }
        }
        let words = "How long an answer took, from the request's head to the answer's";
        let name = "ocop_stamp_http_request_duration";
        let unit = Some(&Unit::Seconds);
        let mut family = self.0.encode_descriptor(name, words, unit, MetricType::Histogram)?;
        for path in PublicPath::ALL {
            let all = workers.iter().map(|worker| worker.times(path).distribution());
            let Some(sum) = all.reduce(|mut sum, more| {
                sum.add(&more);
                sum
            }) else {
                continue;
            };
            if sum.count() > 0 {
                let labels = [("path", path.pattern())];
                let mut one = family.encode_family(&labels)?;
                let (all, count) = (sum.sum, sum.count());
                one.encode_histogram::<NoLabelSet>(all, count, &sum.buckets, None)?;
            }
        }
        let words = "Requests that were turned away before anybody looked at them";
        let name = "ocop_stamp_http_requests_turned_away";
        let mut family = self.0.encode_descriptor(name, words, None, MetricType::Counter)?;
        for why in TurnedAway::ALL {
            let labels = [("reason", why.word())];
            let count = read(&metrics.turned_away[why as usize]);
            let mut one = family.encode_family(&labels)?;
            one.encode_counter::<NoLabelSet, u64, f64>(&count, None)?;
        }
        Ok(())
    }

    fn verdicts(&mut self, metrics: &Metrics) -> fmt::Result {
        let words = "Codes that were checked, by what they were worth; revoked ones by why";
        let name = "ocop_stamp_verdicts";
        let mut family = self.0.encode_descriptor(name, words, None, MetricType::Counter)?;
        let families = FAMILIES.map(|(_, word)| word);
        for verdict in VERDICTS {
            for (place, reason) in families.into_iter().chain(["none"]).enumerate() {
                let count = read(&metrics.verdicts[verdict as usize][place]);
                if count == 0 && reason != "none" {
                    continue;
                }
                let labels = [("verdict", verdict.word()), ("reason", reason)];
                let mut one = family.encode_family(&labels)?;
                one.encode_counter::<NoLabelSet, u64, f64>(&count, None)?;
            }
        }
        let words = "Codes of which nothing could be told";
        let count = read(&metrics.cannot_tell);
        self.counter("ocop_stamp_verdicts_not_told", words, count)
    }

    fn service(&mut self, figures: &Figures<'_>) -> fmt::Result {
        let Figures { log_size, published, queue, writer, sessions, health, now } = figures;
        let is_well = u64::from(health.is_ok());
        self.gauge("ocop_stamp_healthy", "1 as long as /healthz says 200", None, &is_well)?;
        let group = writer.group_size.distribution();
        // Each group's size, added up: changes since the start.
        let changes = group.sum as u64;
        self.counter("ocop_stamp_changes", "Changes committed since the start", changes)?;
        self.distribution("ocop_stamp_group_changes", "Changes of a group", None, &group)?;
        let words = "Until a group was on disk, journal and store";
        self.times("ocop_stamp_commit_duration", words, &writer.commit_time)?;
        let words = "Until the snapshot that scans are answered from had it";
        self.times("ocop_stamp_snapshot_duration", words, &writer.apply_time)?;
        let words = "The newest change of the journal";
        self.gauge("ocop_stamp_journal_position", words, None, &writer.sequence())?;
        let (waiting, most) = (queue.0 as u64, queue.1 as u64);
        self.gauge("ocop_stamp_queue_changes", "Changes that wait", None, &waiting)?;
        self.gauge("ocop_stamp_queue_changes_max", "How many may", None, &most)?;
        self.gauge("ocop_stamp_log_entries", "Entries of the log", None, log_size)?;
        if let Some(published) = published {
            let words = "Entries under the published checkpoint";
            self.gauge("ocop_stamp_log_published_entries", words, None, &published.size)?;
            let age = now.duration_since(published.at).as_secs_f64();
            let words = "Since the published checkpoint was cosigned";
            self.gauge("ocop_stamp_checkpoint_age", words, Some(&Unit::Seconds), &age)?;
        }
        let words = "Sessions of people that go on";
        self.gauge("ocop_stamp_sessions", words, None, &(*sessions as u64))
    }

    fn process(&mut self) -> fmt::Result {
        if let Some(bytes) = process::resident_bytes() {
            let words = "Memory that the process has";
            self.gauge("process_resident_memory", words, Some(&Unit::Bytes), &bytes)?;
        }
        if let Some(open) = process::open_files() {
            self.gauge("process_open_fds", "Files and sockets that are open", None, &open)?;
        }
        if let Some(most) = process::most_open_files() {
            self.gauge("process_max_fds", "How many may be", None, &most)?;
        }
        Ok(())
    }

    fn counter(&mut self, name: &str, words: &str, count: u64) -> fmt::Result {
        let mut counter = self.0.encode_descriptor(name, words, None, MetricType::Counter)?;
        counter.encode_counter::<NoLabelSet, u64, f64>(&count, None)
    }

    fn gauge(
        &mut self,
        name: &str,
        words: &str,
        unit: Option<&Unit>,
        value: &impl EncodeGaugeValue,
    ) -> fmt::Result {
        self.0.encode_descriptor(name, words, unit, MetricType::Gauge)?.encode_gauge(value)
    }

    fn times(&mut self, name: &str, words: &str, times: &Histogram) -> fmt::Result {
        self.distribution(name, words, Some(&Unit::Seconds), &times.distribution())
    }

    fn distribution(
        &mut self,
        name: &str,
        words: &str,
        unit: Option<&Unit>,
        of: &Distribution,
    ) -> fmt::Result {
        let mut histogram = self.0.encode_descriptor(name, words, unit, MetricType::Histogram)?;
        histogram.encode_histogram::<NoLabelSet>(of.sum, of.count(), &of.buckets, None)
    }
}

fn read(count: &AtomicU64) -> u64 {
    count.load(Ordering::Relaxed)
}
