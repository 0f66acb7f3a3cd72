import pino from 'pino'

export type Log = pino.Logger

/** Fields that never reach a log, at any depth that our lines have. */
const SECRET_FIELDS = ['password', 'token', 'secret', 'authorization', 'cookie']

export function createLog(options: { level: string }): Log {
  return pino({
    level: options.level,
    redact: { paths: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`]), censor: '[hidden]' },
  })
}
