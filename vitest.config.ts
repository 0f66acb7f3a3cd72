import path from 'node:path'
import { defineConfig } from 'vitest/config'
import { LongFirst } from './tests/long-first.ts'

export default defineConfig({
  test: {
    include: [
      'server/**/*.test.ts',
      'simulators/**/*.test.ts',
      'tests/**/*.test.ts',
      'tools/**/*.test.ts',
      'web/**/*.test.ts',
    ],
    globalSetup: ['tests/setup.ts'],
    // Only what hangs meets these: on a machine that is busy with other things a test that proves no
    // time may take ten times its own.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 100_000 } },
    // One more than the cores that this must run on: a file waits for PostgreSQL or a page a quarter of
    // its time. On two cores 309 s for all files with three, 397 s with two.
    maxWorkers: 3,
    // Nothing of ours lives in a module between two tests, and loading all anew for each file took a
    // third of the processor time.
    isolate: false,
    sequence: { sequencer: LongFirst },
    // As `bin/run.mjs` does it: whatever a test starts finds parsed what another one has parsed.
    env: { NODE_COMPILE_CACHE: path.resolve(import.meta.dirname, '.cache/compile') },
    execArgv: ['--max-semi-space-size=64'],
    coverage: {
      provider: 'v8',
      include: ['server/**/*.ts'],
      reporter: ['text-summary', 'html'],
      reportsDirectory: '.cache/coverage',
    },
  },
})
