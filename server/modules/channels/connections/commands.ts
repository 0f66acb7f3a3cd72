import { z } from 'zod'
import {
  type Command,
  type CommandResult,
  type Options,
  readWords,
  WrongUse,
} from '#platform/command.ts'
import type { Ctx } from '#platform/context.ts'
import { addressOf } from '#platform/instance.ts'
import { listAccounts, type StoreAccount, type StoreState } from '#stores'
import { AddStoreBody, ChangeStoreBody } from '../contract.ts'
import { connectAccount } from './add-store.ts'
import { changeStore, mendCredentials, mendStore } from './change-store.ts'
import { namedStore } from './named-store.ts'
import { tryStore } from './try-store.ts'
import { viewOfStore } from './view.ts'

const text = { type: 'string' } as const
const credential = { type: 'string', multiple: true } as const
const UID_HELP = 'Shop domain, site address, store hash or seller id'
const WITHIN = 'ships-within-hours'
const WITHIN_HELP =
  'An order for which the platform names no time has to leave so soon; none promises nothing'
const MODE_HELP =
  'Which kind of account, where a platform has several: vendor or marketplace for blinkit, v0 for ' +
  'the older orders interface of amazon; none for the usual kind'
const CREDENTIAL = 'NAME=VALUE; may be given several times'

export const connectionCommands: Command[] = [
  {
    name: 'stores list',
    summary: 'The stores of the org, their state and their address for webhooks',
    options: {},
    run: async ({ ctx }) => listed(ctx, await listAccounts(ctx.db, ctx.orgId)),
  },
  {
    name: 'stores add',
    summary: 'Connect a store on a platform',
    options: {
      platform: text,
      uid: text,
      name: text,
      'base-url': text,
      credential,
      mode: text,
      [WITHIN]: text,
    },
    help: {
      platform: 'shopify, woocommerce, bigcommerce, amazon, blinkit, website or generic',
      uid: UID_HELP,
      name: 'What you call it',
      'base-url': 'Where its interface is, when it is not the usual place',
      credential: CREDENTIAL,
      mode: MODE_HELP,
      [WITHIN]: WITHIN_HELP,
    },
    run: async ({ ctx }, options) => listed(ctx, [await connectAccount(ctx, bodyOf(options))]),
  },
  {
    name: 'stores test',
    summary: 'Call the platform to see whether the connection works: stores test STORE',
    words: ['STORE'],
    options: {},
    run: async ({ ctx }, _options, [word]) => testStore(ctx, await namedStore(ctx, word!)),
  },
  stateCommand(
    'pause',
    'paused',
    'Stop polling a store and pushing to it; messages are still taken',
  ),
  stateCommand('resume', 'active', 'Go on with a store that was paused'),
  {
    name: 'stores change',
    summary: 'Change how a store is called and served, or where: stores change STORE --name NAME',
    words: ['STORE'],
    options: { name: text, uid: text, 'base-url': text, mode: text, [WITHIN]: text },
    help: {
      name: 'What you call it',
      uid: UID_HELP,
      'base-url': 'Where its interface is; empty for the usual place',
      mode: MODE_HELP,
      [WITHIN]: WITHIN_HELP,
    },
    run: async ({ ctx }, { name, uid, 'base-url': address, ...options }, [word]) => {
      const { id } = await namedStore(ctx, word!)
      const baseUrl = address === '' ? null : address
      const change = readWords(ChangeStoreBody, { name, uid, baseUrl, ...settingsIn(options) })
      return listed(ctx, [await mendStore(ctx, { storeId: id, change })])
    },
  },
  {
    name: 'stores rotate',
    summary: 'Replace credentials of a store: stores rotate STORE --credential NAME=VALUE',
    words: ['STORE'],
    options: { credential, 'overlap-hours': text },
    help: { credential: CREDENTIAL, 'overlap-hours': `The old ones stay valid so long; 24` },
    run: async ({ ctx }, options, [word]) => {
      const { id } = await namedStore(ctx, word!)
      const overlapHours = z.coerce
        .number()
        .min(0)
        .max(720)
        .safeParse(options['overlap-hours'] ?? 24)
      if (!overlapHours.success) throw new WrongUse('--overlap-hours must be from 0 to 720.')
      const credentials = credentialsOf(options)
      if (Object.keys(credentials).length === 0) throw new WrongUse('--credential is missing.')
      const command = { storeId: id, credentials, overlapHours: overlapHours.data }
      return listed(ctx, [await mendCredentials(ctx, command)])
    },
  },
]

function stateCommand(verb: string, state: StoreState, summary: string): Command {
  return {
    name: `stores ${verb}`,
    summary: `${summary}: stores ${verb} STORE`,
    words: ['STORE'],
    options: {},
    run: async ({ ctx }, _options, [word]) => {
      const { id } = await namedStore(ctx, word!)
      return listed(ctx, [await changeStore(ctx, { storeId: id, change: { state } })])
    },
  }
}

const bodyOf = (options: Options): AddStoreBody =>
  readWords(AddStoreBody, {
    ...{ platform: options['platform'], uid: options['uid'], name: options['name'] },
    ...{ baseUrl: options['base-url'], credentials: credentialsOf(options) },
    ...settingsIn(options),
  })

/** Of the settings only those that were typed, so that all others stay as they are. */
function settingsIn({ mode, [WITHIN]: hours }: Options): { settings?: object } {
  const settings = {
    ...(mode !== undefined && { mode: mode === 'none' ? null : mode }),
    ...(hours !== undefined && { shipsWithinHours: hours === 'none' ? null : Number(hours) }),
  }
  return Object.keys(settings).length > 0 ? { settings } : {}
}

function credentialsOf(options: Options): Record<string, string> {
  const given = z.array(z.string()).parse(options['credential'] ?? [])
  return Object.fromEntries(
    given.map((pair) => {
      const at = pair.indexOf('=')
      if (at < 1) throw new WrongUse('--credential must be NAME=VALUE.')
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}

async function testStore(ctx: Ctx, { id }: StoreAccount): Promise<CommandResult> {
  const test = await tryStore(ctx, id)
  const lines = test.ok ? [`Connected to ${test.name}.`, ...test.details] : [test.problem ?? '']
  return { json: test, text: lines.join('\n'), ...(!test.ok && { finding: true }) }
}

function listed(ctx: Ctx, accounts: StoreAccount[]): CommandResult {
  const origin = addressOf(ctx.config)
  const stores = accounts.map((account) => viewOfStore(ctx, account, origin))
  const lines = stores.map(({ id, platform, name, uid, state, webhookUrl, missing, trouble }) =>
    [
      `${id}  ${platform.padEnd(12)} ${state.padEnd(12)} ${name} (${uid})`,
      `    ${webhookUrl}`,
      ...(missing.length > 0 ? [`    not given yet: ${missing.join(', ')}`] : []),
      ...(trouble ? [`    ${trouble.words}`] : []),
    ].join('\n'),
  )
  return { json: { stores }, text: lines.join('\n') || 'No store yet.' }
}
