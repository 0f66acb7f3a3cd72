import type { Lossless } from '#platform/lossless-json.ts'
import type { CanonicalFlag } from '../../canonical.ts'

/** Quantities are counted in ten-thousandths: WooCommerce sells 1.5, and nobody sells finer. */
const DIGITS = 4
const ONE = 10n ** BigInt(DIGITS)
/** The largest number that an integer column of the database holds. */
const QUANTITY_MAX = 2_147_483_647n * ONE

const DECIMAL = /^\s*\+?(\d{1,12})(?:\.(\d{0,20}))?\s*$/

/** A quantity as text without needless zeros, cut after four digits; null when it is none. */
export function quantityOf(value: Lossless | undefined): string | null {
  const parts = typeof value === 'string' ? partsOf(value) : undefined
  return parts === undefined || parts > QUANTITY_MAX ? null : written(parts)
}

/** The ordered quantity. If it is no number, or negative, a flag asks for a person. */
export function orderedOf(value: Lossless | undefined, flags: Set<CanonicalFlag>): string {
  const quantity = quantityOf(value)
  if (quantity === null) flags.add('unknown_quantity')
  return quantity ?? '0'
}

export const isWhole = (quantity: string): boolean => !quantity.includes('.')

/** The difference, and never below zero: a platform may give back more pieces than it has sold. */
export function less(quantity: string, taken: string): string {
  const left = partsIn(quantity) - partsIn(taken)
  return written(left > 0n ? left : 0n)
}

export const sumOf = (quantities: readonly string[]): string =>
  written(quantities.reduce((total, quantity) => total + partsIn(quantity), 0n))

/** The pieces of one line in a list of lines, as refunds and parcels have. */
export const piecesOfLine = (
  lines: readonly { externalLineId: string; quantity: string }[],
  lineId: string,
): string => sumOf(lines.flatMap((line) => (line.externalLineId === lineId ? [line.quantity] : [])))

export const lesserOf = (a: string, b: string): string => (partsIn(a) < partsIn(b) ? a : b)

/** An amount for one, times a quantity. */
export const timesQuantity = (unitMinor: number, quantity: string): number =>
  timesFraction(unitMinor, partsIn(quantity), ONE)

/** A percentage of an amount, rounded once. */
export const percentOf = (minor: number, percentage: string): number =>
  timesFraction(minor, partsIn(percentage), 100n * ONE)

/** The price of one piece, when so many cost this. Null for no pieces. */
export function perOne(totalMinor: number, quantity: string): number | null {
  const parts = partsIn(quantity)
  return parts === 0n ? null : timesFraction(totalMinor, ONE, parts)
}

/** Multiplies by a fraction. Halves are rounded away from zero, and zero never has a sign. */
function timesFraction(minor: number, over: bigint, under: bigint): number {
  const part = Number((BigInt(Math.abs(minor)) * over + under / 2n) / under)
  return minor < 0 ? 0 - part : part
}

function partsOf(text: string): bigint | undefined {
  const match = DECIMAL.exec(text)
  if (!match) return undefined
  const [, whole = '0', fraction = ''] = match
  return BigInt(whole) * ONE + BigInt(fraction.slice(0, DIGITS).padEnd(DIGITS, '0'))
}

const partsIn = (quantity: string): bigint => partsOf(quantity) ?? 0n

function written(parts: bigint): string {
  const fraction = String(parts % ONE)
    .padStart(DIGITS, '0')
    .replace(/0+$/, '')
  return fraction === '' ? String(parts / ONE) : `${parts / ONE}.${fraction}`
}
