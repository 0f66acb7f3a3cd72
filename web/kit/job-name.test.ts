import { expect, test } from 'vitest'
import { jobName } from './job-name.ts'

test.each([
  ['channels.push_stock', 'Push stock'],
  ['platform.forget_idempotency_keys', 'Forget idempotency keys'],
  ['nightly', 'Nightly'],
])('%s is called "%s"', (job, name) => {
  expect(jobName(job)).toBe(name)
})
