import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { given } from '#platform/given.ts'
import { newId } from '#platform/random.ts'
import { listWaitedFor } from '../backorder/store.ts'
import { conclude, takeLevels } from '../post.ts'
import { StockProblem } from '../problems.ts'
import {
  findLocationsByCode,
  insertLocation,
  type Location,
  lockLocation,
  saveLocation,
} from './store.ts'

export const MAIN = 'main'

type Fields = { [Name in keyof Omit<Location, 'id'>]?: Location[Name] | undefined }
export type AddLocation = Fields & { code: string; name: string }

const EMPTY = {
  ...{ priority: 100, country: null, postcode: null, latitude: null, longitude: null },
  active: true,
}

export async function addLocation(ctx: Ctx, command: AddLocation): Promise<Location> {
  const { code, name } = command
  const location: Location = { id: newId(), ...EMPTY, ...given(command), code, name }
  return inTransaction(ctx.db, async (tx) => {
    if (!(await insertLocation(tx, ctx.orgId, location))) throw StockProblem.location_taken()
    await tell(ctx, tx, 'location.added', { after: location })
    return location
  })
}

export async function changeLocation(
  ctx: Ctx,
  id: string,
  change: Omit<Fields, 'code'>,
): Promise<Location> {
  return inTransaction(ctx.db, async (tx) => {
    const before = await lockLocation(tx, ctx.orgId, id)
    if (!before) throw StockProblem.location_not_found()
    const after = { ...before, ...given(change) }
    await saveLocation(tx, ctx.orgId, after)
    if (after.active && !before.active) await serveFrom(ctx, tx, id)
    await tell(ctx, tx, 'location.changed', { before, after })
    return after
  })
}

/** What lies in a place that opens goes to those who wait for it, before anybody can buy it. */
async function serveFrom(ctx: Ctx, tx: Tx, id: string): Promise<void> {
  const levels = await takeLevels(ctx, tx, await listWaitedFor(tx, ctx.orgId, id))
  await conclude(ctx, tx, levels, levels)
}

/** Each org has one place from the start: stock can be received before anything is set up. */
export async function ensureMainLocation(ctx: Pick<Ctx, 'db' | 'orgId'>): Promise<Location> {
  const { db, orgId } = ctx
  const [found] = await findLocationsByCode(db, orgId, [MAIN])
  if (found) return found
  await insertLocation(db, orgId, { id: newId(), code: MAIN, name: 'Main', ...EMPTY })
  return (await findLocationsByCode(db, orgId, [MAIN]))[0]!
}

/** The locations that are meant, by code. `main` is made when it is asked for. */
export async function findPlaces(
  ctx: Pick<Ctx, 'db' | 'orgId'>,
  codes: Iterable<string>,
): Promise<Map<string, Location>> {
  const wanted = [...new Set(codes)]
  const found = wanted.length > 0 ? await findLocationsByCode(ctx.db, ctx.orgId, wanted) : []
  const places = new Map(found.map((location) => [location.code, location]))
  if (wanted.includes(MAIN) && !places.has(MAIN)) places.set(MAIN, await ensureMainLocation(ctx))
  return places
}

/** The one that is meant. */
export async function getPlace(ctx: Pick<Ctx, 'db' | 'orgId'>, code: string): Promise<Location> {
  const place = (await findPlaces(ctx, [code])).get(code)
  if (!place) throw StockProblem.location_not_found({ location: code })
  return place
}

async function tell(
  ctx: Ctx,
  tx: Tx,
  action: string,
  change: { before?: Location; after: Location },
): Promise<void> {
  const subject = { type: 'location', id: change.after.id }
  await ctx.emit(tx, { type: action, subject, data: { ...change.after, before: change.before } })
  await audit.record(ctx, tx, { action, subject, ...change })
}
