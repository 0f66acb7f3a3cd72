import { expect, test } from 'vitest'
import { faults } from './tidy.ts'

const STOCK = 'server/modules/stock/reserve.ts'
const ORDERS = 'server/modules/orders/place-order.ts'
const CONTRACT = 'server/modules/orders/contract.ts'

test.for<[rule: string, file: string, line: string]>([
  ['a module knows no later one', STOCK, `import * as orders from '#orders'`],
  ['a module knows no neighbour on its line', STOCK, `import * as payments from '#payments'`],
  ['a module nobody has placed is known to nobody', ORDERS, `import * as x from '#stranger'`],
  ['only the index of a module is seen', ORDERS, `import { lockLevels } from '#stock/store.ts'`],
  ['nobody leaves a module by a path', ORDERS, `import { x } from '../stock/store.ts'`],
  ['a path to the platform is still a path', ORDERS, `import { x } from '../../platform/log.ts'`],
  ['the product knows no test', ORDERS, `import { scene } from '#tests/scene.ts'`],
  ['an import that waits counts too', STOCK, `const orders = await import('#orders')`],
  ['a bare import counts too', STOCK, `import '#orders'`],
  ['the platform knows no module', 'server/platform/log.ts', `import * as x from '#access'`],
  ['the platform knows no composition', 'server/platform/log.ts', `import { x } from '../app.ts'`],
  ['a contract runs in a browser', CONTRACT, `import { sql } from 'kysely'`],
  ['a contract knows no code of its module', CONTRACT, `import { cancel } from './order.ts'`],
  [
    'nor does one below it',
    'server/modules/orders/lists/contract.ts',
    `import { HOLDS } from '../order.ts'`,
  ],
  ['the web knows no server code', 'web/admin/page.tsx', `import * as x from '#orders'`],
  ['the web knows no platform', 'web/admin/page.tsx', `import { x } from '#platform/log.ts'`],
  ['the kit knows no noun', 'web/kit/table.tsx', `import { x } from '../admin/session.ts'`],
  ['the outside knows nothing of us', 'simulators/mail.ts', `import { x } from '#platform/log.ts'`],
  ['time comes from a clock', ORDERS, 'const now = new Date()'],
  ['chance has one source', ORDERS, 'const number = Math.random()'],
  ['settings come from the config', ORDERS, `const url = process.env['DATABASE_URL']`],
  ['what happens goes to the log', ORDERS, `console.log('placed')`],
  ['a line fits the screen', ORDERS, `// ${'x'.repeat(98)}`],
  ['a string fits almost', ORDERS, `const x = '${'x'.repeat(120)}'`],
])('%s', ([, file, line]) => {
  expect(faults(file, `${line}\n`)).toHaveLength(1)
})

test.for<[rule: string, file: string, line: string]>([
  ['a module knows those above it', ORDERS, `import * as stock from '#stock'`],
  ['a module knows the platform', ORDERS, `import { inTransaction } from '#platform/database.ts'`],
  [
    'a module knows itself',
    'server/modules/access/keys/key.ts',
    `import { x } from '../digest.ts'`,
  ],
  ['contracts know contracts', CONTRACT, `import { Money } from '#contract/catalog'`],
  ['contracts are written in zod', CONTRACT, `import { z } from 'zod'`],
  ['the composition knows all', 'server/app.ts', `import * as orders from '#orders'`],
  ['the composition reads the settings', 'server/main.ts', 'readConfig(process.env)'],
  ['the web knows contracts', 'web/admin/page.tsx', `import { OrderView } from '#contract/orders'`],
  ['tests know the scene', 'server/modules/stock/x.test.ts', `import { x } from '#tests/scene.ts'`],
  ['tests may look at the wall', 'server/platform/x.test.ts', 'const now = Date.now()'],
  ['a moment that is given is no clock', ORDERS, 'const later = new Date(now.getTime() + 1)'],
])('%s', ([, file, line]) => {
  expect(faults(file, `${line}\n`)).toEqual([])
})

test('a file that has grown too long is named', () => {
  expect(faults(ORDERS, '\n'.repeat(299) + 'x\n')).toEqual([])
  expect(faults(ORDERS, '\n'.repeat(300) + 'x\n')).toEqual([`${ORDERS}: 301 lines, not 300`])
})

test('a fault is named with its line', () => {
  expect(faults(STOCK, `\nimport '#orders'\n`)).toEqual([
    `${STOCK}:2: stock may not import #orders`,
  ])
})
