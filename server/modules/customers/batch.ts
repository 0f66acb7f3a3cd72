import type { Statement } from '#platform/lane.ts'
import { rowsInto } from '#platform/rows-into.ts'

/** By what a person is known again: the e-mail first, the phone where there is none. */
export type Mark = { orgId: string; email: string | null; phone: string | null }

export const markKey = ({ orgId, email, phone }: Mark): string | undefined => {
  if (email) return `${orgId}/e/${email}`
  return phone ? `${orgId}/p/${phone}` : undefined
}

/**
 * Somebody who was merged is found as the person who is left. Rows with a login are not looked at:
 * anybody can type the address of anybody.
 *
 * `lateral … limit 1` fixes the direction of the join: with statistics missing, PostgreSQL once
 * walked all customers for each mark (380 ms instead of 1 ms at 17,000 customers). A range of one,
 * in its order, fixes the index: an equal e-mail has no order, and in a plan from the shop's first
 * minute, when the table was empty, any index of the org was as good.
 */
export function findByEmail(marks: { orgId: string; email: string }[]): Statement {
  return {
    name: 'customers_find_by_email',
    text: `
      select w.org_id as "orgId", w.email, null as phone, c.id
      from unnest($1::uuid[], $2::text[]) as w (org_id, email)
      cross join lateral (
        select coalesce(merged_into, id) as id from customers
        where org_id = w.org_id and email >= w.email and email <= w.email and user_id is null
        order by email limit 1
      ) c`,
    values: [marks.map((mark) => mark.orgId), marks.map((mark) => mark.email)],
  }
}

/**
 * Also somebody who has an e-mail besides, because not every channel gives one; several of them may
 * have one phone. A range of one as well, by the expression that the index has.
 */
export function findByPhone(marks: { orgId: string; phone: string }[]): Statement {
  return {
    name: 'customers_find_by_phone',
    text: `
      select w.org_id as "orgId", null as email, w.phone, c.id
      from unnest($1::uuid[], $2::text[]) as w (org_id, phone)
      cross join lateral (
        select coalesce(merged_into, id) as id from customers
        where org_id = w.org_id and reverse(phone) >= reverse(w.phone)
          and reverse(phone) <= reverse(w.phone) and phone is not null and user_id is null
        order by reverse(phone), created_at limit 1
      ) c`,
    values: [marks.map((mark) => mark.orgId), marks.map((mark) => mark.phone)],
  }
}

export type NewCustomer = Mark & { id: string; name: string }

export const writeCustomers = rowsInto<NewCustomer>('customers', [
  ['org_id', 'uuid', (row) => row.orgId],
  ['id', 'uuid', (row) => row.id],
  ['name', 'text', (row) => row.name],
  ['email', 'text', (row) => row.email],
  ['phone', 'text', (row) => row.phone],
])
