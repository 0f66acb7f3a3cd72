import type { CanonicalOrder } from '#channels'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

/**
 * Real payloads that platforms have published belong to them, so they are not part of this
 * repository. Tests compare with them where the folder is there, and say so where it is not.
 */
const FOLDERS = [
  process.env['PENSTOCK_PAYLOADS'],
  path.join(import.meta.dirname, '../../shared/payloads'),
]

const folder = FOLDERS.find((candidate) => candidate && existsSync(candidate))

export const hasPayloads = folder !== undefined

export const payloadText = (file: string): string => readFileSync(path.join(folder!, file), 'utf8')

export const payload = (file: string): unknown => JSON.parse(payloadText(file))

type Vector = {
  platform: string
  name: string
  secret: string
  /** Seconds since 1970; where it is missing the time does not matter. */
  clock?: number
  headers: Record<string, string>
  rawBody: string
  expect: string
}

/** Signatures that were made outside of this product. */
export const vectorsOf = (platform: string): Vector[] =>
  (payload('signatures/01-vectors-give.json') as Vector[]).filter((vector) => {
    return vector.platform === platform
  })

/** What a reader with the facts of the platforms found in the files, by file. */
export const expectedOf = (platform: string): [file: string, order: ExpectedOrder][] =>
  Object.entries(payload('EXPECTED-give.json') as Record<string, ExpectedOrder>).filter(([file]) =>
    file.startsWith(`${platform}/`),
  )

export type ExpectedOrder = Record<string, unknown> & { lines?: Record<string, unknown>[] }

/** One of our orders in the words of the expected ones, with the fields that those speak of. */
export function inExpectedWords(order: CanonicalOrder, expected: ExpectedOrder): ExpectedOrder {
  const lines = order.lines.map((line) => ({
    ...line,
    quantity: Number(line.quantity),
    activeQuantity: Number(line.activeQuantity),
  }))
  const all: Record<string, unknown> = {
    ...order,
    ...order.totals,
    placedAt: order.placedAt.replace('.000Z', 'Z'),
    lineCount: lines.length,
    lines: expected.lines?.map((line, index) => only(Object.keys(line), lines[index] ?? {})),
    flags: order.flags.toSorted(),
  }
  return only(Object.keys(expected), all)
}

const only = (names: string[], all: Record<string, unknown>) =>
  Object.fromEntries(names.map((name) => [name, all[name]]))
