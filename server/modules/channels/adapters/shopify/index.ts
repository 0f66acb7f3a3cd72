import type { Adapter, CredentialField } from '../../adapter.ts'
import { connect } from './client.ts'
import { shopifyHeader, shopOf } from './headers.ts'
import { read } from './read.ts'
import { verify } from './signature.ts'

const fields: CredentialField[] = [
  {
    name: 'accessToken',
    label: 'Admin API access token',
    help: 'Settings → Apps and sales channels → Develop apps → your app → API credentials.',
    ...{ isSecret: true, isRequired: true },
  },
  {
    name: 'webhookSecret',
    label: 'API secret key',
    help: 'On the same page, below the token. Shopify signs its webhooks with it.',
    ...{ isSecret: true, isRequired: true },
  },
  {
    name: 'webhookSecretManual',
    label: 'Secret of notifications made by hand',
    help: 'Only for webhooks made in Settings → Notifications, where it is shown below the list.',
    ...{ isSecret: true, isRequired: false },
  },
  {
    name: 'locationId',
    label: 'Location of the stock',
    help: 'The number at the end of the address of the location. Empty: the first one of the shop.',
    ...{ isSecret: false, isRequired: false },
  },
]

export const shopify: Adapter = {
  platform: 'shopify',
  title: 'Shopify',
  version: 9,
  fields,
  needs:
    'An app of your own: in Shopify, Settings › Apps and sales channels › Develop apps. It shows ' +
    'the access token and the secret key.',
  accountHelp: 'The domain of the shop, such as my-shop.myshopify.com',
  recognise(message) {
    const shop = shopifyHeader(message, 'shop-domain')
    return shop && shopifyHeader(message, 'topic') ? { uid: shopOf(shop) } : undefined
  },
  uidOf: shopOf,
  verify,
  read,
  deliveryKey: (message) => shopifyHeader(message, 'webhook-id'),
  // What was paid in one currency can only be given back in it, and our books are in the shop's.
  noRefund: ({ currency, presentment }) =>
    presentment && presentment.currency !== currency
      ? 'The buyer has paid in another currency. Refund it in Shopify; it comes back from there.'
      : undefined,
  connect,
  takesPieces: true,
  topicsOfPeople: ['customers/data_request', 'customers/redact', 'shop/redact'],
  limits: {
    // The bucket holds 40 calls and loses two a second.
    requestsPerSecond: 2,
    burst: 35,
    concurrency: 4,
    stockBatchMax: 100,
    pollEveryS: 60,
    overlapS: 300,
    settleS: 60,
  },
}
