import type { Ctx, Runtime } from '#platform/context.ts'
import type { Db } from '#platform/database.ts'
import type { Listener } from '#platform/listener.ts'
import { Known, load } from './known.ts'
import type { Setting } from './setting.ts'
import { CHANNEL } from './store.ts'

// Kept for each database, so that two runtimes in one process do not share their settings.
const watched = new WeakMap<Db, Known>()

/** The value that holds now for the org. Costs no query while the process watches the settings. */
export async function readSetting<Value>(ctx: Ctx, setting: Setting<Value>): Promise<Value> {
  const valueOf = await readSettings(ctx)
  return valueOf(setting)
}

/** Reads several settings as they were at one moment. */
export async function readSettings(ctx: Ctx): Promise<<Value>(setting: Setting<Value>) => Value> {
  const { values } = await (watched.get(ctx.db)?.get(ctx.orgId) ?? load(ctx.db, ctx.orgId))
  return (setting) => {
    if (!values.has(setting.key)) return setting.standard
    const parsed = setting.schema.safeParse(values.get(setting.key))
    if (parsed.success) return parsed.data
    // Stored by another release, whose rules were different.
    ctx.log.warn({ setting: setting.key, orgId: ctx.orgId }, 'setting_does_not_fit')
    return setting.standard
  }
}

/** Makes the next read of the org's settings ask the database. */
export function forgetSettings({ db, orgId }: Pick<Ctx, 'db' | 'orgId'>): void {
  watched.get(db)?.forget(orgId)
}

/** So that a change is noticed within a second, including the time that the query takes. */
const COMPARE_EVERY_MS = 500

/**
 * Keeps the settings in memory and follows the changes of other processes: at once through the
 * listener, and within a second without one, or when a notification was lost.
 */
export function watchSettings(
  { db, log }: Pick<Runtime, 'db' | 'log'>,
  listener?: Pick<Listener, 'listen'>,
): { stop(): void } {
  const known = new Known(db)
  watched.set(db, known)
  const unlisten = listener?.listen(CHANNEL, (orgId) => known.forget(orgId))

  let failing = false
  let timer: NodeJS.Timeout | undefined
  const compareLater = () => {
    timer = setTimeout(() => void compare(), COMPARE_EVERY_MS).unref()
  }
  const compare = async () => {
    try {
      await known.compare()
      failing = false
    } catch (error) {
      // The values that are known stay: an old setting serves better than none.
      if (!failing) log.warn({ err: error }, 'settings_not_compared')
      failing = true
    }
    if (watched.get(db) === known) compareLater()
  }
  compareLater()

  return {
    stop() {
      clearTimeout(timer)
      unlisten?.()
      watched.delete(db)
    },
  }
}
