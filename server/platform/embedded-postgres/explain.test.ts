import { expect, test } from 'vitest'
import { explain } from './explain.ts'

test.for<[said: string, words: RegExp]>([
  ['FATAL:  could not write to file "pg_wal/xlogtemp.7": No space left on device', /is full/],
  [
    'FATAL:  could not extend file "base/1": wrote only 4096 of 8192 bytes\nHINT:  Check free disk space.',
    /is full/,
  ],
  ['initdb: error: could not access directory "/data": Permission denied', /no permission/],
  ['initdb: error: could not create directory "/data": Read-only file system', /read-only disk/],
  ['FATAL:  lock file "postmaster.pid" already exists', /Another PostgreSQL works in/],
  ['FATAL:  pre-existing shared memory block (key 7) is still in use', /Another PostgreSQL works/],
  ['error while loading shared libraries: libicui18n.so.60: cannot open', /not completely inst/],
  ['spawn /native/bin/initdb ENOENT', /needs Linux with glibc, or macOS/],
  ['FATAL:  could not map anonymous shared memory: Cannot allocate memory', /too little memory/],
  [
    'LOG: a\nFATAL:  something new\nLOG:  database system is shut down',
    /start: FATAL:  something new/,
  ],
  ['', /it said nothing/],
])('%s', ([said, words]) => {
  expect(explain(said, '/data')).toMatch(words)
})
