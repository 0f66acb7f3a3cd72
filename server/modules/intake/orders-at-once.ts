/**
 * How many orders of one list are processed at the same time. They should fill the batches of the
 * order engine, but each order that is known already takes a database connection: with 250 at once
 * a slow database answered none of them in time, and the same page was asked for again and again.
 */
export const ORDERS_AT_ONCE = 64
