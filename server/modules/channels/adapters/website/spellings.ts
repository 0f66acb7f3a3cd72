import type { Lossless } from '#platform/lossless-json.ts'
import { isObject } from '../shape/json.ts'
import { joined } from '../shape/text.ts'

/** What sites call it, in small letters and in one word; the first that is there counts. */
type Spellings = Readonly<Record<string, readonly string[]>>

const PERSON: Spellings = {
  phone: ['phone', 'phonenumber', 'telephone', 'mobile'],
  company: ['company', 'companyname', 'organization'],
}

const CUSTOMER: Spellings = { ...PERSON, email: ['email', 'emailaddress'] }

const ADDRESS: Spellings = {
  ...PERSON,
  line1: ['line1', 'address1', 'addressline1', 'street1', 'street'],
  line2: ['line2', 'address2', 'addressline2', 'street2'],
  city: ['city', 'town'],
  region: ['region', 'state', 'province'],
  postalCode: ['postalcode', 'postcode', 'zip', 'zipcode', 'pincode'],
  country: ['countrycode', 'countryiso2', 'country'],
}

export const customerIn = (sent: unknown): unknown => spelled(sent, CUSTOMER)

export const addressIn = (sent: unknown): unknown => spelled(sent, ADDRESS)

/** The same under our names, so that nothing is lost because a site calls it otherwise. */
function spelled(sent: unknown, spellings: Spellings): unknown {
  if (!isObject(sent as Lossless)) return sent
  const entries = Object.entries(sent as Record<string, Lossless>)
  const said = new Map(entries.map(([name, value]) => [bare(name), value]))
  const found = Object.entries(spellings).flatMap(([ours, theirs]) => {
    const name = theirs.find((one) => (said.get(one) ?? '') !== '')
    return name === undefined ? [] : [[ours, said.get(name)] as const]
  })
  const name = said.get('name') || joined(said.get('firstname'), said.get('lastname')) || undefined
  return { ...(sent as object), ...Object.fromEntries(found), ...(name !== undefined && { name }) }
}

const bare = (name: string): string => name.toLowerCase().replaceAll(/[_-]/g, '')
