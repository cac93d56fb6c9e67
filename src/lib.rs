//! ocop-stamp: signed traceability stamps for certified OCOP products of Viet Nam.

pub mod stamp;

pub mod signing;

pub mod registry;

pub mod log;

pub mod access;

pub mod ledger;

pub mod verification;

pub mod app;

pub mod store;

pub mod web;
