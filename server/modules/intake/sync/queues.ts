import {
  type Adapter,
  ChannelFailure,
  type Client,
  clientOf,
  findAdapter,
  type Message,
} from '#channels'
import type { Runtime } from '#platform/context.ts'
import { scoped } from '#platform/events.ts'
import { every } from '#platform/jobs-runtime/every.ts'
import { OutboundFailure } from '#platform/outbound.ts'
import { newId } from '#platform/random.ts'
import { listAllAccounts, type StoreAccount } from '#stores'
import { type Incoming, timeOfId } from '../messages/message.ts'
import type { LandParts } from '../land/land-order.ts'
import { processOrPark } from '../receive/receive.ts'

type QueueParts = { runtime: Runtime; land: LandParts }

const LOOK_MS = 3_000
/** After a failure the queue is left alone for so long. Polls find its orders meanwhile. */
const REST_MS = 30_000
/** A queue that is never empty is left after so many rounds, and goes on with the next look. */
const ROUNDS_MAX = 50
const ACTOR = { type: 'system', id: null, name: 'queues of platforms' } as const

/** Empties the queues of platforms every few seconds, each store by itself. */
export function followQueues(parts: QueueParts): { stop(): Promise<void> } {
  const { db, log } = parts.runtime
  const working = new Map<string, Promise<void>>()
  const restUntil = new Map<string, number>()
  let stopping = false
  const work = async (account: StoreAccount, all: StoreAccount[]) => {
    try {
      for (let round = 0; round < ROUNDS_MAX && !stopping; round++) {
        if ((await drainQueue(parts, account, all)) === 0) return
      }
    } catch (error) {
      restUntil.set(account.id, performance.now() + REST_MS)
      const isTheirs = error instanceof ChannelFailure || error instanceof OutboundFailure
      log[isTheirs ? 'warn' : 'error']({ err: error, storeId: account.id }, 'intake.queue_failed')
    }
  }
  const look = async () => {
    const all = await listAllAccounts(db)
    for (const account of all) {
      const { id, platform, state } = account
      if (!findAdapter(platform)?.hasQueue || state !== 'active' || working.has(id)) continue
      if (performance.now() < (restUntil.get(id) ?? 0)) continue
      working.set(
        id,
        work(account, all).finally(() => working.delete(id)),
      )
    }
  }
  const looking = every(LOOK_MS, 'queues', log, look)
  return {
    async stop() {
      stopping = true
      await looking.stop()
      await Promise.all(working.values())
    },
  }
}

/**
 * Takes one batch of messages from a queue and processes each as if it had been sent. The queue
 * forgets them only when all are committed. If that fails they come again, and are repeats then.
 */
export async function drainQueue(
  parts: QueueParts,
  account: StoreAccount,
  all: StoreAccount[],
): Promise<number> {
  const adapter = findAdapter(account.platform)
  const client = adapter && clientFor(parts, account, adapter)
  if (!adapter || !client?.receiveMessages) return 0
  const { messages, done } = await client.receiveMessages()
  if (messages.length === 0) return 0
  const outcomes = await Promise.all(
    messages.map((message) => {
      const owner = ownerOf(adapter, message, account, all)
      return processOrPark(parts, incomingOf(owner, message), {})
    }),
  )
  if (outcomes.includes('away')) throw new ChannelFailure('again', 'The messages were not saved.')
  await done()
  return messages.length
}

const clientFor = (
  { runtime }: QueueParts,
  account: StoreAccount,
  adapter: Adapter,
): Client | undefined =>
  clientOf(scoped(runtime, { orgId: account.orgId, actor: ACTOR }), account, adapter)

function incomingOf(account: StoreAccount, { headers, body }: Message): Incoming {
  const id = newId()
  return { id, receivedAt: timeOfId(id), account, source: 'sent', headers, body }
}

/** The store that a message is about: several accounts of one org may share a queue. */
function ownerOf(adapter: Adapter, message: Message, own: StoreAccount, all: StoreAccount[]) {
  const uid = adapter.recognise(message)?.uid
  const named = all.find(
    (one) =>
      one.orgId === own.orgId &&
      one.platform === own.platform &&
      (adapter.uidOf?.(one.uid) ?? one.uid) === uid,
  )
  return named ?? own
}
