import { z } from 'zod'
import type { Ctx } from '#platform/context.ts'
import { defineSetting, readSetting } from '#settings'

export const lagAlarmMinutes = defineSetting({
  key: 'intake.lag_alarm_minutes',
  schema: z.int().min(5).max(1_440),
  standard: 30,
  help: 'After so many minutes without proof that no order of a store is missing, people are told.',
})

const S_PER_MINUTE = 60

/** Whether people are told of a store that is so far behind. */
export const isLagging = async (ctx: Ctx, lagS: number): Promise<boolean> =>
  lagS > (await readSetting(ctx, lagAlarmMinutes)) * S_PER_MINUTE
