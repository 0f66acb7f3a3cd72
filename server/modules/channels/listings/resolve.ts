import { readKnownSkus } from '#catalog'
import type { Lane, Statement } from '#platform/lane.ts'
import type { ListingRef } from '../adapter.ts'
import { refOf } from './ref.ts'

type Asked = { orgId: string; storeId: string; refs: ListingRef[] }
type Waiting = Asked & {
  resolve: (skus: (string | null)[]) => void
  reject: (error: unknown) => void
}

/** Plans are kept there, since each message asks. */
type Database = Pick<Lane, 'ask'>

/**
 * Says which SKUs of ours the lines of a platform's order are. Those who ask while one look into the
 * database is under way share the next one, so a flood of messages costs few of them.
 */
export function createSkuResolver(database: Database) {
  let waiting: Waiting[] = []
  let isLooking = false

  async function look(): Promise<void> {
    while (waiting.length > 0) {
      const asked = waiting
      waiting = []
      try {
        const found = await find(database, asked)
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

type Found = { mapped: Map<string, string>; own: Set<string> }

const keyOf = ({ orgId, storeId }: { orgId: string; storeId: string }, ref: string): string =>
  `${orgId}/${storeId}/${ref}`

const ownKeyOf = (orgId: string, sku: string): string => `${orgId}/${sku}`

async function find(database: Database, asked: Asked[]): Promise<Found> {
  const own = new Map(
    asked.flatMap(({ orgId, refs }) =>
      refs.flatMap(({ sku }) => (sku ? [[ownKeyOf(orgId, sku), { orgId, sku }]] : [])),
    ),
  )
  const [listings, skus] = await database.ask([
    readListings(asked),
    readKnownSkus([...own.values()]),
  ])
  return {
    mapped: new Map((listings as Mapped[]).map((row) => [keyOf(row, row.ref), row.sku])),
    own: new Set((skus as Own[]).map(({ orgId, sku }) => ownKeyOf(orgId, sku))),
  }
}

type Mapped = { orgId: string; storeId: string; ref: string; sku: string }
type Own = { orgId: string; sku: string }

function readListings(asked: Asked[]): Statement {
  const refs = asked.flatMap(({ orgId, storeId, refs: lines }) =>
    lines.flatMap((line) => refsOf(line).map((ref) => ({ orgId, storeId, ref }))),
  )
  return {
    name: 'channels_read_listings',
    text: `
      select l.org_id as "orgId", l.store_id as "storeId", l.ref, l.sku
      from unnest($1::uuid[], $2::uuid[], $3::text[]) as w (org_id, store_id, ref)
      cross join lateral (
        select org_id, store_id, ref, sku from listings
        where org_id = w.org_id and store_id = w.store_id and ref = w.ref
        limit 1
      ) l
      where l.sku is not null`,
    values: [
      refs.map(({ orgId }) => orgId),
      refs.map(({ storeId }) => storeId),
      refs.map(({ ref }) => ref),
    ],
  }
}

/** What a person has said counts before the SKU being the same by chance. */
function skuOf(found: Found, asked: Asked, line: ListingRef): string | null {
  for (const ref of refsOf(line)) {
    const sku = found.mapped.get(keyOf(asked, ref))
    if (sku !== undefined) return sku
  }
  return line.sku !== null && found.own.has(ownKeyOf(asked.orgId, line.sku)) ? line.sku : null
}

/** A person may have named a listing by its variant, its product, or the SKU over there. */
function refsOf(line: ListingRef): string[] {
  const { productId, variantId, sku } = line
  const names = [
    refOf(line),
    // A product with variants is many things, so it names none of them.
    variantId ? undefined : refOf({ productId, variantId: null, sku: null }),
    refOf({ productId: null, variantId: null, sku }),
  ]
  return [...new Set(names.flatMap((name) => name ?? []))]
}
