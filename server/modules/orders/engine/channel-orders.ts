import { rowsInto } from '#platform/rows-into.ts'
import type { ChannelSale, PlacedOrder, PlaceOrder } from './command.ts'

type Placed = { command: PlaceOrder; order: PlacedOrder }

const saleOf = ({ command }: Placed) => command.sale as ChannelSale
const documentOf = (placed: Placed) => saleOf(placed).document!

/** What the platforms said of their orders, in the same commit as the orders. */
export const writeChannelOrders = rowsInto<Placed>('channel_orders', [
  ['org_id', 'uuid', ({ order }) => order.orgId],
  ['order_id', 'uuid', ({ order }) => order.id],
  ['store_id', 'uuid', ({ order }) => order.store.id],
  ['external_id', 'text', ({ order }) => order.externalId],
  ['number', 'text', (row) => documentOf(row).number],
  ['canonical', 'json', (row) => documentOf(row).canonical],
  ['digest', 'bytea', (row) => documentOf(row).digest],
  ['external_updated_at', 'timestamptz', ({ order }) => order.externalUpdatedAt],
  ['adapter_version', 'int', (row) => documentOf(row).adapterVersion],
  ['source', 'text', (row) => documentOf(row).source],
  ['flags', 'text[]', (row) => documentOf(row).flags],
  ['cancel_requested', 'boolean', (row) => documentOf(row).cancelRequested],
  ['accept_by', 'timestamptz', (row) => documentOf(row).acceptBy],
  ['touches_stock', 'boolean', (row) => saleOf(row).touchesStock],
  ['heard_at', 'timestamptz', (row) => documentOf(row).heardAt],
])
