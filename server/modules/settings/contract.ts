import { z } from 'zod'

const shared = {
  key: z.string(),
  help: z.string(),
  version: z.int().describe('0 as long as nobody has changed it'),
  updatedAt: z.iso.datetime().nullable(),
  updatedBy: z.string().nullable(),
}

export const SettingView = z
  .object({
    ...shared,
    value: z.unknown(),
    standard: z.unknown().describe('What holds until somebody says otherwise'),
    schema: z.record(z.string(), z.unknown()).describe('JSON Schema of the value'),
  })
  .meta({ id: 'Setting', description: 'A setting, what it is set to, and what it may be.' })
export type SettingView = z.output<typeof SettingView>

export const FlagView = z
  .object({ ...shared, value: z.boolean(), standard: z.boolean() })
  .meta({ id: 'Flag', description: 'A feature flag, and whether it is on.' })

export const SettingList = z.object({ settings: z.array(SettingView) }).meta({ id: 'SettingList' })
export const FlagList = z.object({ flags: z.array(FlagView) }).meta({ id: 'FlagList' })

export const SettingParams = z.object({ key: z.string().max(100) })
export const ChangeSettingBody = z
  .strictObject({ value: z.unknown() })
  .meta({ id: 'ChangeSetting' })
export const ChangeFlagBody = z.strictObject({ value: z.boolean() }).meta({ id: 'ChangeFlag' })

const made = (what: string) => z.boolean().describe(`Whether there is ${what}, the demo left out`)

export const SetupView = z
  .object({
    store: made('a store of a platform'),
    products: made('a SKU'),
    stock: made('stock of a SKU'),
    order: made('an order'),
    demo: z.object({
      isThere: z.boolean(),
      canFill: z.boolean().describe('Only an empty shop gets it, and none in production'),
      filling: z
        .object({ done: z.int(), of: z.int() })
        .nullable()
        .describe('How far the job is that puts it in'),
      canClear: z.boolean().describe('Not once something else stands beside it or on it'),
    }),
  })
  .meta({ id: 'Setup', description: 'How far the shop is set up.' })
export type SetupView = z.output<typeof SetupView>

export const DemoCleared = z
  .object({ orders: z.int(), products: z.int() })
  .meta({ id: 'DemoCleared', description: 'How much was taken away.' })
