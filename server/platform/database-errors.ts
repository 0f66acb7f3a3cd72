import { Problem } from './problem.ts'

/**
 * The commit was sent, but its answer was lost. Whether it happened must be looked up; it must
 * never be repeated blindly.
 */
export class CommitUnknown extends Error {
  override readonly name = 'CommitUnknown'

  constructor(cause: unknown) {
    super('It is not known whether the transaction was committed.', { cause })
  }
}

/** What PostgreSQL calls its refusals (SQLSTATE), by the names that its manual gives them. */
export const SQLSTATE = {
  checkViolation: '23514',
  deadlockDetected: '40P01',
  foreignKeyViolation: '23503',
  lockNotAvailable: '55P03',
  queryCanceled: '57014',
  serializationFailure: '40001',
  uniqueViolation: '23505',
} as const

export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : ''

/** The name of the constraint that refused the statement. */
export const constraintOf = (error: unknown): string => namedIn(error, 'constraint')

function namedIn(error: unknown, what: 'constraint' | 'table'): string {
  const name: unknown = error instanceof Error ? Reflect.get(error, what) : undefined
  return typeof name === 'string' ? name : ''
}

/**
 * A row refers to one that does not exist, or a row that is still referred to was to be deleted.
 */
export const breaksReference = (error: unknown): boolean =>
  codeOf(error) === SQLSTATE.foreignKeyViolation

const RETRYABLE = new Set<string>([SQLSTATE.serializationFailure, SQLSTATE.deadlockDetected])
export const isRetryable = (error: unknown): boolean =>
  RETRYABLE.has(codeOf(error)) || foundNoMonth(error)

/**
 * The row was on its way to the default partition when the partition of its month was created.
 * PostgreSQL refuses it with a check that has no name.
 */
const foundNoMonth = (error: unknown): boolean =>
  codeOf(error) === SQLSTATE.checkViolation &&
  namedIn(error, 'table') !== '' &&
  constraintOf(error) === ''

const BROKEN_CODES = /^(08|57P0[123])|^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH|ENETUNREACH)/
const BROKEN_WORDS = [
  'timeout exceeded when trying to connect',
  'Query read timeout',
  'Connection terminated',
  'not queryable',
  'server closed the connection',
  'postmaster was shut down',
]

/** The connection cannot be used any more, whatever became of the statement. */
export const isBroken = (error: unknown): boolean =>
  BROKEN_CODES.test(codeOf(error)) ||
  (error instanceof Error && BROKEN_WORDS.some((words) => error.message.includes(words)))

/**
 * With a synchronous standby, PostgreSQL reports a cancelled wait for it as a success, with only a
 * warning.
 */
export const commitWasUnsafe = (notice: {
  code?: string | undefined
  message?: string | undefined
}): boolean => notice.code === '01000' && /synchronous replication/i.test(notice.message ?? '')

/** Turns a refusal of PostgreSQL into a problem. Every other error stays what it is: a bug. */
export function outcomeOf(error: unknown): unknown {
  if (error instanceof Problem) return error
  if (error instanceof CommitUnknown) {
    return new Problem(
      'outcome_unknown',
      503,
      'It is not certain that this was saved. Look it up: only with the same Idempotency-Key is it ' +
        'safe to send it again.',
      { retryAfterS: 1 },
    )
  }
  const code = codeOf(error)
  if (isBroken(error) || /^53|^25006|^57014|^55P03/.test(code) || isRetryable(error)) {
    const words = 'The database does not answer just now. Nothing was changed; try again shortly.'
    return Object.assign(new Problem('database_unavailable', 503, words, { retryAfterS: 2 }), {
      cause: error,
    })
  }
  if (code.startsWith('22')) {
    const words = 'A value cannot be stored, for example a character or a number out of range.'
    return Object.assign(new Problem('invalid_request', 400, words), { cause: error })
  }
  return error
}
