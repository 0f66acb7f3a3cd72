import { z } from 'zod'
import type { Ctx } from '#platform/context.ts'
import type { SettingView } from './contract.ts'
import { SettingProblem } from './problems.ts'
import type { Registry, Setting } from './setting.ts'
import { listStored, type Stored } from './store.ts'

type Kind = Setting['kind']

/** What holds now, read from the database and not from memory. */
export async function listSettings(ctx: Ctx, registry: Registry, kind: Kind) {
  const stored = new Map((await listStored(ctx.db, ctx.orgId)).map((row) => [row.key, row]))
  const wanted = [...registry.values()].filter((setting) => setting.kind === kind)
  return wanted.map((setting) => viewOf(setting, stored.get(setting.key)))
}

export async function showSetting(ctx: Ctx, registry: Registry, kind: Kind, key: string) {
  const setting = getSetting(registry, kind, key)
  const stored = await listStored(ctx.db, ctx.orgId)
  return viewOf(
    setting,
    stored.find((row) => row.key === key),
  )
}

export function getSetting(registry: Registry, kind: Kind, key: string): Setting {
  const setting = registry.get(key)
  if (setting?.kind !== kind) throw SettingProblem.setting_not_found({ key })
  return setting
}

export function viewOf(setting: Setting, stored: Stored | undefined): SettingView {
  const { key, help, schema, standard } = setting
  const parsed = stored && schema.safeParse(stored.value)
  return {
    key,
    help,
    standard,
    schema: z.toJSONSchema(schema),
    value: parsed?.success ? parsed.data : standard,
    version: stored?.version ?? 0,
    updatedAt: stored?.updatedAt.toISOString() ?? null,
    updatedBy: stored?.updatedBy ?? null,
  }
}
