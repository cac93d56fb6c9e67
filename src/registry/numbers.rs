//! The service's own numbers of producers and products.

use crate::stamp::number;

number!(
    /// The service's number of a producer.
    ProducerNumber, u32, u32::MAX, "producer"
);

number!(
    /// The service's number of a product.
    ProductNumber, u32, u32::MAX, "product"
);
