import type { SimulatorClock } from './clock.ts'
import type { Faults, WebhookFault } from './faults.ts'
import type { Ledger } from './ledger.ts'
import type { Random } from './random.ts'

/** One registration of a receiver. What is disabled stays listed; what is removed is gone. */
export type Hook = {
  id: string
  topic: string
  address: string
  secret: string
  /** Of before the last rotation; signatures by it are a fault that can be asked for. */
  previousSecret: string | null
  isActive: boolean
  /** Deliveries, not attempts, that failed one after the other. */
  failures: number
}

/** Something that happened; `data` is for `compose`. */
export type WebhookEvent<Data> = { id: string; topic: string; at: Date; data: Data }

export type Delivery<Data> = { id: string; hook: Hook; event: WebhookEvent<Data>; attempt: number }

export type WebhookRules<Data> = {
  /** Bytes and headers, signed; made anew for each attempt. */
  compose(
    delivery: Delivery<Data>,
    secret: string,
  ): { headers: Record<string, string>; body: string }
  /** A real time, as the receiver is real. */
  timeLimitMs: number
  /** The pauses before each repeat, in the platform's time; none means never again. */
  repeatAfterMs: readonly number[]
  isTaken(status: number): boolean
  /** How long nothing is sent there now, such as to a domain on a blocklist. */
  heldBackMs?(hook: Hook): number
  /** After each attempt; `isLast` when no other follows. Here a platform disables and removes. */
  onOutcome?(hook: Hook, outcome: { isTaken: boolean; isLast: boolean }): void
}

export type Webhooks<Data> = {
  hooks: Map<string, Hook>
  add(hook: Pick<Hook, 'topic' | 'address' | 'secret'> & { id?: string }): Hook
  remove(id: string): boolean
  /** From now on the platform signs with this one. */
  rotate(secret: string): void
  /** To every active hook of the topic, each as a delivery of its own. */
  send(event: WebhookEvent<Data>): void
  /** Nothing is on its way; what waits for its repeat does not count. */
  settled(): Promise<void>
  stop(): void
}

type Parts<Data> = {
  clock: SimulatorClock
  random: Random
  faults: Faults
  ledger: Ledger
  rules: WebhookRules<Data>
}

const IN_FLIGHT_MAX = 16

export function createWebhooks<Data>(parts: Parts<Data>): Webhooks<Data> {
  const { clock, random, faults } = parts
  const hooks = new Map<string, Hook>()
  const courier = createCourier(parts, hooks)
  let overtaken: (() => void) | undefined

  const dispatch = (hook: Hook, event: WebhookEvent<Data>) => {
    const struck = faults.onWebhook(event.topic)
    const has = (kind: WebhookFault['kind']) => struck.find((fault) => fault.kind === kind)
    const delivery = { id: random.uuid(), hook, event, attempt: 1 }
    if (has('drop')) return parts.ledger.record('webhook.dropped', summary(delivery))
    const signedBy = signerOf(hook, struck)
    const go = () => void courier.post(delivery, signedBy)
    const late = has('delay')
    if (late) clock.after(late.delayMs, () => courier.post(delivery, signedBy))
    else if (has('reorder') && !overtaken) overtaken = go
    else go()
    if (has('duplicate')) go()
    if (overtaken && overtaken !== go) {
      overtaken()
      overtaken = undefined
    }
  }
  return {
    hooks,
    add({ id = random.digits(13), ...given }) {
      const hook = { id, ...given, previousSecret: null, isActive: true, failures: 0 }
      hooks.set(id, hook)
      return hook
    },
    remove: (id) => hooks.delete(id),
    rotate(secret) {
      for (const hook of hooks.values()) {
        hook.previousSecret = hook.secret
        hook.secret = secret
      }
    },
    send(event) {
      for (const hook of hooks.values()) {
        if (hook.isActive && hook.topic === event.topic) dispatch(hook, event)
      }
    },
    async settled() {
      overtaken?.()
      overtaken = undefined
      await courier.settled()
    },
    stop: () => courier.stop(),
  }

  function signerOf(hook: Hook, struck: WebhookFault[]): string | null {
    if (struck.some(({ kind }) => kind === 'wrong_signature')) return 'not the secret'
    const isOld = struck.some(({ kind }) => kind === 'old_signature')
    return isOld ? (hook.previousSecret ?? 'not the secret') : null
  }
}

/** Carries deliveries, a few at a time, and comes again as the platform's rules say. */
function createCourier<Data>(
  { clock, ledger, rules }: Parts<Data>,
  hooks: ReadonlyMap<string, Hook>,
) {
  const ended = new AbortController()
  const waiting: (() => Promise<void>)[] = []
  let inFlight = 0
  let idle: PromiseWithResolvers<void> | undefined

  const pump = () => {
    while (inFlight < IN_FLIGHT_MAX && waiting.length > 0) {
      inFlight++
      void waiting.shift()!().finally(() => {
        inFlight--
        pump()
      })
    }
    if (inFlight > 0 || waiting.length > 0) return
    idle?.resolve()
    idle = undefined
  }

  const attempt = async (delivery: Delivery<Data>, signedBy: string | null) => {
    const { hook } = delivery
    if (!hook.isActive || hooks.get(hook.id) !== hook || ended.signal.aborted) return
    const heldBackMs = rules.heldBackMs?.(hook) ?? 0
    if (heldBackMs > 0) return clock.after(heldBackMs, () => post(delivery, signedBy))
    const wire = rules.compose(delivery, signedBy ?? hook.secret)
    const answer = await sent(hook.address, wire, rules.timeLimitMs, ended.signal)
    const isTaken = typeof answer === 'number' && rules.isTaken(answer)
    const pauseMs = rules.repeatAfterMs[delivery.attempt - 1]
    const isLast = isTaken || pauseMs === undefined
    ledger.record('webhook.sent', { ...summary(delivery), answer })
    if (isTaken) hook.failures = 0
    else if (isLast) hook.failures++
    rules.onOutcome?.(hook, { isTaken, isLast })
    if (isLast) return undefined
    const next = { ...delivery, attempt: delivery.attempt + 1 }
    clock.after(pauseMs, () => post(next, signedBy))
  }

  function post(delivery: Delivery<Data>, signedBy: string | null): Promise<void> {
    return new Promise((resolve) => {
      waiting.push(() => attempt(delivery, signedBy).finally(resolve))
      pump()
    })
  }

  return {
    post,
    settled(): Promise<void> {
      if (inFlight === 0 && waiting.length === 0) return Promise.resolve()
      idle ??= Promise.withResolvers()
      return idle.promise
    },
    stop: () => ended.abort(),
  }
}

const summary = <Data>({ id, hook, event, attempt }: Delivery<Data>) => ({
  ...{ delivery: id, event: event.id, topic: event.topic, hook: hook.id, attempt },
})

/** The status, or in one word why there was none. */
async function sent(
  address: string,
  { headers, body }: { headers: Record<string, string>; body: string },
  timeLimitMs: number,
  ended: AbortSignal,
): Promise<number | 'timeout' | 'unreachable'> {
  try {
    const signal = AbortSignal.any([AbortSignal.timeout(timeLimitMs), ended])
    const init = { method: 'POST', headers, body, redirect: 'manual', signal } as const
    const response = await fetch(address, init)
    await response.arrayBuffer()
    return response.status
  } catch (error) {
    return error instanceof DOMException && error.name === 'TimeoutError'
      ? 'timeout'
      : 'unreachable'
  }
}
