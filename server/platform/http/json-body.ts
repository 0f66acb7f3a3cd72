import { isUtf8 } from 'node:buffer'
import { JSON_DEPTH_MAX, JSON_ITEMS_MAX, JSON_KEYS_MAX } from './limits.ts'
import { HttpProblem } from './problems.ts'

/** Parses a body as JSON, and refuses anything that could harm the database or a prototype. */
export function parseJson(body: Buffer): unknown {
  if (body.length === 0) return undefined
  if (!isUtf8(body)) throw HttpProblem.malformed_json()
  const text = body.toString('utf8')
  const value = parse(text)
  // A NUL or half a surrogate pair can only come from an escape sequence.
  refuseHarm(value, text.includes('\\u'))
  return value
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw HttpProblem.malformed_json()
  }
}

type Place = { value: unknown; depth: number; pointer: () => string }

/** Walks the value without recursion, because it may be nested very deeply. */
function refuseHarm(root: unknown, hasEscapes: boolean): void {
  const open: Place[] = [{ value: root, depth: 0, pointer: () => '/body' }]
  let keys = 0
  let items = 0
  for (let place = open.pop(); place; place = open.pop()) {
    const { value, depth, pointer } = place
    if (typeof value === 'string') {
      if (hasEscapes) refuseText(value, pointer)
      continue
    }
    if (value === null || typeof value !== 'object') continue
    if (depth === JSON_DEPTH_MAX)
      throw refused(pointer(), `is nested deeper than ${JSON_DEPTH_MAX}`)
    const names = Object.keys(value)
    if (Array.isArray(value)) items += names.length
    else keys += names.length
    if (keys > JSON_KEYS_MAX) throw refused('/body', `has more than ${JSON_KEYS_MAX} fields`)
    if (items > JSON_ITEMS_MAX) throw refused('/body', `has more than ${JSON_ITEMS_MAX} items`)
    for (const name of names) {
      const inner = (value as Record<string, unknown>)[name]
      const below = () => `${pointer()}/${escaped(name)}`
      refuseName(name, inner, below)
      if (hasEscapes) refuseText(name, below)
      if (hasEscapes || typeof inner === 'object') {
        open.push({ value: inner, depth: depth + 1, pointer: below })
      }
    }
  }
}

/**
 * Such a name does no harm here, but it is a sign of an attack, and a later merge of objects may be
 * less careful.
 */
function refuseName(name: string, inner: unknown, pointer: () => string): void {
  const isPoison =
    name === '__proto__' ||
    (name === 'constructor' &&
      typeof inner === 'object' &&
      inner !== null &&
      Object.hasOwn(inner, 'prototype'))
  if (isPoison) throw refused(pointer(), 'is a name that is not allowed')
}

/** PostgreSQL can store neither. */
function refuseText(text: string, pointer: () => string): void {
  if (text.includes('\0')) throw refused(pointer(), 'contains the character NUL')
  if (!text.isWellFormed()) throw refused(pointer(), 'contains half a surrogate pair')
}

const refused = (pointer: string, detail: string) =>
  HttpProblem.invalid_request({ errors: [{ pointer: pointer.toWellFormed(), detail }] })

/** A name as part of a JSON pointer (RFC 6901). */
export const escaped = (name: PropertyKey): string =>
  String(name).replaceAll('~', '~0').replaceAll('/', '~1')
