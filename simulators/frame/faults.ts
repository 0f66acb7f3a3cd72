import { z } from 'zod'
import type { Random } from './random.ts'

const REQUEST_KINDS = [
  'delay',
  'too_many_requests',
  'server_error',
  /** A page for people, as a firewall or a broken proxy sends it. */
  'html',
  'hang',
  /** The connection ends: before anything happened, within the answer, or after the effect. */
  'cut_before',
  'cut_in_body',
  'cut_after',
  /** The answer comes without `Link`, as through a proxy that hands on only headers it knows. */
  'no_link',
] as const

const WEBHOOK_KINDS = [
  'drop',
  'delay',
  'duplicate',
  /** Goes out only after the next one has. */
  'reorder',
  'wrong_signature',
  'old_signature',
] as const

const rule = {
  /** Only these: a part of `GET /admin/api/:version/orders.json`, or of a topic. */
  match: z.string().max(200).default(''),
  probability: z.number().min(0).max(1).default(1),
  /** So often, and then never again. */
  count: z.number().int().min(1).max(1_000_000).optional(),
  delayMs: z.number().int().min(0).max(86_400_000).default(1_000),
}

export const faultSchema = z.discriminatedUnion('on', [
  z.object({ on: z.literal('request'), kind: z.enum(REQUEST_KINDS), ...rule }),
  z.object({ on: z.literal('webhook'), kind: z.enum(WEBHOOK_KINDS), ...rule }),
])

export type Fault = z.output<typeof faultSchema>
export type NewFault = z.input<typeof faultSchema>
export type RequestFault = Extract<Fault, { on: 'request' }>
export type WebhookFault = Extract<Fault, { on: 'webhook' }>

/** What goes wrong on purpose, by rules that can be added and cleared while running. */
export type Faults = {
  add(fault: NewFault): void
  clear(): void
  list(): Fault[]
  /** Those that strike this time; each is counted. */
  onRequest(route: string): RequestFault[]
  onWebhook(topic: string): WebhookFault[]
}

export function createFaults(random: Random): Faults {
  let faults: Fault[] = []
  const strikes = (fault: Fault, name: string) =>
    name.includes(fault.match) && random.chance(fault.probability)
  const take = (on: Fault['on'], name: string): Fault[] => {
    const struck = faults.filter((fault) => fault.on === on && strikes(fault, name))
    for (const fault of struck) if (fault.count !== undefined) fault.count -= 1
    faults = faults.filter(({ count }) => count === undefined || count > 0)
    return struck
  }
  return {
    add: (fault) => void faults.push(faultSchema.parse(fault)),
    clear: () => void (faults = []),
    list: () => faults.map((fault) => ({ ...fault })),
    onRequest: (route) => take('request', route) as RequestFault[],
    onWebhook: (topic) => take('webhook', topic) as WebhookFault[],
  }
}
