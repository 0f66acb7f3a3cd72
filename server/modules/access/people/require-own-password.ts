import type { Tx } from '#platform/database.ts'
import { AccessProblem } from '../problems.ts'
import { isMemberElsewhere } from './store.ts'

type Person = { id: string; passwordHash: string | null; passwordChangeDue: boolean }

/**
 * Whose password another org has chosen, or may still choose by the link of its invitation, is let
 * in nowhere else: that org would come in with them.
 */
export async function requireOwnPassword(tx: Tx, orgId: string, person: Person): Promise<void> {
  if (person.passwordHash !== null && !person.passwordChangeDue) return
  if (await isMemberElsewhere(tx, orgId, person.id)) throw AccessProblem.invited_elsewhere()
}
