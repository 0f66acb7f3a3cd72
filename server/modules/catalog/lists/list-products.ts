import { z } from 'zod'
import type { Ctx } from '#platform/context.ts'
import { decodePosition, encodePosition, PositionMs } from '#platform/http/position.ts'
import type { ListProductsQuery, ProductPage } from '../contract.ts'
import { seesAll, viewsOf } from '../products/read-product.ts'
import type { ProductState } from '../tables.ts'
import { searchOf } from './search.ts'
import {
  findMatching,
  type Listed,
  listInOrder,
  listOf,
  type Page,
  type Position,
} from './store.ts'

const ALL_STATES: readonly ProductState[] = ['draft', 'published', 'archived']
/** Up to here the found products are sorted; beyond it the list is walked until a page is full. */
const FEW = 1_000

export async function listProducts(ctx: Ctx, query: ListProductsQuery): Promise<ProductPage> {
  const { limit, sort, type } = query
  const isStaff = seesAll(ctx)
  const visible = isStaff ? ALL_STATES : (['published'] as const)
  const found = await find(ctx, query.q, {
    ...{ sort, type, limit: limit + 1 },
    states: visible.filter((state) => query.state === undefined || query.state === state),
    sellable: !isStaff,
    after: query.after === undefined ? undefined : readPosition(query.after, sort),
  })
  const listed = found.slice(0, limit)
  const last = found.length > limit ? listed.at(-1) : undefined
  return {
    products: await viewsOf(ctx, listed, isStaff),
    pagination: { limit, nextCursor: last ? positionOf(last, sort) : null },
  }
}

async function find(ctx: Ctx, text: string | undefined, page: Page): Promise<Listed[]> {
  const { db, orgId } = ctx
  const search = text && searchOf(text)
  if (!search) return listInOrder(db, orgId, page)
  const ids = await findMatching(db, orgId, search, FEW)
  return ids.length <= FEW ? listOf(db, orgId, ids, page) : listInOrder(db, orgId, page, search)
}

const Newest = z.tuple([PositionMs, z.uuid()])
const ByName = z.tuple([z.string(), z.uuid()])

function readPosition(text: string, sort: Page['sort']): Position {
  if (sort === 'name') {
    const [sortName, id] = decodePosition(text, ByName)
    return { sortName, id }
  }
  const [ms, id] = decodePosition(text, Newest)
  return { createdAt: new Date(ms), id }
}

const positionOf = ({ createdAt, sortName, id }: Listed, sort: Page['sort']): string =>
  encodePosition(sort === 'name' ? [sortName, id] : [createdAt.getTime(), id])
