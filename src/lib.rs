//! ocop-stamp: signed traceability stamps for certified OCOP products of Viet Nam.

pub mod stamp;

pub mod signing;

pub mod registry;

pub mod log;

pub mod verification;
