import type { FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import type { Credentials } from './identity.ts'
import { readCookie, sessionCookieName } from './session-cookie.ts'

/**
 * What a request shows. A bearer token is sent on purpose, and a cookie automatically, so the token
 * wins.
 */
export function credentialsOf(request: FastifyRequest, config: Config): Credentials | undefined {
  const { authorization, cookie: cookies } = request.headers
  const bearer = bearerIn(authorization)
  if (bearer !== undefined) return { bearer }
  const cookie = readCookie(cookies, sessionCookieName(config))
  return cookie === undefined ? undefined : { cookie }
}

const BEARER = /^Bearer +([^\s,]+)$/i

/** The token in the header `Authorization`; what is none, such as two in one header, is not read. */
export const bearerIn = (authorization: string | undefined): string | undefined =>
  authorization === undefined ? undefined : BEARER.exec(authorization)?.[1]
