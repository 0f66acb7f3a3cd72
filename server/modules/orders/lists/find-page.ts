import type { Db } from '#platform/database.ts'
import { isEverything, type Narrowed } from './filter.ts'
import { type Probe, type Search, searchOf } from './search.ts'
import { findHits, findNewest, hasMoreThan, type Hit, keysOfMany } from './search-store.ts'
import { partsOf } from './parts.ts'
import { keysOf, keysOfParts, type ListedOrder, listRows, type Slice } from './store.ts'
import { withinMs } from './time-limit.ts'

export type Shop = { orgId: string; storeIds: string[] }

export type Found = {
  rows: ListedOrder[]
  /** All orders that a search has found, where they are few enough to be named. */
  ids?: string[]
  /** Whether every match can be reached from here. */
  isComplete: boolean
}

const NOTHING: Found = { rows: [], ids: [], isComplete: true }

/** So many are sorted at once; what matches more is read by age. */
const FEW = 1_000
const WINDOW = 20_000
const SEARCH_MS = 300
/** The newest few tell how many match; a page that is met among so many is read by age at once. */
const GLANCE = 4_000
const MET_WITHIN = 20_000

type Wanted = { narrowed: Narrowed; typed: string | undefined; slice: Slice }

/** One page of orders, sorted, with one row more where there is a next page. */
export async function findPage(db: Db, shop: Shop, wanted: Wanted): Promise<Found> {
  const { narrowed, typed, slice } = wanted
  if (!typed) return { rows: await listPage(db, shop, { narrowed, slice }), isComplete: true }
  const search = searchOf(typed)
  if (!search) return NOTHING
  const { exact } = search
  const hits = exact.length > 0 ? await find(db, shop, exact) : []
  if (!hits || hits.length > FEW) return walk(db, shop, { ...wanted, probes: exact })
  if (hits.length > 0) return ofThese(db, shop, { ...wanted, hits })
  return findPart(db, shop, { ...wanted, search })
}

const find = (db: Db, { orgId, storeIds }: Shop, probes: Probe[]): Promise<Hit[] | undefined> =>
  withinMs(db, SEARCH_MS, (tx) => findHits(tx, orgId, probes, { storeIds, max: FEW + 1 }))

/** A part of a name: met among the newest, or looked up in the index; else as far as seen. */
async function findPart(db: Db, shop: Shop, wanted: Wanted & { search: Search }): Promise<Found> {
  const { search } = wanted
  if (!search.part) return NOTHING
  const part = { ...wanted, probes: [search.part] }
  const met = await firstPageMet(db, shop, part)
  if (met) return met
  const hits = search.partIsIndexed ? await find(db, shop, part.probes) : undefined
  if (!hits) return newestOf(db, shop, part)
  return hits.length > FEW ? walk(db, shop, part) : ofThese(db, shop, { ...part, hits })
}

/**
 * What many orders have is met soon by whoever goes through them by age: sooner than an index says
 * which all of them are. How soon is told by a glance at the newest.
 */
async function firstPageMet(
  db: Db,
  shop: Shop,
  wanted: Wanted & { probes: Probe[] },
): Promise<Found | undefined> {
  const { narrowed, probes, slice } = wanted
  const { sort, after, offset, take } = slice
  const isFirst = sort.by === 'placedAt' && sort.order === 'desc' && !after && offset === 0
  if (!isFirst || !isEverything(narrowed)) return undefined
  const hits = await findNewest(db, shop.orgId, probes, { window: GLANCE, max: take })
  if (hits.length * MET_WITHIN < take * GLANCE) return undefined
  // Of few orders it is told how many match.
  if (!(await hasMoreThan(db, shop.orgId, WINDOW))) return undefined
  if (hits.length < take) return walk(db, shop, wanted)
  const { rows } = await ofThese(db, shop, { ...wanted, hits })
  return { rows, isComplete: true }
}

async function ofThese(
  db: Db,
  { orgId }: Shop,
  { narrowed, slice, hits }: Wanted & { hits: Hit[] },
): Promise<Found> {
  const ids = hits.map(({ id }) => id)
  if (ids.length === 0) return NOTHING
  const { sort } = slice
  // The hits know their age, so only the orders of the page need to be read.
  const isPaged = sort.by === 'placedAt' && isEverything(narrowed)
  const keys = isPaged
    ? keysOf(orgId, { narrowed, ids: idsOfPage(hits, slice), slice: { ...slice, offset: 0 } })
    : keysOf(orgId, { narrowed, ids, slice })
  return { rows: await listRows(db, orgId, { keys, sort }), ids, isComplete: true }
}

function idsOfPage(hits: Hit[], { sort, after, offset, take }: Slice): string[] {
  const sign = sort.order === 'desc' ? -1 : 1
  const place = (a: Hit, b: Hit) =>
    sign * (a.placedAt.getTime() - b.placedAt.getTime() || (a.id < b.id ? -1 : 1))
  return hits
    .filter((hit) => !after || (hit.id !== after.id && place(hit, after) > 0))
    .toSorted(place)
    .slice(offset, offset + take)
    .map(({ id }) => id)
}

/** More than can be sorted at once can only be read by age, as far as the time reaches. */
async function walk(db: Db, shop: Shop, wanted: Wanted & { probes: Probe[] }): Promise<Found> {
  const { sort } = wanted.slice
  const keys = keysOfMany(shop.orgId, wanted)
  const rows =
    sort.by === 'placedAt' &&
    (await withinMs(db, SEARCH_MS, (tx) => listRows(tx, shop.orgId, { keys, sort })))
  return rows ? { rows, isComplete: true } : newestOf(db, shop, wanted)
}

async function newestOf(db: Db, shop: Shop, wanted: Wanted & { probes: Probe[] }): Promise<Found> {
  const hits = await findNewest(db, shop.orgId, wanted.probes, { window: WINDOW, max: FEW })
  const found = await ofThese(db, shop, { ...wanted, hits })
  const isAll = hits.length < FEW && !(await hasMoreThan(db, shop.orgId, WINDOW))
  return { ...found, isComplete: isAll }
}

function listPage(
  db: Db,
  { orgId, storeIds }: Shop,
  { narrowed, slice }: Pick<Wanted, 'narrowed' | 'slice'>,
): Promise<ListedOrder[]> {
  const from = partsOf(narrowed, storeIds, slice)
  const keys = from
    ? keysOfParts(orgId, { narrowed, from, slice })
    : keysOf(orgId, { narrowed, slice })
  return listRows(db, orgId, { keys, sort: slice.sort })
}
