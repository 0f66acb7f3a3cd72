/**
 * Orders of one list at a time: enough for full batches of the engine, and few enough for the
 * connections, of which each order that is known takes one. With 250 at once a database that was
 * slow answered none in time, and the same page was asked for again for ever.
 */
export const ORDERS_AT_ONCE = 64
