import { z } from 'zod'
import { worldsIn } from './worlds.ts'

/** What the process of the simulators is told; a fault ends it with words. */
const schema = z.object({
  PENSTOCK_SIMULATORS_PORT: z.coerce.number().int().min(0).max(65_535).default(8_090),
  /** As others reach it, such as behind a proxy. */
  PENSTOCK_SIMULATORS_URL: z.url().optional(),
  PENSTOCK_SIMULATORS_SEED: z.coerce.number().int().default(1),
  /** How fast the clock of the platforms runs. */
  PENSTOCK_SIMULATORS_RATE: z.coerce.number().min(0).max(100_000).default(1),
  /** How often, in the platforms' time, something happens at each of them; 0 for never. */
  PENSTOCK_SIMULATORS_EVERY_MS: z.coerce.number().int().min(0).default(20_000),
  /** A folder in which the platforms keep what they know over a restart; without it nothing. */
  PENSTOCK_SIMULATORS_FOLDER: z.string().min(1).optional(),
})

export function readConfig() {
  const { success, data, error } = schema.safeParse(process.env)
  if (!success) throw new Error(z.prettifyError(error))
  return {
    port: data.PENSTOCK_SIMULATORS_PORT,
    ...(data.PENSTOCK_SIMULATORS_URL && { url: data.PENSTOCK_SIMULATORS_URL }),
    seed: data.PENSTOCK_SIMULATORS_SEED,
    rate: data.PENSTOCK_SIMULATORS_RATE,
    everyMs: data.PENSTOCK_SIMULATORS_EVERY_MS,
    ...(data.PENSTOCK_SIMULATORS_FOLDER && {
      worlds: worldsIn(data.PENSTOCK_SIMULATORS_FOLDER),
    }),
  }
}
