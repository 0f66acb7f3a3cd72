/** Explains in plain words why PostgreSQL did not start, and what to do. */
export function explain(output: string, dataDir: string): string {
  const rule = RULES.find(([pattern]) => pattern.test(output))
  return rule ? rule[1](dataDir) : `PostgreSQL did not start: ${lastWords(output)}`
}

const RULES: [RegExp, (dataDir: string) => string][] = [
  [
    /No space left on device|Disk quota exceeded|Check free disk space/,
    (dataDir) =>
      `The disk of ${dataDir} is full. Free some space (1 GB is comfortable) and start again.`,
  ],
  [
    /Read-only file system/,
    (dataDir) =>
      `${dataDir} is on a read-only disk. Set PENSTOCK_DATA_DIR to a folder on another one.`,
  ],
  [
    /Permission denied|Operation not permitted|has wrong ownership/,
    (dataDir) =>
      `PostgreSQL has no permission to work in ${dataDir}. Start as the user who owns it, ` +
      'or set PENSTOCK_DATA_DIR to a folder of your own.',
  ],
  [
    /lock file "postmaster\.pid" already exists|is still in use/,
    (dataDir) => `Another PostgreSQL works in ${dataDir}. Stop it, then start again.`,
  ],
  [
    /error while loading shared libraries|symbol lookup error/,
    () =>
      'The embedded PostgreSQL is not completely installed. Run ./penstock start, ' +
      'which repairs it, or set DATABASE_URL.',
  ],
  [
    /ENOENT|cannot execute binary file|not found/,
    () =>
      'The embedded PostgreSQL needs Linux with glibc, or macOS, and does not run here. ' +
      'Set DATABASE_URL to a PostgreSQL of your own.',
  ],
  [
    /could not map anonymous shared memory|Cannot allocate memory|out of memory/,
    () => 'There is too little memory for PostgreSQL: it needs about 400 MB.',
  ],
]

/**
 * The last fatal line says more than the very last one, which is often only that it was shut down.
 */
function lastWords(output: string): string {
  const lines = output.trim().split('\n')
  const fatal = lines.findLast((line) => /FATAL|PANIC|error/.test(line))
  return (fatal ?? lines.at(-1)) || 'it said nothing.'
}
