import { setTimeout as delay } from 'node:timers/promises'

const TRIES = 20

/**
 * Signs in and gives the access token. Tries again, as a machine that has just started everything
 * may be too busy.
 */
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
