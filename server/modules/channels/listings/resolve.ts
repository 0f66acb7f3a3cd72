import { sql } from 'kysely'
import { knownSkus } from '#catalog'
import type { Db } from '#platform/database.ts'
import type { ListingRef } from '../adapter.ts'
import { refOf } from './ref.ts'

type Asked = { orgId: string; storeId: string; refs: ListingRef[] }
type Waiting = Asked & {
  resolve: (skus: (string | null)[]) => void
  reject: (error: unknown) => void
}

/**
 * Says which SKUs of ours the lines of a platform's order are. Those who ask while one look into the
 * database is under way share the next one, so a flood of messages costs few of them.
 */
export function createSkuResolver(db: Db) {
  let waiting: Waiting[] = []
  let isLooking = false

  async function look(): Promise<void> {
    while (waiting.length > 0) {
      const asked = waiting
      waiting = []
      try {
        const found = await findSkus(db, asked)
        for (const one of asked) one.resolve(one.refs.map((ref) => skuOf(found, one, ref)))
      } catch (error) {
        for (const { reject } of asked) reject(error)
      }
    }
    isLooking = false
  }

  return (asked: Asked): Promise<(string | null)[]> =>
    new Promise((resolve, reject) => {
      waiting.push({ ...asked, resolve, reject })
      if (isLooking) return
      isLooking = true
      // What is asked in the same turn of the event loop joins.
      setImmediate(() => void look())
    })
}

export type SkuResolver = ReturnType<typeof createSkuResolver>

type Found = { mapped: Map<string, string>; own: Map<string, Set<string>> }

const keyOf = ({ orgId, storeId }: { orgId: string; storeId: string }, ref: string): string =>
  `${orgId}/${storeId}/${ref}`

async function findSkus(db: Db, asked: Asked[]): Promise<Found> {
  const [mapped, own] = await Promise.all([findMapped(db, asked), findOwn(db, asked)])
  return { mapped, own }
}

async function findMapped(db: Db, asked: Asked[]): Promise<Found['mapped']> {
  const refs = asked.flatMap((one) =>
    one.refs.flatMap((line) => refsOf(line).map((ref) => ({ ...one, ref }))),
  )
  const { rows } = await sql<{ orgId: string; storeId: string; ref: string; sku: string }>`
    select l.org_id as "orgId", l.store_id as "storeId", l.ref, l.sku
    from unnest(${refs.map(({ orgId }) => orgId)}::uuid[],
      ${refs.map(({ storeId }) => storeId)}::uuid[],
      ${refs.map(({ ref }) => ref)}::text[]) as w (org_id, store_id, ref)
    join listings l on l.org_id = w.org_id and l.store_id = w.store_id and l.ref = w.ref
    where l.sku is not null
  `.execute(db)
  return new Map(rows.map((row) => [keyOf(row, row.ref), row.sku]))
}

async function findOwn(db: Db, asked: Asked[]): Promise<Found['own']> {
  const perOrg = Map.groupBy(asked, ({ orgId }) => orgId)
  const own = await Promise.all(
    [...perOrg].map(async ([orgId, all]) => {
      const wanted = all.flatMap(({ refs: lines }) => lines.flatMap(({ sku }) => sku ?? []))
      return [orgId, await knownSkus(db, orgId, [...new Set(wanted)])] as const
    }),
  )
  return new Map(own)
}

/** What a person has said counts before the SKU being the same by chance. */
function skuOf(found: Found, asked: Asked, line: ListingRef): string | null {
  for (const ref of refsOf(line)) {
    const sku = found.mapped.get(keyOf(asked, ref))
    if (sku !== undefined) return sku
  }
  return line.sku !== null && found.own.get(asked.orgId)?.has(line.sku) ? line.sku : null
}

/** A person may have named a listing by its variant, its product, or the SKU over there. */
function refsOf(line: ListingRef): string[] {
  const { productId, variantId, sku } = line
  const names = [
    refOf(line),
    refOf({ productId, variantId: null, sku: null }),
    refOf({ productId: null, variantId: null, sku }),
  ]
  // A product with variants is many things, so it names none of them.
  return [...new Set(names.filter((name, at) => name && !(at === 1 && variantId)))] as string[]
}
