import { z } from 'zod'
import { faultWords } from './fault-words.ts'
import { fromServer, t } from './i18n.ts'

const FieldFault = z.object({ pointer: z.string(), detail: z.string() })

/** `application/problem+json`. A proxy in between may answer with less, so nothing is required. */
export const ProblemBody = z
  .object({
    code: z.string().optional(),
    title: z.string().optional(),
    detail: z.string().optional(),
    requestId: z.string().optional(),
    errors: z.array(FieldFault).optional(),
  })
  .catchall(z.unknown())
  .catch({})

/** The server refused, or failed, and said so. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly status: number
  readonly code: string
  readonly requestId: string | undefined
  readonly errors: z.output<typeof FieldFault>[]
  /** Whatever else the server has said. */
  readonly body: Readonly<Record<string, unknown>>

  constructor(status: number, body: z.output<typeof ProblemBody>, requestId?: string) {
    const said = body.detail ?? body.title
    super(said ? fromServer(said) : t('The server answered {{status}}.', { status }))
    this.status = status
    this.code = body.code ?? `http_${status}`
    this.requestId = body.requestId ?? requestId
    this.errors = body.errors ?? []
    this.body = body
  }
}

/** The server was not reached, or said nothing in time: nobody knows whether it did the work. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'

  constructor(options: ErrorOptions) {
    super(t('Penstock does not answer.'), options)
  }
}

/** The faults of fields as a form wants them: `/body/lines/0/sku` belongs to `lines.0.sku`. */
export function fieldFaults(error: unknown): Record<string, string> {
  if (!(error instanceof ProblemError)) return {}
  const nameOf = (pointer: string) =>
    pointer
      .split('/')
      .filter((part, index) => part && !(index === 1 && part === 'body'))
      .join('.')
  return Object.fromEntries(
    error.errors.map(({ pointer, detail }) => [nameOf(pointer), faultWords(detail)]),
  )
}
