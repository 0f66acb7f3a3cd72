import { z } from 'zod'

const text = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not contain control characters')

const time = z.iso.datetime()

/** An address may be pasted with its line breaks. */
const lines = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .regex(/^(?:[^\p{Cc}\p{Cs}]|[\t\r\n])*$/u, 'must not contain control characters')

/** Where parcels go. Kept with an order as it was typed. */
export const Address = z
  .strictObject({
    name: lines(200).optional(),
    company: lines(200).optional(),
    line1: lines(300).min(1),
    line2: lines(300).optional(),
    city: lines(200).min(1),
    region: lines(200).optional(),
    postcode: lines(32).optional(),
    country: z.string().regex(/^[A-Z]{2}$/, 'must be a two-letter country code such as IN'),
    phone: lines(40).optional(),
  })
  .meta({ id: 'Address' })

const savedAddress = { id: z.uuid(), label: z.string(), isStandard: z.boolean() }
const SavedAddress = z
  .object({ ...savedAddress, address: z.record(z.string(), z.unknown()) })
  .meta({ id: 'SavedAddress' })

export const AddressParams = z.object({ addressId: z.uuid() })

export const SaveAddressBody = z
  .strictObject({
    label: text(50).default('').describe('What the person calls it, such as home'),
    isStandard: z.boolean().default(false).describe('The one that a checkout offers first'),
    address: Address,
  })
  .meta({ id: 'SaveAddress' })

export const OwnCustomer = z
  .object({
    id: z.uuid().nullable().describe('null: nothing is stored yet'),
    name: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    addresses: z.array(SavedAddress),
    erasureRequestedAt: time.nullable(),
    version: z.int(),
  })
  .meta({ id: 'OwnCustomer', description: 'What is stored about oneself.' })
export type OwnCustomer = z.infer<typeof OwnCustomer>

export const ErasureRequestQuery = z.strictObject({
  after: z.string().max(1_000).optional().describe('The nextCursor of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export const ErasureRequestPage = z
  .object({
    requests: z.array(
      z.object({ customerId: z.uuid(), name: z.string(), email: z.string().nullable(), at: time }),
    ),
    pagination: z.object({ limit: z.int(), nextCursor: z.string().nullable() }),
  })
  .meta({ id: 'ErasureRequestPage' })

export const CustomerParams = z.object({ customerId: z.uuid() })
export const MergeParams = z.object({ customerId: z.uuid(), mergeId: z.uuid() })

export const CustomerQuery = z
  .strictObject({
    q: text(254)
      .optional()
      .describe(
        'Words of a name, each or how it begins, in any order and without their accents and ' +
          'apostrophes; the begin of an e-mail address; or the end of a phone number. Those of ' +
          'somebody who was merged find the person who is left',
      ),
    sort: z
      .enum(['age', 'name'])
      .default('age')
      .describe('age: the newest first. With `q`, in the order of what is searched'),
    after: z.string().max(1_000).optional().describe('The nextCursor of the page before'),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  })
  .meta({ id: 'CustomerQuery' })

const customer = {
  id: z.uuid(),
  name: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  hasLogin: z.boolean().describe('Known by a login, and not by e-mail or phone'),
  mergedInto: z.uuid().nullable().describe('The person who is left'),
  erasedAt: time.nullable(),
  createdAt: time,
  updatedAt: time,
  version: z.int(),
}

export const CustomerView = z.object(customer).meta({ id: 'Customer' })
export type CustomerView = z.infer<typeof CustomerView>

const Merge = z.object({
  id: z.uuid(),
  from: z.object({
    id: z.uuid(),
    name: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
  }),
  intoId: z.uuid(),
  at: time,
  by: z.string(),
})

export const CustomerDetail = z
  .object({
    ...customer,
    merges: z.array(Merge).describe('Who was merged into this customer'),
    addresses: z.array(SavedAddress).describe('What they have saved for their next order'),
    erasureRequestedAt: time.nullable(),
  })
  .meta({
    id: 'CustomerDetail',
    description: 'A customer, with saved addresses and who was merged into them.',
  })
export type CustomerDetail = z.infer<typeof CustomerDetail>

export const CustomerPage = z
  .object({
    customers: z.array(CustomerView),
    pagination: z.object({ limit: z.int(), nextCursor: z.string().nullable() }),
  })
  .meta({ id: 'CustomerPage' })

export const ChangeCustomerBody = z
  .strictObject({
    name: text(200).min(1),
    email: z.email().max(254).nullable(),
    phone: text(40)
      // Without its anchor a megabyte without a digit is read again from each of its characters.
      .regex(/^(\D*\d){6}/, 'must have at least six digits')
      .nullable(),
  })
  .partial()
  .meta({ id: 'ChangeCustomer' })

export const MergeBody = z
  .strictObject({ from: z.uuid().describe('Who is the same person as this customer') })
  .meta({ id: 'MergeCustomers' })

export const MergedView = CustomerDetail.extend({ mergeId: z.uuid() }).meta({
  id: 'MergedCustomer',
  description: 'The one customer that there is now; `mergeId` takes the merge back.',
})

export const ErasedView = z.object({ customerId: z.uuid(), erasedAt: time }).meta({
  id: 'ErasedCustomer',
  description: 'Since when the customer is erased; the orders follow within moments.',
})
