import { Secret } from 'otpauth'
import { codeAt } from '../../server/modules/access/totp/totp.ts'
import { PASSWORD, type Person, type Stage } from './stage.ts'

export const startTotp = (stage: Stage, session: object, password: string) =>
  stage.call('POST', '/auth/totp', { ...session, body: { password } })

/** Two-step sign-in as a person turns it on; gives what their authenticator shows. */
export async function turnOnTotp(stage: Stage, person: Person) {
  const session = await stage.signedIn(person.email)
  const started = await startTotp(stage, session, PASSWORD)
  const secret = new Uint8Array(Secret.fromBase32(String(started.body['secret'])).buffer)
  const code = () => codeAt(secret, stage.runtime.clock.now())
  const confirm = (text: string) =>
    stage.call('POST', '/auth/totp/confirm', { ...session, body: { code: text } })
  return { session, started, code, confirm }
}
