import type { LosslessObject } from '#platform/lossless-json.ts'
import { ChannelFailure } from '../../adapter.ts'
import { at, isTrue, objectsOf } from '../shape/json.ts'
import { idOf, textOf } from '../shape/text.ts'
import { accepted, type Api } from './api.ts'
import { TOKEN_HEADER, tokenOf } from './signature.ts'

const SCOPES = [
  'store/order/*',
  'store/shipment/created',
  'store/product/inventory/updated',
  'store/sku/inventory/updated',
  'store/app/uninstalled',
]

/**
 * Registers hooks and activates those that were ended: BigCommerce does so after two days of
 * failures, or ninety days of silence.
 */
export async function ensureWebhooks(
  api: Api,
  address: string,
  secret: string | undefined,
): Promise<{ done: string[] }> {
  if (!secret) throw new ChannelFailure('rejected', 'Give the store the client secret first.')
  const { json } = accepted(await api.get('v3/hooks', { limit: '250' }))
  const mine = objectsOf(at(json, 'data')).filter((hook) => hook['destination'] === address)
  const done: string[] = []
  for (const scope of SCOPES) {
    const known = mine.find((hook) => hook['scope'] === scope)
    const work = await ensureOne(api, scope, address, secret, known)
    if (work) done.push(work)
  }
  return { done }
}

async function ensureOne(
  api: Api,
  scope: string,
  address: string,
  secret: string,
  known: LosslessObject | undefined,
): Promise<string | undefined> {
  const token = tokenOf(secret)
  const headers = { [TOKEN_HEADER]: token }
  const hook = { scope, destination: address, is_active: true, headers }
  if (!known) {
    accepted(await api.send('POST', 'v3/hooks', hook))
    return `Made the hook for ${scope}.`
  }
  const isSame = textOf(at(known['headers'], TOKEN_HEADER)) === token
  if (isTrue(known['is_active']) && isSame) return undefined
  accepted(await api.send('PUT', `v3/hooks/${idOf(known['id'])}`, hook, true))
  return isSame
    ? `Switched on the hook for ${scope}.`
    : `Gave the hook for ${scope} its new header.`
}
