import type { Db } from '#platform/database.ts'
import type { LiveEvent, LiveMessage } from './contract.ts'
import type { LiveHub } from './hub.ts'
import { isAfter, type Position, positionOf, textOf } from './position.ts'
import { type Happened, hasMoreAfter, readAfter, readNow } from './store.ts'
import type { Viewer } from './ticket.ts'
import { factsOf, topicOf } from './topics.ts'

const PAGE = 1_000
/** Who has missed more events than this should load everything anew, which is faster. */
const MISSED_MAX = 20_000

type Parts = {
  db: Db
  hub: LiveHub
  viewer: Viewer
  send: (message: LiveMessage) => void
}

export type Feed = { readonly position: Position; stop(): void }

/**
 * Sends a viewer all events after a position, in order and each once: first those that were missed,
 * read for this viewer alone, then new ones together with all other viewers.
 */
export async function startFeed(
  { db, hub, viewer, send }: Parts,
  { after, isOver }: { after: string | undefined; isOver: () => boolean },
): Promise<Feed> {
  let position = await startPosition(db, hub, after, send)
  const deliver = (batch: Happened[], end: Position) => {
    const isWhole = batch[0] !== undefined && isAfter(batch[0].position, position)
    const fresh = isWhole ? batch : batch.filter((one) => isAfter(one.position, position))
    if (isAfter(end, position)) position = end
    const events = eventsFor(viewer, fresh)
    if (events.length > 0) send({ type: 'events', position: textOf(position), events })
  }
  let leave: (() => void) | undefined
  while (!leave && !isOver()) {
    const reached = await hub.position()
    const batch = await readAfter(db, position, { limit: PAGE, orgId: viewer.orgId })
    const last = batch.at(-1)
    if (last) deliver(batch, last.position)
    if (batch.length === PAGE) continue
    if (isAfter(reached, position)) {
      // The hub has read up to here already, so there is nothing for this viewer in between.
      position = reached
    }
    leave = hub.join(position, deliver)
  }
  const stop = () => leave?.()
  if (isOver()) stop()
  return {
    get position() {
      return position
    },
    stop,
  }
}

/**
 * The position to start from. An invalid position, one from a future that a restore has undone, and
 * one from too long ago are answered with `reset`. What was missed is counted before it is read,
 * because after a restart all viewers come back at once.
 */
async function startPosition(
  db: Db,
  hub: LiveHub,
  after: string | undefined,
  send: (message: LiveMessage) => void,
): Promise<Position> {
  if (after === undefined) return hub.position()
  const wanted = positionOf(after)
  const now = await readNow(db)
  const isPast = wanted && !isAfter(wanted, { xid: now.xid, id: Number.MAX_SAFE_INTEGER })
  if (isPast && !(await hasMoreAfter(db, wanted, MISSED_MAX))) return wanted
  send({ type: 'reset', position: textOf(now) })
  return now
}

/** Viewers of one org with the same topics get the same events, so they are made once. */
const eventsByBatch = new WeakMap<Happened[], Map<string, LiveEvent[]>>()

function eventsFor(viewer: Viewer, batch: Happened[]): LiveEvent[] {
  const known = eventsByBatch.get(batch) ?? new Map<string, LiveEvent[]>()
  eventsByBatch.set(batch, known)
  const key = `${viewer.orgId} ${viewer.topics.join()}`
  const events = known.get(key) ?? batch.flatMap((one) => eventOf(viewer, one) ?? [])
  known.set(key, events)
  return events
}

function eventOf(viewer: Viewer, happened: Happened): LiveEvent | undefined {
  const topic = topicOf(happened.type)
  if (!topic || happened.orgId !== viewer.orgId || !viewer.topics.includes(topic)) return undefined
  const { type: event, subjectType, subjectId, actorType, actorName, at, data } = happened
  return {
    ...{ topic, event, subject: { type: subjectType, id: subjectId } },
    at: at.toISOString(),
    actor: { type: actorType, name: actorName },
    facts: factsOf(event, data),
  }
}
