import type { Db } from '#platform/database.ts'
import { isEverything, type Narrowed } from './filter.ts'
import { isLikeCode, type Probe, type Search, searchOf } from './search.ts'
import { listCodes } from './search-codes.ts'
import { findHits, findNewest, hasMoreThan, type Hits, keysOfMany } from './search-store.ts'
import { partsOf } from './index-parts.ts'
import { keysOf, keysOfParts, type ListedOrder, listRows, type Slice } from './store.ts'
import { withinMs } from './time-limit.ts'

export type Shop = { orgId: string; storeIds: string[] }

export type Found = {
  rows: ListedOrder[]
  /** How many orders a search has found, where they are few enough to be looked at. */
  total?: number
  /** Which these are, where a filter or another order of the list needs them. */
  ids?: string[]
  /** Whether every match can be reached from here. */
  isComplete: boolean
}

const NOTHING: Found = { rows: [], total: 0, ids: [], isComplete: true }

/** So many matches can be sorted at once; where there are more, they are read by age. */
const FEW = 1_000
/**
 * The same where a list is sorted by age, which the search knows itself: more where an index alone
 * gives the answer, fewer for words, which many orders share. A part of a name is only looked up in
 * the index when it is rare.
 */
const FEW_BY_AGE: Record<Probe['in'], number> = {
  ...{ number: FEW, external_id: FEW, number_end: 4_000, phone_end: 4_000, email_start: 4_000 },
  ...{ sku: 4_000, sku_start: FEW, words: FEW, name_part: 10_000 },
}
const WINDOW = 20_000
const SEARCH_MS = 300
/** So many of the newest orders are gone through: faster than the index for a frequent match. */
const MET_WITHIN = 100_000

type Wanted = { narrowed: Narrowed; typed: string | undefined; slice: Slice }

/** One page of orders, sorted, with one row more where there is a next page. */
export async function findPage(db: Db, shop: Shop, wanted: Wanted): Promise<Found> {
  const { narrowed, typed, slice } = wanted
  if (!typed) return { rows: await listPage(db, shop, { narrowed, slice }), isComplete: true }
  const search = searchOf(typed)
  if (!search) return NOTHING
  const found = await findExact(db, shop, { ...wanted, probes: search.exact })
  return found ?? findPart(db, shop, { ...wanted, search })
}

type Probed = Wanted & { probes: Probe[] }

/** `undefined`: nothing was found. */
async function findExact(db: Db, shop: Shop, wanted: Probed): Promise<Found | undefined> {
  if (wanted.probes.length === 0) return undefined
  const hits = await find(db, shop, wanted)
  if (!hits) return walk(db, shop, wanted)
  return hits.total > 0 ? ofThese(db, shop, { ...wanted, hits }) : undefined
}

/** `undefined`: too many, or it took too long. */
async function find(
  db: Db,
  { orgId, storeIds }: Shop,
  { probes, narrowed, slice }: Probed,
): Promise<Hits | undefined> {
  const isPaged = isByAge({ narrowed, slice })
  const few = (probe: Probe) => (isPaged ? FEW_BY_AGE[probe.in] : FEW)
  const asked = { storeIds, few, ...(isPaged && { slice }) }
  return withinMs(db, SEARCH_MS, (tx) => findHits(tx, orgId, probes, asked))
}

/** The search knows the age of what it finds, so only the orders of the page need to be read. */
const isByAge = ({ narrowed, slice }: Pick<Wanted, 'narrowed' | 'slice'>): boolean =>
  slice.sort.by === 'placedAt' && isEverything(narrowed)

/** How a SKU begins, words, a part of a name, or whichever of them it may be. */
async function findPart(db: Db, shop: Shop, wanted: Wanted & { search: Search }): Promise<Found> {
  const { part, skuStart, words } = wanted.search
  const start = skuStart && (await startOf(db, shop, skuStart))
  if (start && (!part || isLikeCode(start.prefix))) return findSkus(db, shop, { ...wanted, start })
  const found = words && (await findExact(db, shop, { ...wanted, probes: words }))
  if (found || !part) return found ?? NOTHING
  return findName(db, shop, { ...wanted, probes: start ? [part, start] : [part] })
}

type Start = Extract<Probe, { in: 'sku_start' }>

