import type { Statement } from '#platform/lane.ts'
import type { ChannelSale, PlacedOrder, PlaceOrder } from './command.ts'

type Placed = { command: PlaceOrder; order: PlacedOrder }

const saleOf = ({ command }: Placed) => command.sale as ChannelSale
const documentOf = (placed: Placed) => saleOf(placed).document!

/** What the platforms said of their orders, in the same commit as the orders. */
export function writeChannelOrders(rows: Placed[]): Statement {
  return {
    name: 'orders_write_channel_orders',
    text: `
      insert into channel_orders (org_id, order_id, store_id, external_id, number, canonical,
        digest, external_updated_at, adapter_version, source, flags, cancel_requested, accept_by,
        touches_stock, heard_at)
      select org_id, order_id, store_id, external_id, number, canonical::json,
        decode(digest, 'hex'), external_updated_at, adapter_version, source, flags::text[],
        cancel_requested, accept_by, touches_stock, heard_at
      from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[],
        $7::text[], $8::timestamptz[], $9::int[], $10::text[], $11::text[], $12::boolean[],
        $13::timestamptz[], $14::boolean[], $15::timestamptz[])
        as c (org_id, order_id, store_id, external_id, number, canonical, digest,
          external_updated_at, adapter_version, source, flags, cancel_requested, accept_by,
          touches_stock, heard_at)`,
    values: [
      rows.map(({ order }) => order.orgId),
      rows.map(({ order }) => order.id),
      rows.map(({ order }) => order.store.id),
      rows.map(({ order }) => order.externalId),
      rows.map((row) => documentOf(row).number),
      rows.map((row) => documentOf(row).canonical),
      rows.map((row) => Buffer.from(documentOf(row).digest).toString('hex')),
      rows.map(({ order }) => order.externalUpdatedAt),
      rows.map((row) => documentOf(row).adapterVersion),
      rows.map((row) => documentOf(row).source),
      rows.map((row) => arrayText(documentOf(row).flags)),
      rows.map((row) => documentOf(row).cancelRequested),
      rows.map((row) => documentOf(row).acceptBy),
      rows.map((row) => saleOf(row).touchesStock),
      rows.map((row) => documentOf(row).heardAt),
    ],
  }
}

/** An array of arrays cannot be unnested by rows, so each goes as the text of one. */
export function arrayText(items: string[]): string {
  if (items.length === 0) return '{}'
  return `{${items.map((item) => `"${item.replaceAll(/["\\]/g, String.raw`\$&`)}"`).join(',')}}`
}
