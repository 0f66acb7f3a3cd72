import type { Adapter, CredentialField } from '../../adapter.ts'
import { at, jsonOf } from '../shape/json.ts'
import { textOf } from '../shape/text.ts'
import { connect } from './client.ts'
import { storeHashOf } from './hash.ts'
import { read } from './read.ts'
import { verify } from './signature.ts'

const fields: CredentialField[] = [
  {
    name: 'accessToken',
    label: 'Access token',
    help: 'Settings › Store-level API accounts, with orders, products and inventory to modify.',
    isSecret: true,
    isRequired: true,
  },
  {
    name: 'webhookSecret',
    label: 'Client secret',
    help: 'Shown once together with the access token; BigCommerce signs its hooks with it.',
    isSecret: true,
    isRequired: true,
  },
]

/** A changed order is in the list at once; half a minute allows for clocks that differ. */
const SETTLE_S = 30

export const bigcommerce: Adapter = {
  platform: 'bigcommerce',
  title: 'BigCommerce',
  version: 9,
  fields,
  needs:
    'An API account: in BigCommerce, Settings › Store-level API accounts › Create. It shows the ' +
    'token and the secret once.',
  accountHelp: 'The store hash: what stands after stores/ in its API path',
  recognise: ({ headers, body }) => {
    if (!headers['webhook-id']) return undefined
    const producer = textOf(at(jsonOf(body), 'producer'))
    return producer?.startsWith('stores/') ? { uid: storeHashOf(producer) } : undefined
  },
  uidOf: storeHashOf,
  verify,
  read,
  // `hash` in the body is the same for several events of an order; this header names each delivery.
  deliveryKey: ({ headers }) => headers['webhook-id'],
  refundNote: 'The payment provider of the store decides later, and may still refuse it.',
  connect: (connection) => connect(connection, SETTLE_S),
  limits: {
    // The store allows 150 calls in 30 seconds, which it shares with other apps.
    requestsPerSecond: 4,
    burst: 20,
    concurrency: 4,
    stockBatchMax: 500,
    pollEveryS: 60,
    overlapS: 300,
    settleS: SETTLE_S,
  },
}
