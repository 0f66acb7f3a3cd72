import type { Adapter, CredentialField } from '../../adapter.ts'
import { shopClient } from '../shop-api.ts'
import { jsonOf, objectOf } from '../shape/json.ts'
import { idOf } from '../shape/text.ts'
import { acknowledge } from './acknowledge.ts'
import { read } from './read.ts'
import { recognise, verify } from './signature.ts'
import { vendorClient } from './vendor.ts'

const field = (
  name: string,
  label: string,
  help: string,
  more: Partial<CredentialField> = {},
): CredentialField => ({ name, label, help, isSecret: false, isRequired: false, ...more })

const key = { isSecret: true, isRequired: true }
const ofVendors = { modes: ['vendor'] }

/**
 * Blinkit has two kinds of accounts: `vendor` for purchase orders, `marketplace` for orders of
 * consumers.
 */
export const blinkit: Adapter = {
  platform: 'blinkit',
  title: 'Blinkit',
  version: 5,
  fields: [
    field('apiKey', 'API key', 'For our calls; from your manager at Blinkit.', key),
    field('webhookSecret', 'Key of incoming messages', 'Sent by Blinkit as api-key.', key),
    field('vendorId', 'Vendor id', 'In PartnersBiz, on top of the page.', ofVendors),
    field(
      'supplierName',
      'Supplier name',
      'As on your invoices; part of each shipping notice.',
      ofVendors,
    ),
    field('supplierGstin', 'Supplier GSTIN', 'As on your invoices.', ofVendors),
    field('supplierAddress', 'Supplier address', 'As on your invoices.', ofVendors),
  ],
  needs: 'Two keys from your manager at Blinkit: one for our calls, one for what Blinkit sends.',
  accountHelp: 'Your supplier number, as in its purchase orders',
  modes: [
    { name: 'vendor', title: 'Vendor: you supply Blinkit, by purchase orders' },
    { name: 'marketplace', title: 'Marketplace: you sell to the people who order there' },
  ],
  recognise,
  verify,
  read,
  deliveryKey: ({ body, headers }) => {
    const json = headers['x-blinkit-signature'] ? jsonOf(body) : undefined
    return (json === undefined ? null : idOf(objectOf(json)['event_id'])) ?? undefined
  },
  acknowledge,
  noRefund: () =>
    'Blinkit gives its buyers their money back itself, and purchase orders are settled by invoice.',
  connect: (connection) =>
    connection.settings['mode'] === 'marketplace'
      ? shopClient('blinkit', connection)
      : vendorClient(connection),
  limits: {
    requestsPerSecond: 5,
    burst: 10,
    concurrency: 2,
    stockBatchMax: 100,
    pollEveryS: 60,
    overlapS: 120,
    settleS: 30,
  },
}
