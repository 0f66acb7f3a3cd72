/**
 * How long a test's database is waited for. Only what hangs meets these: a machine that is busy with
 * other things may take ten times as long as usual.
 */
export const PATIENCE = { waitMs: 60_000, queryTimeoutMs: 100_000 }
