import type { Runtime } from '#platform/context.ts'
import { scoped } from '#platform/events.ts'
import { readSetting, shop } from '#settings'

export const readTimeZone = (runtime: Runtime, orgId: string): Promise<string> =>
  readSetting(scoped(runtime, { orgId, actor: ACTOR }), shop.timeZone)

const ACTOR = { type: 'system', id: null, name: 'reports' } as const
