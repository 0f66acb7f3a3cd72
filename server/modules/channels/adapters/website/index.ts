import type { Adapter } from '../../adapter.ts'
import { shopClient } from '../shop-api.ts'
import { pushOnly } from './push-only.ts'
import { read } from './read.ts'
import { recognise, verify } from './signature.ts'

/** Our own format, for a site of one's own and for everything that has no adapter of its own. */
const ownFormat = (
  platform: string,
  said: Pick<Adapter, 'title' | 'needs' | 'accountHelp'>,
): Adapter => ({
  platform,
  ...said,
  version: 9,
  fields: [
    {
      name: 'webhookSecret',
      label: 'Signing secret',
      help: 'Only for signed posts (Standard Webhooks). Programs may use an API key instead.',
      isSecret: true,
      isRequired: false,
    },
    {
      name: 'apiKey',
      label: 'Key for our calls',
      help: 'Sent as api-key, where your site can be asked for orders and told of stock.',
      isSecret: true,
      isRequired: false,
    },
  ],
  recognise: ({ headers }) => recognise(platform, headers),
  verify,
  read,
  deliveryKey: ({ headers }) => headers['webhook-id'],
  noRefund: () =>
    'This shop has no address for refunds. Give the money back there, and post the order again ' +
    'with its refund.',
  connect: (connection) =>
    connection.baseUrl === null ? pushOnly(connection) : shopClient(platform, connection),
  limits: {
    requestsPerSecond: 10,
    burst: 20,
    concurrency: 4,
    stockBatchMax: 100,
    pollEveryS: 60,
    overlapS: 60,
    settleS: 10,
  },
})

export const website = ownFormat('website', {
  title: 'Own website',
  needs:
    'Nothing from elsewhere: your site sends its orders to an address that you get here, signed ' +
    'with a secret of your choice.',
  accountHelp: 'A short name of the site, such as shop.example.com',
})

export const generic = ownFormat('generic', {
  title: 'Another system',
  needs:
    'A till, a market stall or a program of yours: it posts its orders to an address from here.',
  accountHelp: 'A short name of it, such as till-2',
})
