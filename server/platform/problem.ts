/** A refusal that the caller can understand and act on. Any other error is a bug. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: string
  readonly status: number
  readonly details: Record<string, unknown>

  constructor(code: string, status: number, message: string, details = {}) {
    super(message)
    this.code = code
    this.status = status
    this.details = details
  }
}

type Problems<List> = { [Code in keyof List]: (details?: Record<string, unknown>) => Problem }

/** Declares everything that a module may refuse, with its HTTP status and its words. */
export function defineProblems<
  const List extends Record<string, readonly [status: number, message: string]>,
>(list: List): Problems<List> {
  const make = ([code, [status, message]]: [string, readonly [number, string]]) =>
    [
      code,
      (details?: Record<string, unknown>) => new Problem(code, status, message, details),
    ] as const
  return Object.fromEntries(Object.entries(list).map(make)) as Problems<List>
}
