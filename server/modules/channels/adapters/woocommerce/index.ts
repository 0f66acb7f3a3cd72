import type { Adapter, CredentialField } from '../../adapter.ts'
import { connect } from './client.ts'
import { read } from './read.ts'
import { verify } from './signature.ts'
import { plainAddressIn, siteOf } from './site.ts'

const KEYS = 'In WordPress below WooCommerce › Settings › Advanced › REST API, with read and write.'

const fields: CredentialField[] = [
  { name: 'consumerKey', label: 'Consumer key', help: KEYS, isSecret: false, isRequired: true },
  {
    name: 'consumerSecret',
    label: 'Consumer secret',
    help: KEYS,
    isSecret: true,
    isRequired: true,
  },
  {
    name: 'webhookSecret',
    label: 'Webhook secret',
    help: 'It is given to WooCommerce with the webhooks. Left empty, one is made up.',
    isSecret: true,
    isRequired: false,
    isMade: true,
  },
]

/** The list may lack an order that is being saved; no shop takes longer for that than a minute. */
const SETTLE_S = 60

export const woocommerce: Adapter = {
  platform: 'woocommerce',
  title: 'WooCommerce',
  version: 10,
  fields,
  needs:
    'A key with read and write: in WordPress, WooCommerce › Settings › Advanced › REST API › ' +
    'Add key.',
  accountHelp: 'The address of the shop, such as https://shop.example.com',
  recognise: ({ headers }) => {
    const source = headers['x-wc-webhook-source']
    return source ? { uid: siteOf(source) } : undefined
  },
  uidOf: siteOf,
  addressIn: plainAddressIn,
  verify,
  read,
  // There is no `deliveryKey`, because two orders of the same second are delivered under the same
  // id.
  takesPieces: true,
  refundNote:
    'What was paid in cash, by cheque or by bank transfer is only noted in the shop: give that ' +
    'money back yourself.',
  connect: (connection) => connect(connection, SETTLE_S),
  limits: {
    requestsPerSecond: 3,
    burst: 6,
    concurrency: 2,
    // Many hosts are slow, and half a minute for an answer is not rare.
    attemptTimeLimitMs: 45_000,
    stockBatchMax: 100,
    pollEveryS: 60,
    overlapS: 300,
    settleS: SETTLE_S,
  },
}
