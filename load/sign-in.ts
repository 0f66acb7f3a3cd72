import { setTimeout as delay } from 'node:timers/promises'

const TRIES = 20

/** The access token. A machine that has just started all this may be too busy for a moment. */
export async function signIn(
  address: string,
  account: { email: string; password: string },
): Promise<string> {
  for (let tries = 1; ; tries++) {
    const reply = await fetch(`${address}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: account.email, password: account.password }),
    })
    if (reply.ok) return ((await reply.json()) as { accessToken: string }).accessToken
    const isBusy = reply.status === 503 && tries < TRIES
    if (!isBusy) throw new Error(`The login was answered ${reply.status}: ${await reply.text()}`)
    await delay(500)
  }
}
