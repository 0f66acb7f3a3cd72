import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { AccessProblem } from '../problems.ts'
import { isPassword } from './hash.ts'
import { forgive, takeGuess } from './throttle.ts'

/** Asked again before what cannot be undone; guesses count as those at the sign-in do. */
export async function requirePassword(
  ctx: Ctx,
  person: { email: string; passwordHash: string | null },
  command: { password: string; ip: string },
): Promise<void> {
  const guess = await takeGuess(ctx, { email: person.email, ip: command.ip })
  const isRight = await isPassword(command.password, person.passwordHash)
  if (!isRight) throw AccessProblem.password_wrong()
  await inTransaction(ctx.db, (tx) => forgive(tx, guess))
}
