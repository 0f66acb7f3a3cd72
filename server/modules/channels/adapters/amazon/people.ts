import type { Lossless } from '#platform/lossless-json.ts'
import type { CanonicalAddress, CanonicalCustomer, CanonicalPickup } from '../../canonical.ts'
import { at, isObject } from '../shape/json.ts'
import { countryOf, textOf } from '../shape/text.ts'

/**
 * An address. Both generations have the same members, one with small and one with capital first
 * letters.
 */
export function addressOf(address: Lossless | undefined): CanonicalAddress | null {
  if (!isObject(address)) return null
  const field = (name: string) =>
    textOf(at(address, name)) ?? textOf(at(address, name[0]!.toUpperCase() + name.slice(1)))
  const city = field('city') ?? field('municipality')
  // Addresses of Brazil name a part of the city.
  const neighborhood = textOf(at(address, 'extendedFields', 'neighborhood'))
  return {
    name: field('name') ?? '',
    company: field('companyName'),
    line1: field('addressLine1') ?? '',
    line2: field('addressLine2'),
    line3: field('addressLine3'),
    city: city ?? '',
    district: field('districtOrCounty') ?? field('district') ?? field('county') ?? neighborhood,
    region: field('stateOrRegion'),
    postalCode: field('postalCode'),
    country: countryOf(field('countryCode')),
    phone: field('phone'),
  }
}

export const IN_STORE: CanonicalPickup = { title: 'In-store pickup' }

/** Whether an address is whole; an app that may not see data of buyers is only told the town. */
export const isWhole = (address: CanonicalAddress | null | undefined): boolean =>
  address !== null && address !== undefined && address.line1 !== ''

type Fields = {
  name: string
  email: string
  company: Lossless | undefined
  taxNumber: Lossless | undefined
}

/**
 * The buyer. The e-mail is an alias that Amazon made for this order, so no customer is found by it.
 */
export function customerOf(buyer: Lossless | undefined, fields: Fields): CanonicalCustomer | null {
  const name = textOf(at(buyer, fields.name))
  const email = textOf(at(buyer, fields.email))
  const company = textOf(fields.company)
  if (name === null && email === null && company === null) return null
  return {
    externalId: null,
    name: name ?? company ?? '',
    email,
    phone: null,
    company,
    taxId: textOf(fields.taxNumber, 60),
    isAlias: true,
  }
}
