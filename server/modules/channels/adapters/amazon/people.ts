import type { Lossless } from '#platform/lossless-json.ts'
import type { CanonicalAddress, CanonicalCustomer, CanonicalPickup } from '../../canonical.ts'
import { at, isObject } from '../shape/json.ts'
import { countryOf, textOf } from '../shape/text.ts'

/** Both generations write the same fields, one with a small first letter and one with a capital. */
export function addressOf(address: Lossless | undefined): CanonicalAddress | null {
  if (!isObject(address)) return null
  const field = (name: string) =>
    textOf(at(address, name)) ?? textOf(at(address, name[0]!.toUpperCase() + name.slice(1)))
  const city = field('city') ?? field('municipality')
  // Brazil has a part of the city in its addresses.
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

/** An app without the right to see people is told the town alone. */
export const isWhole = (address: CanonicalAddress | null | undefined): boolean =>
  address !== null && address !== undefined && address.line1 !== ''

type Fields = {
  name: string
  email: string
  company: Lossless | undefined
  taxNumber: Lossless | undefined
}

/** The e-mail is an alias that Amazon made for this order: nobody is matched by it. */
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
