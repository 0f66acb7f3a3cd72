import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { given } from '#tests/given.ts'
import { openPool } from './open-pool.ts'
import { signIn } from './sign-in.ts'

export type Shop = {
  signIn(url: string): Promise<Record<string, string>>
  place(
    url: string,
    headers: Record<string, string>,
    key: string,
  ): Promise<{ status: number; id: string }>
}

/** Asks a running program for the address of its database. */
export async function databaseOf(dataDir: string): Promise<string> {
  const text = await readFile(path.join(dataDir, 'instance.json'), 'utf8')
  return (JSON.parse(text) as { databaseUrl: string }).databaseUrl
}

/** Creates a few SKUs with plenty of stock, and gives the two calls that a buyer makes. */
export async function prepareShop(
  databaseUrl: string,
  account: { email: string; password: string; skus: number },
): Promise<Shop> {
  const pool = openPool(databaseUrl, 1)
  const { rows } = await pool.query<{ id: string }>(
    'select id from orgs order by created_at limit 1',
  )
  const words = given(pool, { orgId: rows[0]!.id })
  for (let n = 0; n < account.skus; n++) await words.product(`KILL-${n}`, 1_000_000)
  await pool.end()

  const post = async (url: string, body: object, headers: Record<string, string> = {}) => {
    const reply = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
    return { status: reply.status, body: (await reply.json()) as Record<string, string> }
  }
  return {
    signIn: async (url) => ({ authorization: `Bearer ${await signIn(url, account)}` }),
    async place(url, headers, key) {
      const sku = `KILL-${key.length % account.skus}`
      const order = {
        lines: [{ sku, quantity: 1 }],
        customer: { name: 'Asha Rao', email: 'asha@example.com' },
        shippingAddress: { line1: '1 MG Road', city: 'Pune', country: 'IN' },
        payment: { method: 'test' },
      }
      const keyed = { ...headers, 'idempotency-key': key }
      const { status, body } = await post(`${url}/api/v1/orders`, order, keyed)
      return { status, id: body['id'] ?? '' }
    },
  }
}
