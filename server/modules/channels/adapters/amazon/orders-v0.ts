import { ChannelFailure, type Message } from '../../adapter.ts'
import { askedFor } from '../asked-for.ts'
import { at } from '../shape/json.ts'
import { textOf } from '../shape/text.ts'
import type { Api, Call } from './api.ts'

const PAGES_MAX = 50

/**
 * Fetches order, items and address one after the other, and puts the answers together unchanged.
 */
export async function fetchOrderV0(api: Api, externalId: string): Promise<Message | undefined> {
  const path = `/orders/v0/orders/${encodeURIComponent(externalId)}`
  const order = await api.call({ operation: 'getOrderV0', method: 'GET', path })
  if (order.status === 404) return undefined
  const items = await itemsOf(api, path)
  const hasAddress = !['Pending', 'PendingAvailability'].includes(
    textOf(at(order.json, 'payload', 'OrderStatus')) ?? '',
  )
  const address = hasAddress ? await addressOf(api, path) : 'null'
  const text = `{"order":${order.text},"items":[${items.join(',')}],"address":${address}}`
  return askedFor(text)
}

async function itemsOf(api: Api, path: string): Promise<string[]> {
  const pages: string[] = []
  let token: string | null = null
  do {
    const call: Call = { operation: 'getItemsV0', method: 'GET', path: `${path}/orderItems` }
    const answer = await api.call({
      ...call,
      ...(token !== null && { query: { NextToken: token } }),
    })
    pages.push(answer.text)
    token = textOf(at(answer.json, 'payload', 'NextToken'), 5_000)
  } while (token !== null && pages.length < PAGES_MAX)
  return pages
}

/**
 * The address. Data of buyers need a token for exactly this path, which an app without that right
 * does not get.
 */
async function addressOf(api: Api, orderPath: string): Promise<string> {
  const path = `${orderPath}/address`
  try {
    const { json } = await api.call({
      operation: 'restrictedToken',
      method: 'POST',
      path: '/tokens/2021-03-01/restrictedDataToken',
      body: {
        restrictedResources: [
          { method: 'GET', path, dataElements: ['shippingAddress', 'buyerInfo'] },
        ],
      },
      repeatable: true,
    })
    const restrictedToken = textOf(at(json, 'restrictedDataToken'), 10_000) ?? undefined
    const call: Call = { operation: 'getAddressV0', method: 'GET', path, restrictedToken }
    const answer = await api.call(call)
    return answer.status === 404 ? 'null' : answer.text
  } catch (error) {
    if (error instanceof ChannelFailure && error.kind === 'credentials') return 'null'
    throw error
  }
}
