import { errors, jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import type { Ctx, Runtime } from '#platform/context.ts'
import { newToken } from '#platform/random.ts'
import { TOPICS, type Topic } from './contract.ts'
import { TOPIC_PERMISSIONS } from './topics.ts'

/**
 * The viewer of a socket, and the session or API key by which they came. It contains no secret,
 * because addresses are logged.
 */
export type Viewer = { orgId: string; userId: string; entranceId: string; topics: Topic[] }
/**
 * A ticket for one socket. `address` is the client's address when it asked for the ticket, seen
 * through trusted proxies.
 */
export type Ticket = Viewer & { id: string; address: string; expiresAt: Date }

const PURPOSE = 'live-ticket'
const TYPE = 'live+jwt'
const LIVES_MS = 30_000

const Claims = z.object({
  jti: z.string(),
  sub: z.string(),
  by: z.uuid(),
  org: z.uuid(),
  ip: z.string(),
  topics: z.array(z.enum(TOPICS)),
  exp: z.number(),
})

export async function issueTicket(
  ctx: Ctx,
  by: { address: string; entranceId: string },
  wanted?: readonly Topic[],
): Promise<{
  ticket: string
  expiresAt: Date
  topics: Topic[]
}> {
  const topics = (wanted ?? TOPICS).filter((topic) => ctx.permissions.has(TOPIC_PERMISSIONS[topic]))
  const [current] = ctx.secrets.signingKeys(PURPOSE)
  if (!current) throw new Error('There is no key to sign tickets with.')
  const expiresAt = new Date(ctx.clock.now().getTime() + LIVES_MS)
  const ticket = await new SignJWT({ org: ctx.orgId, ip: by.address, by: by.entranceId, topics })
    .setProtectedHeader({ alg: 'HS256', typ: TYPE, kid: current.id })
    .setJti(newToken(12))
    .setSubject(`${ctx.actor.type}:${ctx.actor.id ?? ''}`)
    .setExpirationTime(expiresAt)
    .sign(current.key)
  return { ticket, expiresAt, topics }
}

/** Reads a ticket. Gives `undefined` when it is not ours or has expired. */
export async function readTicket(runtime: Runtime, text: string): Promise<Ticket | undefined> {
  try {
    const { payload } = await jwtVerify(
      text,
      ({ kid }) => {
        const key = kid === undefined ? undefined : runtime.secrets.signingKey(PURPOSE, kid)
        if (!key) throw new errors.JWKSNoMatchingKey()
        return key
      },
      { algorithms: ['HS256'], typ: TYPE, currentDate: runtime.clock.now() },
    )
    const { data } = Claims.safeParse(payload)
    if (!data) return undefined
    const { jti: id, org: orgId, sub: userId, by: entranceId, ip: address, topics, exp } = data
    return { id, orgId, userId, entranceId, address, topics, expiresAt: new Date(exp * 1_000) }
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined
    throw error
  }
}
