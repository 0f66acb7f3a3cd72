import type { Tx } from '#platform/database.ts'
import { endHandedOut } from '../passwords/store.ts'
import { AccessProblem } from '../problems.ts'
import { insertMembership, isMemberElsewhere } from './store.ts'

type Person = { id: string; passwordHash: string | null; passwordChangeDue: boolean }

/**
 * Adds somebody to an org; `false`: they belong to it already. Whose password another org has
 * chosen, or may still choose by the link of its invitation, is let in nowhere else: that org would
 * come in with them. A link that it has handed out since ends for the same reason.
 */
export async function letIn(
  tx: Tx,
  person: Person,
  { orgId, roleId, now }: { orgId: string; roleId: string; now: Date },
): Promise<boolean> {
  const isOwn = person.passwordHash !== null && !person.passwordChangeDue
  if (!isOwn && (await isMemberElsewhere(tx, orgId, person.id))) {
    throw AccessProblem.invited_elsewhere()
  }
  await endHandedOut(tx, person.id, now)
  return insertMembership(tx, { orgId, userId: person.id, roleId, now })
}
