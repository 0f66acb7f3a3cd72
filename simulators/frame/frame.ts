import type { FastifyInstance } from 'fastify'
import type { AddressInfo } from 'node:net'
import { createClock, type SimulatorClock } from './clock.ts'
import { addControls, type Controls } from './control.ts'
import { createFaults, type Faults } from './faults.ts'
import { type Good, standardGoods } from './goods.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { createMemory, type Memory } from './memory.ts'
import { createRandom, type Random } from './random.ts'
import { createServer, type FaultAnswers } from './server.ts'
import { createWebhooks, type WebhookRules, type Webhooks } from './webhooks.ts'

export type SimulatorOptions = {
  seed: number
  /** Left out: a free one. `none`: somebody else listens and hands the requests on. */
  port?: number | 'none'
  /** As others reach it, where that is not the address that it listens on. */
  url?: string
  /** How fast its clock runs; 0 stands still, for tests that move it by hand. */
  rate?: number
  startAt?: Date
  goods?: Good[]
  /** What it knew when it was stopped. */
  remembered?: Buffer
}

/** A platform that runs; in a test in the same process, in a demo in one of its own. */
export type Simulator = Controls & {
  name: string
  url: string
  app: FastifyInstance
  clock: SimulatorClock
  faults: Faults
  ledger: Ledger
  webhooks: Pick<Webhooks<never>, 'hooks' | 'rotate'>
  /** All webhooks have been sent, apart from those that wait for their repeat. */
  settled(): Promise<void>
  /** For its next start, as `remembered`. */
  remember(): Buffer
  stop(): Promise<void>
}

/** What a simulated platform is built on. */
export type Frame<Data> = {
  app: FastifyInstance
  clock: SimulatorClock
  random: Random
  faults: Faults
  ledger: Ledger
  webhooks: Webhooks<Data>
  goods: Good[]
  keep: Memory['keep']
  /** The next number: they only grow, also when the platform is set up anew later on. */
  nextNumber(): number
  /** Where it is reached, once it has started; for addresses within its answers. */
  url(): string
  /** Listens; the platform's own routes must be there by now. */
  start(controls: Controls): Promise<Simulator>
}

const BEGAN_MS = Date.UTC(2025)

type Platform<Data> = {
  name: string
  answers: FaultAnswers
  rules(frame: Pick<Frame<Data>, 'clock' | 'ledger'>): WebhookRules<Data>
}

export function createFrame<Data>(
  { name, answers, rules }: Platform<Data>,
  { seed, port = 0, rate = 1, startAt, goods = standardGoods(), ...options }: SimulatorOptions,
): Frame<Data> {
  const clock = createClock({ rate, ...(startAt && { startAt }) })
  const random = createRandom(seed)
  const faults = createFaults(createRandom(seed + 1))
  const ledger = createLedger(clock)
  const parts = { clock, random: createRandom(seed + 2), faults, ledger }
  const memory = createMemory()
  memory.keep('goods', goods)
  const numbers = memory.keep('numbers', { last: Math.floor((+clock.now() - BEGAN_MS) / 1_000) })
  const webhooks = createWebhooks<Data>({ ...parts, rules: rules({ clock, ledger }) })
  const app = createServer(faults, answers)
  // Who compares lists goes by the clock of the platform, and this one may run or be set forward.
  app.addHook('onSend', async (_, reply) => void reply.header('date', clock.now().toUTCString()))
  let { url = '' } = options

  return {
    ...{ app, clock, random, faults, ledger, webhooks, goods, keep: memory.keep },
    nextNumber: () => ++numbers.last,
    url: () => url,
    async start(controls) {
      const rotate = (secret: string) => webhooks.rotate(secret)
      if (options.remembered) {
        memory.load(options.remembered)
        controls.resume?.()
      }
      addControls({ name, app, clock, faults, ledger, hooks: webhooks.hooks, rotate, controls })
      if (port === 'none') await app.ready()
      else await app.listen({ host: '127.0.0.1', port })
      if (url === '') url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
      return {
        ...controls,
        ...{ name, url, app, clock, faults, ledger, webhooks },
        settled: () => webhooks.settled(),
        remember: () => memory.save(),
        async stop() {
          clock.stop()
          webhooks.stop()
          await app.close()
        },
      }
    },
  }
}
