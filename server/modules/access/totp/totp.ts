import { randomInt } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'

const PERIOD_S = 30
const SECRET_BYTES = 20
/** Clocks are often half a minute off. With this a code lives for 90 s at most. */
const WINDOW = 1

/** What authenticator apps understand everywhere: six digits of SHA-1 every 30 s. */
const totpOf = (secret: Uint8Array, label: string) => {
  const { buffer } = Uint8Array.from(secret) // A copy: a Buffer may be a view of a larger one.
  return new TOTP({ issuer: 'Penstock', label, secret: new Secret({ buffer }) })
}

export const newTotpSecret = (): Uint8Array =>
  new Uint8Array(new Secret({ size: SECRET_BYTES }).buffer)

/** As an address for a QR code, and as text to type. */
export function describeTotp(secret: Uint8Array, email: string): { url: string; secret: string } {
  const totp = totpOf(secret, email)
  return { url: totp.toString(), secret: totp.secret.base32 }
}

export const codeAt = (secret: Uint8Array, now: Date): string =>
  totpOf(secret, 'code').generate({ timestamp: now.getTime() })

/** The half minute that a code belongs to, if it is right now. It may be taken once. */
export function stepOf(secret: Uint8Array, code: string, now: Date): number | undefined {
  const timestamp = now.getTime()
  const delta = totpOf(secret, 'code').validate({ token: code, window: WINDOW, timestamp })
  return delta === null ? undefined : Math.floor(timestamp / 1_000 / PERIOD_S) + delta
}

const CODES = 10
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789' // Without those that look alike.

/** Sixteen letters are 79 bits: more than anybody guesses, even with the digests in hand. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: CODES }, () => {
    const letters = Array.from({ length: 16 }, () => LETTERS[randomInt(LETTERS.length)]!).join('')
    return letters.match(/.{4}/g)!.join('-')
  })

/** As it was printed, however it was typed. */
export const recoveryCodeOf = (typed: string): string =>
  (
    typed
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, '')
      .match(/.{1,4}/g) ?? []
  ).join('-')
