import { standardWebhookHeaders } from '../../server/modules/channels/adapters/shape/standard-webhooks.ts'
import { given } from '../given.ts'
import { signIn, startProduct } from '../product.ts'
import { openPool } from '../../load/open-pool.ts'

export const SECRET = 'a secret of the stage'

export type SentOrder = Record<string, unknown>

export const anOrderOf = (externalId: string, more: SentOrder = {}): SentOrder => ({
  ...{ externalId, currency: 'INR', placedAt: '2027-01-05T10:00:00Z', paymentStatus: 'paid' },
  customer: { name: 'Asha Rao', email: 'asha@example.com' },
  shippingAddresses: [{ name: 'Asha Rao', line1: '1 MG Road', city: 'Pune', country: 'IN' }],
  lines: [{ externalLineId: '1', sku: 'MUG', quantity: 1, unitPriceMinor: 1_000 }],
  ...more,
})

/** The product with a store of our own format, and everything that a platform can do with it. */
export async function importStage(settings: Record<string, string> = {}, directUrl?: string) {
  const product = await startProduct(settings)
  const pool = openPool(directUrl ?? product.databaseUrl)
  await given(pool, { orgId: product.orgId }).product('MUG', 10_000)
  const owner = await signIn(product)
  const call = async (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object) => {
    const reply = await product.app.inject({
      ...{ method, url: `/api/v1${url}`, headers: owner, ...(payload && { payload }) },
    })
    return { status: reply.statusCode, json: reply.body ? reply.json() : undefined }
  }
  const store = await call('POST', '/stores', {
    ...{ platform: 'generic', uid: 'stage', name: 'Stage' },
    credentials: { webhookSecret: SECRET },
  })
  const { id: storeId, key } = store.json as { id: string; key: string }
  let deliveries = 0
  const send = async (
    body: unknown,
    how: { id?: string; secret?: string; at?: Date; headers?: Record<string, string> } = {},
  ) => {
    const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
    const { id = `delivery-${++deliveries}`, secret = SECRET, at = new Date() } = how
    const signed = standardWebhookHeaders(Buffer.from(secret), id, at, bytes)
    const reply = await product.app.inject({
      ...{ method: 'POST', url: `/import-orders/${key}`, payload: bytes },
      headers: { 'content-type': 'application/json', ...signed, ...how.headers },
    })
    return { status: reply.statusCode, json: reply.json() as Record<string, string> }
  }
  const rows = async <Row>(text: string, values: unknown[] = []): Promise<Row[]> =>
    (await pool.query(text, values)).rows as Row[]
  return {
    ...{ product, storeId, key, call, send, rows, owner },
    stop: async () => {
      await pool.end()
      await product.stop()
    },
  }
}
