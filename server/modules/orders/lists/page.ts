import { z } from 'zod'
import { Status } from '../contract.ts'
import { decodePosition, encodePosition, END_OF_YEAR_9999_MS } from '#platform/http/position.ts'
import { HttpProblem } from '#platform/http/problems.ts'
import { type Status as StatusName, STATUSES } from '../order.ts'
import { type ListOrdersQuery, SortBy } from './contract.ts'
import { ListProblem } from './problems.ts'

export type Sort = { by: z.infer<typeof SortBy>; order: 'asc' | 'desc' }

/** After which order a page begins. `at`: the time by which the list is sorted. */
export type Position = { at: Date; totalMinor: number; status: StatusName; id: string }

export type Total = { count: number | null; isExact: boolean }

export type Page = {
  sort: Sort
  limit: number
  number: number
  offset: number
  after?: Position | undefined
  /** Counted for the first page; whoever goes on by cursor need not count again. */
  total?: Total | undefined
}

export const rankOf = (status: StatusName): number => STATUSES.indexOf(status)

/** Beyond it, skipping rows costs more than reading them. */
const OFFSET_MAX = 5_000

export function pageOf(query: ListOrdersQuery): Page {
  const { limit, page = 1, cursor, sortBy: by, sortOrder: order } = query
  const sort: Sort = { by, order }
  if (cursor !== undefined) {
    if (query.page !== undefined) throw refused('/query/page', 'Send either page or cursor.')
    return { sort, limit, ...positionOf(cursor, sort) }
  }
  const offset = (page - 1) * limit
  if (offset > OFFSET_MAX) throw ListProblem.page_too_deep({ pageMax: pageMax(limit) })
  return { sort, limit, number: page, offset }
}

const pageMax = (limit: number): number => Math.floor(OFFSET_MAX / limit) + 1

const Cursor = z.tuple([
  SortBy,
  z.enum(['asc', 'desc']),
  z.int().min(2),
  z.int().min(0).nullable(),
  z.boolean(),
  z.int().min(-END_OF_YEAR_9999_MS).max(END_OF_YEAR_9999_MS),
  z.int().min(0),
  Status,
  z.uuid(),
])

function positionOf(text: string, sort: Sort) {
  const cursor = decodePosition(text, Cursor, '/query/cursor')
  const [by, order, number, count, isExact, ms, totalMinor, status, id] = cursor
  if (by !== sort.by || order !== sort.order) {
    throw refused('/query/cursor', 'Belongs to a list that is sorted in another way.')
  }
  const after: Position = { at: new Date(ms), totalMinor, status, id }
  return { number, offset: 0, after, total: { count, isExact } }
}

export function cursorAfter(last: Position, { sort, number }: Page, total: Total): string {
  const { at, totalMinor, status, id } = last
  return encodePosition([
    ...[sort.by, sort.order, number + 1, total.count, total.isExact],
    ...[at.getTime(), totalMinor, status, id],
  ])
}

const refused = (pointer: string, detail: string) =>
  HttpProblem.invalid_request({ errors: [{ pointer, detail }] })
