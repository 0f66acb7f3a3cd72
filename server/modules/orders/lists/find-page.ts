import type { Db } from '#platform/database.ts'
import type { Narrowed } from './filter.ts'
import { type Probe, type Search, searchOf } from './search.ts'
import { findIds, findNewestIds, keysOfMany } from './search-store.ts'
import { keysOf, keysOfParts, type ListedOrder, listRows, partsOf, type Slice } from './store.ts'
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
const FEW = 2_000
const WINDOW = 20_000
const SEARCH_MS = 300

type Wanted = { narrowed: Narrowed; typed: string | undefined; slice: Slice }

/** One page of orders, sorted, with one row more where there is a next page. */
export async function findPage(db: Db, shop: Shop, wanted: Wanted): Promise<Found> {
  const { narrowed, typed, slice } = wanted
  if (!typed) return { rows: await listPage(db, shop, { narrowed, slice }), isComplete: true }
  const search = searchOf(typed)
  if (!search) return NOTHING
  const { exact } = search
  const ids = await find(db, shop, exact)
  if (ids === undefined || ids.length > FEW) return walk(db, shop, { ...wanted, probes: exact })
  if (ids.length > 0) return ofThese(db, shop, { ...wanted, ids })
  return findParts(db, shop, { ...wanted, search })
}

const find = (db: Db, { orgId, storeIds }: Shop, probes: Probe[]) =>
  withinMs(db, SEARCH_MS, (tx) => findIds(tx, orgId, probes, { storeIds, max: FEW + 1 }))

/** Parts of words: the newest orders mostly fill the page; else the index of all is asked. */
async function findParts(db: Db, shop: Shop, wanted: Wanted & { search: Search }): Promise<Found> {
  const { search, slice } = wanted
  if (!search.parts) return NOTHING
  const probes = [search.parts]
  const newest = await newestOf(db, shop, { ...wanted, probes })
  const isByAge = slice.sort.by === 'placedAt' && slice.sort.order === 'desc'
  if (isByAge && newest.rows.length === slice.take) return { rows: newest.rows, isComplete: true }
  if (!search.partsAreIndexed) return newest
  const ids = await find(db, shop, probes)
  if (ids === undefined) return newest
  if (ids.length > FEW) return walk(db, shop, { ...wanted, probes })
  return ofThese(db, shop, { ...wanted, ids })
}

async function ofThese(
  db: Db,
  { orgId }: Shop,
  { narrowed, slice, ids }: Wanted & { ids: string[] },
): Promise<Found> {
  if (ids.length === 0) return NOTHING
  const keys = keysOf(orgId, { narrowed, ids, slice })
  return { rows: await listRows(db, orgId, { keys, sort: slice.sort }), ids, isComplete: true }
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
  const limits = { window: WINDOW, max: FEW }
  const ids = await findNewestIds(db, shop.orgId, wanted.probes, limits)
  return { ...(await ofThese(db, shop, { ...wanted, ids })), isComplete: false }
}

function listPage(
  db: Db,
  { orgId, storeIds }: Shop,
  { narrowed, slice }: Pick<Wanted, 'narrowed' | 'slice'>,
): Promise<ListedOrder[]> {
  const parts = partsOf(narrowed, storeIds, slice)
  const keys = parts
    ? keysOfParts(orgId, { narrowed, parts, slice })
    : keysOf(orgId, { narrowed, slice })
  return listRows(db, orgId, { keys, sort: slice.sort })
}
