import type { Lossless } from '#platform/lossless-json.ts'
import type { CanonicalAddress, CanonicalCustomer, CanonicalPickup } from '../../canonical.ts'
import { at, isObject } from '../shape/json.ts'
import { countryOf, textOf, textsOf } from '../shape/text.ts'

/**
 * An address. Both generations have the same members, one with small and one with capital first
 * letters. Addresses of Brazil also name their parts: the street, the number, and the part of the
 * city.
 */
export function addressOf(address: Lossless | undefined): CanonicalAddress | null {
  if (!isObject(address)) return null
  const field = (name: string) => textOf(anyCase(address, name))
  const part = (name: string) => anyCase(anyCase(address, 'extendedFields'), name)
  const city = field('city') ?? field('municipality')
  const street = textOf(textsOf([part('streetName'), part('streetNumber')]).join(', '))
  const line1 = field('addressLine1')
  return {
    name: field('name') ?? '',
    company: field('companyName'),
    line1: line1 ?? street ?? '',
    line2: field('addressLine2') ?? (line1 === null ? textOf(part('complement')) : null),
    line3: field('addressLine3'),
    city: city ?? '',
    district:
      field('districtOrCounty') ??
      field('district') ??
      field('county') ??
      textOf(part('neighborhood')),
    region: field('stateOrRegion'),
    postalCode: field('postalCode'),
    country: countryOf(field('countryCode')),
    phone: field('phone'),
  }
}

/** A member by its name, or by that name with a capital. An empty one counts as left out. */
const anyCase = (object: Lossless | undefined, name: string): Lossless | undefined =>
  [at(object, name), at(object, name.charAt(0).toUpperCase() + name.slice(1))].find(
    (value) => isObject(value) || textOf(value) !== null,
  )

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
