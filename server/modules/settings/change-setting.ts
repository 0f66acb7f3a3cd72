import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { HttpProblem } from '#platform/http/problems.ts'
import { forgetSettings } from './read-setting.ts'
import { isSameValue, parseValue, type Setting } from './setting.ts'
import { announce, findStored, lockSettings, saveSetting, type Stored } from './store.ts'

export type ChangeSetting = {
  value: unknown
  /** From the header `If-Match`; 0 means that nobody has changed the setting yet. */
  expectedVersion?: number | undefined
}

/** Changes a setting. Every process of the installation knows the new value within a second. */
export async function changeSetting(
  ctx: Ctx,
  setting: Setting,
  command: ChangeSetting,
): Promise<Stored | undefined> {
  const { key, standard } = setting
  const value = parseValue(setting, command.value)
  const stored = await inTransaction(ctx.db, async (tx) => {
    await lockSettings(tx, ctx.orgId)
    const before = await findStored(tx, ctx.orgId, key)
    const version = before?.version ?? 0
    if (command.expectedVersion !== undefined && command.expectedVersion !== version) {
      throw HttpProblem.precondition_failed({ version })
    }
    const valueBefore = before ? before.value : standard
    if (isSameValue(valueBefore, value)) return before

    const after = await saveSetting(tx, ctx.orgId, { key, value, by: ctx.actor.name })
    await announce(tx, ctx.orgId)
    const subject = { type: 'setting', id: key }
    const data = { key, value, version: after.version }
    await ctx.emit(tx, { type: 'setting.changed', subject, data })
    const change = { before: { value: valueBefore }, after: { value } }
    await audit.record(ctx, tx, { action: 'setting.changed', subject, ...change })
    return after
  })
  forgetSettings(ctx) // Whoever has changed something sees it at once.
  return stored
}
