import type { Ctx } from '#platform/context.ts'
import { isPassword } from '../passwords/hash.ts'
import { forgive, takeGuess } from '../passwords/throttle.ts'
import { AccessProblem } from '../problems.ts'
import { requireSecondFactor } from '../totp/second-factor.ts'
import { countLogin } from '../metrics.ts'
import { type Client, type Started, startSession } from './start-session.ts'
import { findCredentials, holdPassword } from './store.ts'

export type LogIn = Client & { email: string; password: string; totp?: string | undefined }

/** An unknown e-mail, a wrong password and a removed person get one answer in the same time. */
export async function logIn(ctx: Ctx, command: LogIn): Promise<Started> {
  const { email, ip } = command
  try {
    const guess = await takeGuess(ctx, { email, ip })
    const person = await findCredentials(ctx.db, email)
    const isRight = await isPassword(command.password, person?.passwordHash ?? null)
    if (!person || !isRight) throw AccessProblem.invalid_credentials()

    const started = await startSession(ctx, person, command, async (theirs, tx) => {
      if (!(await holdPassword(tx, person))) throw AccessProblem.invalid_credentials()
      await forgive(tx, guess) // Rolled back with the rest if the second factor is missing.
      await requireSecondFactor(theirs, tx, person, command.totp)
    })
    countLogin(ctx.metrics, 'done')
    return started
  } catch (error) {
    countLogin(ctx.metrics, error)
    throw error
  }
}
