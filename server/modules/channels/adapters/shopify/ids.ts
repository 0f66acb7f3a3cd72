import type { Lossless, LosslessObject } from '#platform/lossless-json.ts'
import { at } from '../shape/json.ts'
import { idOf } from '../shape/text.ts'

/**
 * The identifier of a thing. It is taken from `admin_graphql_api_id`, where it is text, because the
 * number beside it may have been damaged by a program that read it as a double.
 */
export function ownId(thing: LosslessObject, field = 'id'): string | null {
  return tailOf(at(thing, 'admin_graphql_api_id')) ?? idIn(at(thing, field))
}

/**
 * The identifier in a value, also where it is written as a global id, which names the same thing.
 */
export const idIn = (value: Lossless | undefined): string | null => tailOf(value) ?? idOf(value)

/** `gid://shopify/Order/450789469` is 450789469. */
export const tailOf = (gid: Lossless | undefined): string | null => partsOf(gid)?.['id'] ?? null

/** `gid://shopify/DraftOrder/4` names a `DraftOrder`. */
export const kindOf = (gid: Lossless | undefined): string | null => partsOf(gid)?.['kind'] ?? null

const partsOf = (gid: Lossless | undefined) =>
  typeof gid === 'string'
    ? /^gid:\/\/shopify\/(?<kind>\w+)\/(?<id>\d+)/.exec(gid)?.groups
    : undefined

export const gid = (kind: string, id: string): string => `gid://shopify/${kind}/${id}`
