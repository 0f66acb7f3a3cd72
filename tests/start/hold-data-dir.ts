// A process that takes a data folder and keeps it, until a test kills it.
import { takeDataDir } from '#platform/instance.ts'

const taken = await takeDataDir(process.argv[2]!, { waitMs: 300 })
taken.publish({ httpUrl: 'http://127.0.0.1:8080', databaseUrl: 'postgres://somewhere' })
console.log('taken')
setInterval(() => {}, 60_000)
