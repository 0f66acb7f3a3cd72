import { type Lossless, type LosslessObject, parseLossless } from '#platform/lossless-json.ts'
import { bodyText } from './body-text.ts'

const NOTHING: LosslessObject = Object.freeze({})

/** The parsed value; undefined where the body is no JSON or is nested too deep. */
export function jsonOf(body: Uint8Array | string): Lossless | undefined {
  try {
    return parseLossless(typeof body === 'string' ? body : bodyText(body))
  } catch {
    return undefined
  }
}

/** The value if it is an object, and else an empty object, so that reading members never fails. */
export function objectOf(value: Lossless | undefined): LosslessObject {
  return isObject(value) ? value : NOTHING
}

export const isObject = (value: Lossless | undefined): value is LosslessObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const listOf = (value: Lossless | undefined): Lossless[] =>
  Array.isArray(value) ? value : []

/** The objects of a list, without what else stands between them. */
export const objectsOf = (value: Lossless | undefined): LosslessObject[] =>
  listOf(value).filter(isObject)

/**
 * The entries of an object whose names are all numbers, as PHP writes a list with holes; else
 * undefined.
 */
export function numberedIn(object: LosslessObject): Lossless[] | undefined {
  const names = Object.keys(object)
  const isList = names.every((name) => /^\d+$/.test(name))
  return isList ? names.map((name) => object[name] ?? null) : undefined
}

/** Follows names into objects, such as `at(order, 'total_price_set', 'shop_money')`. */
export function at(value: Lossless | undefined, ...path: string[]): Lossless | undefined {
  let found = value
  for (const name of path) {
    if (!isObject(found) || !Object.hasOwn(found, name)) return undefined
    found = found[name]
  }
  return found
}

/** Platforms write yes as `true`, `"true"` and `1`. */
export const isTrue = (value: Lossless | undefined): boolean =>
  value === true || value === 'true' || value === '1'
