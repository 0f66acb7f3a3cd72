import { sql } from 'kysely'
import { changedSince, checkOf, type Finding } from '#platform/check.ts'

export const paymentChecks = [
  checkOf('payments.entries_sum_to_zero', 'What is booked for an order sums to zero.', (scope) => {
    const { orgId } = scope
    return sql<Finding>`
      select order_id::text as subject, format('%s %s too much', sum(amount_minor), currency) as detail
      from money_entries
      where org_id = ${orgId} and order_id in (
        select order_id from money_entries
        where org_id = ${orgId} and ${changedSince('at', scope)})
      group by order_id, currency
      having sum(amount_minor) <> 0`
  }),

  checkOf('payments.taken_is_booked', 'Money that was taken is booked once, in full.', (scope) => {
    const { orgId } = scope
    return sql<Finding>`
      select i.order_id::text as subject,
        format('taken %s, booked %s', i.amount_minor, coalesce(e.amount_minor, 0)) as detail
      from payment_intents i
      left join money_entries e on e.org_id = i.org_id and e.order_id = i.order_id
        and e.account = 'provider' and e.fact = i.purpose || '/' || i.number
      where i.org_id = ${orgId} and ${changedSince('i.updated_at', scope)}
        and i.purpose = 'charge' and i.amount_minor <> 0
        and (i.state = 'succeeded') <> (e.amount_minor is not distinct from i.amount_minor)`
  }),

  checkOf('payments.provider_agrees', 'The trial gateway took what we say it took.', (scope) => {
    const { orgId } = scope
    return sql<Finding>`
      select i.order_id::text as subject,
        format('we say %s, the provider says %s', i.state, coalesce(c.outcome, 'nothing')) as detail
      from payment_intents i
      left join test_gateway_charges c on c.org_id = i.org_id
        and c.key = i.order_id || '/' || i.purpose || '/' || i.number
      where i.org_id = ${orgId} and ${changedSince('i.updated_at', scope)}
        and i.gateway = 'test' and i.state in ('succeeded', 'declined')
        and (c.outcome is distinct from i.state or c.amount_minor <> i.amount_minor)`
  }),
]
