import { expect, test } from 'vitest'
import { openDatabase, type Tx } from '#platform/database.ts'
import type { Statement } from '#platform/lane.ts'
import { newId } from '#platform/random.ts'
import { scene } from '#tests/scene.ts'
import { findByEmail, findByPhone } from './batch.ts'
import { listByMark } from './list-by-mark.ts'
import { findByLogin } from './logins/store.ts'
import { listMergedInto } from './merges/store.ts'
import { indexNames, listByWords } from './names.ts'
import { listRequests, listSavedAddresses } from './own/store.ts'
import * as store from './store.ts'
import { PATIENCE } from '#tests/patience.ts'

const ID = newId()
const PAGE = { after: { key: '1', id: ID }, limit: 50 }
const ASKED = { after: { at: new Date(), keyId: ID }, limit: 50 }
const mark = { orgId: ID, email: 'a@x.example', phone: '+911234567890' }

/** Everything that is read per order or per page, with the index that it must go by. */
const statements: [name: string, index: string, run: (tx: Tx) => Promise<unknown>][] = [
  ['newest', 'customers_by_age', (tx) => store.listCustomers(tx, ID, { by: 'age' }, PAGE)],
  ['by name', 'customers_by_name', (tx) => store.listCustomers(tx, ID, { by: 'name' }, PAGE)],
  ['by words', 'customer_search_pkey', (tx) => listByWords(tx, ID, ['asha', 'rao'], PAGE)],
  [
    'who is new to the search',
    'customer_search_by_customer',
    (tx) => indexNames(tx, [{ orgId: ID, id: ID }], { onlyNew: true }),
  ],
  [
    'by e-mail',
    'an_email_is_one_customer',
    (tx) => listByMark(tx, ID, { by: 'email', prefix: 'a@' }, PAGE),
  ],
  [
    'by phone',
    'customers_by_phone',
    (tx) => listByMark(tx, ID, { by: 'phone', ending: '43210' }, PAGE),
  ],
  ['a person, locked', 'customers_merged', (tx) => store.lockPeople(tx, ID, [ID])],
  ['all of a person', 'customers_merged', (tx) => store.listIdsOf(tx, ID, ID)],
  ['whose e-mail', 'an_email_is_one_customer', (tx) => store.findByMark(tx, ID, mark)],
  ['saved addresses', 'customer_addresses_by_customer', (tx) => listSavedAddresses(tx, ID, [ID])],
  [
    'who asks to be erased',
    'customer_erasure_requests_by_age',
    (tx) => listRequests(tx, ID, ASKED),
  ],
  ['whose login', 'a_login_is_one_customer', (tx) => findByLogin(tx, ID, ID)],
  ['merged into', 'customer_merges_by_into', (tx) => listMergedInto(tx, ID, ID)],
]

/** Those of the engine, which it sends over connections of its own. */
const ofEngine: [index: string, statement: Statement][] = [
  ['an_email_is_one_customer', findByEmail([mark])],
  ['customers_by_phone', findByPhone([mark])],
]

test('nothing that is read per order or per page reads a whole table', async () => {
  await using world = await scene()
  let texts: string[] = []
  const limits = { poolMax: 1, ...PATIENCE }
  const { db, pool, close } = openDatabase(world.url, {
    ...limits,
    onStatement: (text) => texts.push(text),
  })
  const planOf = async (text: string) => {
    const { rows } = await pool.query<Record<string, string>>(`explain (generic_plan) ${text}`)
    return rows.map((row) => row['QUERY PLAN']!)
  }
  try {
    // Small tables are scanned whatever there is; so a scan is only left where nothing else is.
    await pool.query('set enable_seqscan = off; set jit = off')
    for (const [name, index, run] of statements) {
      texts = []
      await db.transaction().execute(run)
      const plan = (await Promise.all(texts.filter(isQuery).map(planOf))).flat()
      expect([name, plan.filter((line) => line.includes('Seq Scan'))]).toEqual([name, []])
      expect([name, plan.join('\n')]).toEqual([name, expect.stringContaining(` ${index}`)])
      const sorts = /newest|^by/.test(name) ? plan.filter(isSortOfAll) : []
      expect([name, sorts]).toEqual([name, []])
    }
    // What is known of the tables of a new shop: that they are empty, so all indexes seem alike.
    await pool.query('analyze customers')
    for (const [index, { text }] of ofEngine) {
      expect((await planOf(text)).join('\n')).toContain(` ${index}`)
    }
  } finally {
    await close()
  }
})

/** A page is read in the order of its index; at most equal keys are still put in order. */
const isSortOfAll = (line: string): boolean => /^\s*(->\s+)?Sort\s+\(/.test(line)

const isQuery = (text: string): boolean => /^\s*(select|with)/.test(text)
