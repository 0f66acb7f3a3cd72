import { errors, type JWTHeaderParameters, jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import type { Runtime } from '#platform/context.ts'

export type AccessToken = { sessionId: string; userId: string; expiresAt: Date }

const PURPOSE = 'access-token'
const ISSUER = 'penstock'
const AUDIENCE = 'penstock-api'
const TYPE = 'at+jwt'

/** Clocks of two machines differ a little; a minute more would be a minute for a thief. */
const TOLERANCE_S = 30
const LENGTH_MAX = 2_048

const Claims = z.object({ sub: z.uuid(), sid: z.uuid(), exp: z.number() })

export async function signAccessToken(runtime: Runtime, token: AccessToken): Promise<string> {
  const [current] = runtime.secrets.signingKeys(PURPOSE)
  if (!current) throw new Error('There is no key to sign access tokens with.')
  const now = runtime.clock.now()
  return new SignJWT({ sid: token.sessionId })
    .setProtectedHeader({ alg: 'HS256', typ: TYPE, kid: current.id })
    .setSubject(token.userId)
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setIssuedAt(now)
    .setNotBefore(now)
    .setExpirationTime(token.expiresAt)
    .sign(current.key)
}

/** What the token says, if it is one of ours. Whether its session lives is another question. */
export async function readAccessToken(
  runtime: Runtime,
  text: string,
): Promise<AccessToken | undefined> {
  if (text.length > LENGTH_MAX) return undefined
  try {
    const { payload } = await jwtVerify(text, (header) => keyOf(runtime, header), {
      algorithms: ['HS256'],
      typ: TYPE,
      issuer: ISSUER,
      audience: AUDIENCE,
      requiredClaims: ['sub', 'sid', 'exp', 'nbf'],
      clockTolerance: TOLERANCE_S,
      currentDate: runtime.clock.now(),
    })
    const { data } = Claims.safeParse(payload)
    if (!data) return undefined
    const expiresAt = new Date((data.exp + TOLERANCE_S) * 1_000)
    return { userId: data.sub, sessionId: data.sid, expiresAt }
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined
    throw error
  }
}

/** The name of a key only chooses among our own; it is never a path, an address or a query. */
function keyOf(runtime: Runtime, { kid }: JWTHeaderParameters): Uint8Array {
  const key = typeof kid === 'string' ? runtime.secrets.signingKey(PURPOSE, kid) : undefined
  if (!key) throw new errors.JWKSNoMatchingKey()
  return key
}
