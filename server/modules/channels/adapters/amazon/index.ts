import type { Adapter, CredentialField } from '../../adapter.ts'
import { jsonOf } from '../shape/json.ts'
import { connect } from './client.ts'
import { notificationIdIn } from './notification.ts'
import { read } from './read.ts'
import { recognise, uidOf, verify } from './signature.ts'

const APP = 'In Seller Central below Apps and Services › Develop Apps, at your app.'

const field = (
  name: string,
  label: string,
  help: string,
  { isSecret = false, isRequired = false } = {},
): CredentialField => ({ name, label, help, isSecret, isRequired })

const QUEUE_KEY = 'Of a user in AWS who may receive and delete the messages of that queue.'

const needed = { isRequired: true }
const secret = { isSecret: true }

export const amazon: Adapter = {
  platform: 'amazon',
  title: 'Amazon',
  version: 9,
  fields: [
    field('clientId', 'Client id', APP, needed),
    field('clientSecret', 'Client secret', APP, { isSecret: true, isRequired: true }),
    field('refreshToken', 'Refresh token', 'Made when you authorise the app for your account.', {
      isSecret: true,
      isRequired: true,
    }),
    field('marketplaceId', 'Marketplace', 'Such as A21TJRUUN4KGV for India.', needed),
    field('region', 'Region', 'na, eu or fe; left out, it follows from the marketplace.'),
    field('queueUrl', 'Queue of notifications', 'Left out, orders are found by the sweep alone.'),
    field('queueAccessKeyId', 'Access key of the queue', QUEUE_KEY),
    field('queueSecretKey', 'Secret access key of the queue', 'Belongs to its access key.', secret),
    field('queueKey', 'Key of the queue', 'For a queue behind a gateway that wants one.', secret),
    field('webhookSecret', 'Key of notifications', 'Sent as x-api-key to our address.', secret),
  ],
  needs:
    'A private app: in Seller Central, Apps and Services › Develop Apps, authorised for your own ' +
    'account.',
  accountHelp: 'Your merchant token, such as A1B2C3D4E5F6G7',
  modes: [
    { name: '2026-01-01', title: 'Orders as Amazon tells them today' },
    { name: 'v0', title: 'Orders as apps were told before (v0)' },
  ],
  recognise,
  uidOf,
  verify,
  read,
  deliveryKey: ({ body }) => {
    const json = jsonOf(body)
    return (json === undefined ? null : notificationIdIn(json)) ?? undefined
  },
  noRefund: () =>
    'Amazon takes a refund as a feed, which a lost answer would send twice, and never shows it in ' +
    'its orders. Give the money back in Seller Central.',
  connect,
  hasQueue: true,
  listsBySku: true,
  limits: {
    requestsPerSecond: 10,
    burst: 30,
    concurrency: 4,
    stockBatchMax: 500,
    // Amazon allows one call of the list in three minutes.
    pollEveryS: 180,
    overlapS: 300,
    settleS: 120,
  },
}
