import { sql } from 'kysely'
import { changedSince, checkOf, type Finding } from '#platform/check.ts'

/** Far longer than it takes until `intake.finish_messages` has read an unfinished message again. */
const MINUTES_MAX = 15

export const intakeChecks = [
  checkOf('intake.messages_are_judged', 'Each message gets a verdict in time.', ({ orgId }) => {
    return sql<Finding>`
      select id::text as subject, 'begun at ' || received_at || ' and never ended' as detail
      from messages
      where org_id = ${orgId} and verdict = 'working'
        and received_at < now() - ${MINUTES_MAX} * interval '1 minute'`
  }),

  checkOf('intake.created_names_its_order', 'What was created is named.', (scope) => {
    return sql<Finding>`
      select id::text as subject, 'it created an order and names none' as detail
      from messages
      where org_id = ${scope.orgId} and ${changedSince('received_at', scope)}
        and verdict = 'created' and order_id is null and results is null`
  }),
]
