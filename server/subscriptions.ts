import type { Subscriptions } from '#platform/events.ts'

/** The jobs that each event starts, on one screen. */
export const subscriptions: Subscriptions = {
  'customer.erased': ['orders.erase_customer'],
  'order.erased': ['intake.erase_originals', 'channels.erase_reasons'],
  'order.placed': ['payments.settle_charge'],
  'store.connected': ['channels.sync_listings'],
  'store.active': ['channels.push_waiting'],
  // The store may from now on be told about parcels.
  'store.changed': ['channels.push_waiting'],
  // Pushes with the old credentials may have failed. Besides, a change of a store ends its current
  // round of pushes, which is started again here.
  'store.credentials_replaced': ['channels.push_waiting'],
  'listing.mapped': ['intake.map_lines'],
  'store.listings_mapped': ['intake.map_lines'],
  'setting.changed': ['stock.apply_threshold', 'reports.apply_time_zone'],
  'location.changed': ['stock.tell_levels'],
  'stock.arrived': ['orders.fill_shortages'],
  'order.shipped': ['channels.push_shipment'],
  'order.cancelled': ['payments.undo_charge', 'channels.push_cancel'],
  'order.lines_cancelled': ['payments.lower_charge', 'channels.push_cancelled_lines'],
  'order.refund_asked': ['channels.push_refund'],
  // The platform has accepted the refund. The order is fetched, so that the books follow at once.
  'order.refund_taken': ['intake.fetch_order'],
  'payment.succeeded': ['orders.apply_payment'],
  'payment.declined': ['orders.apply_decline'],
  'payment.lost': ['orders.note_lost_payment'],
  'payment.voided': ['orders.apply_void'],
  'payment.refunded': ['orders.apply_refund'],
  // The payment arrived after the order was cancelled, so it is returned.
  'order.refund_due': ['payments.undo_charge'],
}
