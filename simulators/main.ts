import { startAll } from './all.ts'
import { readConfig } from './config.ts'

const running = await startAll(readConfig())
process.stdout.write(`simulated platforms at ${running.url}\n`)

const stop = () => void running.stop().then(() => process.exit(0))
process.once('SIGTERM', stop)
process.once('SIGINT', stop)
// A parent that started it with a channel is gone: nobody is left to simulate for.
process.once('disconnect', stop)
