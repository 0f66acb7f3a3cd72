import { findRights } from '#access'
import type { Runtime } from '#platform/context.ts'
import type { Viewer } from './ticket.ts'
import { TOPIC_PERMISSIONS } from './topics.ts'

/** The viewers who may no longer see all of their topics, or whose session or key has ended. */
export async function withoutRight(
  { db, clock }: Pick<Runtime, 'db' | 'clock'>,
  viewers: readonly Viewer[],
): Promise<Viewer[]> {
  const entrances = new Map(
    viewers.map(({ orgId, entranceId: id }) => [`${orgId} ${id}`, { orgId, id }]),
  )
  const rights = await findRights(db, [...entrances.values()], clock.now())
  return viewers.filter(({ entranceId, topics }) => {
    const may = rights.get(entranceId)
    return !may?.has('live.read') || topics.some((topic) => !may.has(TOPIC_PERMISSIONS[topic]))
  })
}
