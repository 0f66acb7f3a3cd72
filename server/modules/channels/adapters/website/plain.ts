import type { Lossless, LosslessObject } from '#platform/lossless-json.ts'
import { isObject, numberedIn } from '../shape/json.ts'

/**
 * Members for which `null` is not the same as left out: it says that the amount is not known yet.
 */
const MAY_BE_NULL = new Set(['grandTotalMinor', 'unitPriceMinor'])
/** Members that stay although they are empty: an order without lines is a mistake of its sender. */
const MUST_BE_SAID = new Set(['lines'])
const FACTS = new Set(['meta', 'properties', 'channelStatus'])
const DEPTH_MAX = 4

/**
 * Removes members that say nothing: `null`, and whatever is empty, which PHP writes as a list even
 * if it would be an object. A list whose numbering has a hole, which PHP writes as an object,
 * becomes a list again.
 */
export function plain(posted: Lossless | undefined, depth = 0): Lossless | undefined {
  if (depth > DEPTH_MAX) return posted
  if (Array.isArray(posted)) return posted.map((one) => plain(one, depth + 1) ?? null)
  if (!isObject(posted)) return posted
  const kept: LosslessObject = {}
  for (const [name, value] of Object.entries(posted)) {
    if (isNothing(name, value)) continue
    kept[name] = plain(FACTS.has(name) ? value : asList(value), depth + 1)
  }
  return kept
}

function isNothing(name: string, value: Lossless | undefined): boolean {
  if (value === null) return !MAY_BE_NULL.has(name)
  const isEmpty = typeof value === 'object' && Object.keys(value).length === 0
  return isEmpty && !MUST_BE_SAID.has(name)
}

function asList(value: Lossless | undefined): Lossless | undefined {
  const numbered = isObject(value) ? numberedIn(value) : undefined
  return numbered && numbered.length > 0 ? numbered : value
}
