import { setImmediate as nextTurn } from 'node:timers/promises'
import type { App } from '#platform/routes.ts'
import { type Call, callOf, type Operation } from './fuzz-calls.ts'
import { randomOf, type Schema } from './fuzz-values.ts'

export type FuzzOptions = {
  seed: number
  requests: number
  /** The headers of those who send them; nobody is always among them. */
  identityHeaders?: Record<string, string>[]
  /** Operations, such as `POST /api/v1/auth/logout`, that would end the run's own sessions. */
  skip?: (operation: string) => boolean
}

/** What a server must never do, with all that is needed to do it again. */
export type Finding = {
  rule: string
  operation: string
  status: number
  request: string
  body: string
}
export type FuzzReport = {
  seed: number
  sent: number
  byStatus: Record<string, number>
  findings: Finding[]
}

const AT_ONCE = 4
const ANSWER_LIMIT_MS = 1_000
const FINDINGS_MAX = 50

/** Sends what nobody should to every operation of the server's own OpenAPI, and watches it. */
export async function fuzzApp(app: App, options: FuzzOptions): Promise<FuzzReport> {
  const { operations, schemas } = await readOpenApi(app, options.skip)
  const random = randomOf(options.seed)
  const identities = [{}, ...(options.identityHeaders ?? [])]
  const report: FuzzReport = { seed: options.seed, sent: 0, byStatus: {}, findings: [] }
  while (report.sent < options.requests && report.findings.length < FINDINGS_MAX) {
    const batch = Array.from({ length: AT_ONCE }, (_, index) => {
      const operation = operations[(report.sent + index) % operations.length]!
      return { operation, call: callOf(operation, schemas, random.pick(identities), random) }
    })
    report.sent += AT_ONCE
    await Promise.all(batch.map(({ operation, call }) => send(app, operation, call, report)))
    // Calls in the same process could else keep the event loop from its timers.
    await nextTurn()
  }
  return report
}

type OpenApi = {
  paths: Record<string, Record<string, Described>>
  components?: { schemas?: Record<string, Schema> }
}
type Described = {
  parameters?: Operation['parameters']
  requestBody?: { content?: Record<string, { schema?: Schema }> }
}

async function readOpenApi(app: App, skip: FuzzOptions['skip'] = () => false) {
  const api = (await app.inject('/openapi.json')).json<OpenApi>()
  const operations: Operation[] = []
  for (const [path, methods] of Object.entries(api.paths)) {
    for (const [name, { parameters = [], requestBody }] of Object.entries(methods)) {
      const method = name.toUpperCase()
      const body = requestBody?.content?.['application/json']?.schema
      if (!skip(`${method} ${path}`)) operations.push({ method, path, parameters, body })
    }
  }
  if (operations.length === 0) throw new Error('The OpenAPI names no operation.')
  return { operations, schemas: api.components?.schemas ?? {} }
}

async function send(app: App, operation: Operation, call: Call, report: FuzzReport): Promise<void> {
  const { reply, ms } = await timed(app, call)
  report.byStatus[reply.statusCode] = (report.byStatus[reply.statusCode] ?? 0) + 1
  const type = reply.headers['content-type'] ?? ''
  const rules: [isBroken: boolean, rule: string][] = [
    [reply.statusCode >= 500, 'never a 5xx'],
    [
      ms > ANSWER_LIMIT_MS && (await isSlowAgain(app, call)),
      `an answer within ${ANSWER_LIMIT_MS} ms`,
    ],
    [
      reply.statusCode >= 400 && !isProblem(type, reply.body, reply.statusCode),
      'a problem document',
    ],
    [
      GIVES_AWAY.test(reply.body) && !call.url.startsWith('/metrics'),
      'no words of SQL or of a stack',
    ],
  ]
  for (const [isBroken, rule] of rules) {
    if (isBroken) {
      report.findings.push({
        rule,
        operation: `${operation.method} ${operation.path}`,
        status: reply.statusCode,
        request: JSON.stringify(call).slice(0, 2_000),
        body: reply.body.slice(0, 500),
      })
    }
  }
}

async function timed(app: App, call: Call) {
  const startedAt = performance.now()
  const reply = await app.inject(call)
  return { reply, ms: performance.now() - startedAt }
}

/** Once may be the processor's fault, three times are the product's. */
const isSlowAgain = async (app: App, call: Call): Promise<boolean> =>
  (await timed(app, call)).ms > ANSWER_LIMIT_MS && (await timed(app, call)).ms > ANSWER_LIMIT_MS

const STACK = ['node_modules', String.raw`\bat [^\s]+ \(`, String.raw`\.ts:\d+:\d+`]
const SQL = [
  'SQLSTATE',
  String.raw`violates \w+ constraint`,
  'syntax error at',
  'relation "',
  'invalid (input syntax|byte sequence)',
  String.raw`insert into \w+ \(`,
  String.raw`select \w+ from`,
]
const GIVES_AWAY = new RegExp([...STACK, ...SQL].join('|'), 'i')

function isProblem(type: string, body: string, status: number): boolean {
  if (type !== 'application/problem+json') return false
  // A reply to HEAD has the headers only.
  if (body === '') return true
  try {
    const problem = JSON.parse(body) as Record<string, unknown>
    const texts = ['type', 'title', 'code', 'detail', 'requestId']
    return problem['status'] === status && texts.every((name) => typeof problem[name] === 'string')
  } catch {
    return false
  }
}
