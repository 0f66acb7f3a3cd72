const CAUSES_MAX = 5

// In these fields PostgreSQL puts values of rows, which may be personal data.
const NOT_LOGGED = new Set(['detail', 'where', 'internalQuery', 'query', 'parameters', 'stack'])

/** An error as plain fields for the log, with its causes. */
export function errorFields(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return error
  const own = Object.entries(error).filter(
    ([name, value]) => !NOT_LOGGED.has(name) && (value === null || typeof value !== 'object'),
  )
  const many = error instanceof AggregateError ? error.errors.slice(0, CAUSES_MAX) : []
  const isDeep = depth >= CAUSES_MAX
  return {
    type: error.name,
    message: error.message,
    ...Object.fromEntries(own),
    stack: error.stack,
    ...(error.cause !== undefined && !isDeep && { cause: errorFields(error.cause, depth + 1) }),
    ...(many.length > 0 && !isDeep && { errors: many.map((one) => errorFields(one, depth + 1)) }),
  }
}
