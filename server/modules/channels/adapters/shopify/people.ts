import type { Lossless, LosslessObject } from '#platform/lossless-json.ts'
import type { CanonicalAddress, CanonicalCustomer, CanonicalFlag } from '../../canonical.ts'
import { at, objectOf } from '../shape/json.ts'
import { countryOf, firstOf, joined, textOf } from '../shape/text.ts'
import { ownId } from './ids.ts'

/**
 * The customer: whoever can be reached about the order. A guest has no account, which a flag says.
 */
export function customerOf(
  order: LosslessObject,
  flags: Set<CanonicalFlag>,
): CanonicalCustomer | null {
  const account = objectOf(at(order, 'customer'))
  const externalId = ownId(account)
  if (externalId === null) flags.add('no_customer')
  const billing = objectOf(at(order, 'billing_address'))
  const shipping = objectOf(at(order, 'shipping_address'))
  const name = nameOf(account) || nameOf(billing) || nameOf(shipping)
  const email = firstOf(at(order, 'email'), at(order, 'contact_email'), at(account, 'email'))
  const phone = firstOf(at(order, 'phone'), at(account, 'phone'), at(billing, 'phone'))
  const isReachable = name !== '' || email !== null || phone !== null
  if (!isReachable && externalId === null) return null
  if (!isReachable) flags.add('pii_missing')
  const company = firstOf(at(billing, 'company'), at(account, 'default_address', 'company'))
  return { ...{ externalId, name, email, phone, company }, taxId: null, isAlias: false }
}

/** An address; null for an empty one, as the till and deleted customers leave behind. */
export function addressOf(address: Lossless | undefined): CanonicalAddress | null {
  const given = objectOf(address)
  const line1 = textOf(at(given, 'address1'))
  const city = textOf(at(given, 'city'))
  const postalCode = textOf(at(given, 'zip'))
  if (!line1 && !city && !postalCode) return null
  return {
    name: nameOf(given),
    company: textOf(at(given, 'company')),
    line1: line1 ?? '',
    line2: textOf(at(given, 'address2')),
    line3: null,
    city: city ?? '',
    district: null,
    region: textOf(at(given, 'province')) ?? textOf(at(given, 'province_code')),
    postalCode,
    country: countryOf(at(given, 'country_code')),
    phone: textOf(at(given, 'phone')),
  }
}

const nameOf = (given: LosslessObject): string =>
  textOf(at(given, 'name')) ?? joined(at(given, 'first_name'), at(given, 'last_name'))
