// A process that starts PostgreSQL and then does nothing, until a test kills it.
import { startEmbeddedPostgres } from '#platform/embedded-postgres.ts'

const { url } = await startEmbeddedPostgres({ dataDir: process.argv[2]! })
console.log(`url ${url}`)
setInterval(() => {}, 60_000)
