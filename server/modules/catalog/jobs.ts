import { z } from 'zod'
import { job, type Jobs } from '#platform/jobs.ts'
import { resizeImage } from './images/resize-image.ts'
import { forgetImports } from './imports/forget-imports.ts'
import { runImport } from './imports/run-import.ts'
import { forgetChanges } from './offers.ts'

export const catalogJobs: Jobs = {
  /** Goes on where the last run has ended; a file that is done is left alone. */
  'catalog.run_import': job({
    payload: z.object({ importId: z.uuid() }),
    attemptsMax: 10,
    timeLimitS: 1_800,
    concurrency: 1,
    onDemand: true,
    run: async (ctx, { importId }, signal) => {
      await runImport(ctx, importId, signal)
      signal.throwIfAborted()
    },
  }),

  /** One at a time, because an image unpacked takes a hundred times its bytes. */
  'catalog.resize_image': job({
    payload: z.object({ imageId: z.uuid() }),
    attemptsMax: 5,
    timeLimitS: 120,
    concurrency: 1,
    onDemand: true,
    run: (ctx, { imageId }, signal) => resizeImage(ctx, imageId, signal),
  }),

  'catalog.forget_imports': job({
    payload: z.object({}),
    attemptsMax: 3,
    timeLimitS: 600,
    cron: '43 3 * * *',
    run: (ctx) => forgetImports(ctx),
  }),

  'catalog.forget_changes': job({
    payload: z.object({}),
    attemptsMax: 3,
    timeLimitS: 600,
    cron: '47 3 * * *',
    run: (ctx) => forgetChanges(ctx),
  }),
}
