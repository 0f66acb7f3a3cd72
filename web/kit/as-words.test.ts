import { expect, test } from 'vitest'
import { asWords } from './as-words.ts'

test.each([
  ['channels.push_stock', 'Push stock'],
  ['platform.forget_idempotency_keys', 'Forget idempotency keys'],
  ['nightly', 'Nightly'],
])('%s is called "%s"', (job, name) => {
  expect(asWords(job)).toBe(name)
})
