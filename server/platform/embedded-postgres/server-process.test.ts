import { expect, test } from 'vitest'
import { sharedBuffersMiB } from './server-process.ts'

test('PostgreSQL takes an eighth of the memory, within limits', () => {
  expect([512, 4_096, 24_000, 256_000].map(sharedBuffersMiB)).toEqual([128, 512, 3_000, 4_096])
})
