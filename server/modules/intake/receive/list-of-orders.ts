import { bodyText, entriesOf, includesText } from '#channels'
import { ORDERS_OF_POST_MAX } from '../contract.ts'
import { IntakeProblem } from '../problems.ts'

const LIST = /^\s*(?:\[|\{\s*"orders"\s*:\s*\[)/
const MEMBER = '"orders"'

/** Whether a body is one order and not a list of them, told without parsing it where possible. */
export const isOneOrder = (body: Uint8Array): boolean =>
  !beginsAsList(body) && !(mayHoldList(body) && listIn(body) !== undefined)

const beginsAsList = (body: Uint8Array): boolean => LIST.test(bodyText(body.subarray(0, 100)))

/** Other members may come before "orders"; only a body that has this name in it is parsed. */
const mayHoldList = (body: Uint8Array): boolean => includesText(body, MEMBER)

/** How many orders a body holds. A list that is longer than any that is taken is refused. */
export function countOrders(body: Uint8Array): number {
  const list = beginsAsList(body) || mayHoldList(body) ? listIn(body) : undefined
  const count = list?.length ?? 1
  if (count > ORDERS_OF_POST_MAX) throw IntakeProblem.too_many_orders({ orders: count })
  return count
}

/** The list that a body is, or that is its member `orders`; undefined where there is none. */
function listIn(body: Uint8Array): unknown[] | undefined {
  try {
    const json = JSON.parse(bodyText(body)) as { orders?: unknown } | null
    const list = Array.isArray(json) ? json : json?.orders
    return Array.isArray(list) ? (list as unknown[]) : undefined
  } catch {
    return undefined // What is no JSON is one thing that nobody can read.
  }
}

/** The orders of a list, each in the digits it was written with; undefined for a single one. */
export function ordersIn(body: Uint8Array): Uint8Array[] | undefined {
  if (isOneOrder(body)) return undefined
  const text = bodyText(body)
  try {
    const list = /^\s*\[/.test(text) ? entriesOf(text) : entriesOf(text, 'orders')
    return list.length > 0 ? list.map((one) => Buffer.from(one)) : undefined
  } catch {
    return undefined
  }
}

/** One body with all of these orders. */
export const listOf = (orders: readonly Uint8Array[]): Uint8Array =>
  Buffer.from(`[${orders.map(bodyText).join(',')}]`)