/** `undefined`: nothing begins so. */
async function startOf(db: Db, { orgId }: Shop, prefix: string): Promise<Start | undefined> {
  const codes = await listCodes(db, orgId, { prefix, max: CODES_MAX + 1 })
  if (codes.length === 0) return undefined
  return { in: 'sku_start', prefix, ...(codes.length <= CODES_MAX && { codes }) }
}

/** Of up to so many codes the newest orders are looked up. More codes are met soon by age. */
const CODES_MAX = 200

async function findSkus(db: Db, shop: Shop, wanted: Wanted & { start: Start }): Promise<Found> {
  const { start } = wanted
  const skus = { ...wanted, probes: [start] }
  const hits = await find(db, shop, skus)
  if (hits) return ofThese(db, shop, { ...skus, hits })
  if (!start.codes || !isFirstByAge(skus)) return walk(db, shop, skus)
  return newestPage(db, shop, { ...skus, hits: await newestHits(db, shop, skus) })
}

/** A part of a name: met among the newest, or looked up in the index; else as far as seen. */
async function findName(db: Db, shop: Shop, part: Probed & { search: Search }): Promise<Found> {
  const met = await firstPageMet(db, shop, part)
  if (met) return met
  if (!part.search.partIsIndexed) return newestOf(db, shop, part)
  const hits = await find(db, shop, part)
  return hits ? ofThese(db, shop, { ...part, hits }) : walk(db, shop, part)
}

/**
 * What is not rare is met soon by whoever goes through the names by age: sooner than an index of
 * parts says which orders all have it, and however many orders there are.
 */
async function firstPageMet(db: Db, shop: Shop, wanted: Probed): Promise<Found | undefined> {
  if (!isFirstByAge(wanted)) return undefined
  // Where there are few orders, it is told how many match.
  if (!(await hasMoreThan(db, shop.orgId, WINDOW))) return undefined
  const hits = await newestHits(db, shop, wanted)
  return hits.total < wanted.slice.take ? undefined : newestPage(db, shop, { ...wanted, hits })
}

function isFirstByAge(wanted: Wanted): boolean {
  const { sort, after, offset } = wanted.slice
  return sort.order === 'desc' && !after && offset === 0 && isByAge(wanted)
}

const newestHits = (db: Db, { orgId }: Shop, { probes, slice }: Probed): Promise<Hits> =>
  findNewest(db, orgId, probes, { window: MET_WITHIN, max: slice.take })

/** How many there are besides is not known. */
async function newestPage(db: Db, shop: Shop, wanted: Wanted & { hits: Hits }): Promise<Found> {
  const { rows } = await ofThese(db, shop, wanted)
  return { rows, isComplete: true }
}

async function ofThese(
  db: Db,
  { orgId }: Shop,
  { narrowed, slice, hits }: Wanted & { hits: Hits },
): Promise<Found> {
  const { ids, total } = hits
  if (total === 0) return NOTHING
  const isPaged = isByAge({ narrowed, slice })
  const keys = keysOf(orgId, { narrowed, ids, slice: isPaged ? { ...slice, offset: 0 } : slice })
  const rows = await listRows(db, orgId, { keys, sort: slice.sort })
  return { rows, total, ...(!isPaged && { ids }), isComplete: true }
}

/** More than can be sorted at once can only be read by age, as far as the time reaches. */
async function walk(db: Db, shop: Shop, wanted: Probed): Promise<Found> {
  const { sort } = wanted.slice
  const keys = keysOfMany(shop.orgId, wanted)
  const rows =
    sort.by === 'placedAt' &&
    (await withinMs(db, SEARCH_MS, (tx) => listRows(tx, shop.orgId, { keys, sort })))
  return rows ? { rows, isComplete: true } : newestOf(db, shop, wanted)
}

async function newestOf(db: Db, shop: Shop, wanted: Probed): Promise<Found> {
  const { probes, slice } = wanted
  const asked = { window: WINDOW, max: FEW, ...(isByAge(wanted) && { slice }) }
  const hits = await findNewest(db, shop.orgId, probes, asked)
  const found = await ofThese(db, shop, { ...wanted, hits })
  const isAll = hits.total < FEW && !(await hasMoreThan(db, shop.orgId, WINDOW))
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
