import { at, objectsOf } from '../shape/json.ts'
import { textsOf } from '../shape/text.ts'
import { type Api, jsonIn } from './api.ts'

/** The permissions that the product needs. Without `read_all_orders` old orders stay hidden. */
export const WANTED_SCOPES = [
  'read_orders',
  'write_orders',
  'read_products',
  'read_inventory',
  'write_inventory',
  'read_locations',
  'write_merchant_managed_fulfillment_orders',
]

/** Which of these permissions the token lacks. A permission to write includes reading. */
export async function missingScopes(api: Api, wanted: readonly string[]): Promise<string[]> {
  const answer = jsonIn(await api.getAdmin('oauth/access_scopes.json'))
  const granted = new Set(
    textsOf(objectsOf(at(answer, 'access_scopes')).map((scope) => at(scope, 'handle'))),
  )
  return wanted.filter(
    (scope) => !granted.has(scope) && !granted.has(scope.replace(/^read_/, 'write_')),
  )
}
