import { z } from 'zod'

const text = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not contain control characters')

const time = z.iso.datetime()

export const CustomerParams = z.object({ customerId: z.uuid() })
export const MergeParams = z.object({ customerId: z.uuid(), mergeId: z.uuid() })

export const CustomerQuery = z
  .strictObject({
    q: text(254)
      .optional()
      .describe('The begin of a name or an e-mail address, or the end of a phone number'),
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
  .object({ ...customer, merges: z.array(Merge).describe('Who was merged into this customer') })
  .meta({ id: 'CustomerDetail' })
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
      .regex(/(\D*\d){6}/, 'must have at least six digits')
      .nullable(),
  })
  .partial()
  .meta({ id: 'ChangeCustomer' })

export const MergeBody = z
  .strictObject({ from: z.uuid().describe('Who is the same person as this customer') })
  .meta({ id: 'MergeCustomers' })

export const MergedView = CustomerDetail.extend({ mergeId: z.uuid() }).meta({
  id: 'MergedCustomer',
})

export const ErasedView = z
  .object({ customerId: z.uuid(), erasedAt: time })
  .meta({ id: 'ErasedCustomer' })
