import * as catalog from '#catalog'
import * as customers from '#customers'
import type { Rows, Statement } from '#platform/lane.ts'
import * as stock from '#stock'
import type { PlaceOrder } from './command.ts'
import type { Known } from './decide.ts'
import { actorKey, skuKey, takesFromOurShelves } from './keys.ts'

type Mode = {
  mode: 'skip' | 'wait'
  offers: catalog.Offers
  /** Those that may have been written already, by a commit whose answer was lost. */
  resent: ReadonlySet<PlaceOrder>
}

/** The first round trip: everything that a batch must know, with the stock rows locked. */
export function reading(commands: PlaceOrder[], { mode, offers, resent }: Mode) {
  const skus = distinct(commands.flatMap(skusOf), ({ orgId, sku }) => skuKey(orgId, sku))
  const asking = offers.ask(
    distinct(commands.flatMap(offerKeysOf), (key) =>
      catalog.offerKey(key.orgId, key.sku, key.currency),
    ),
  )
  const keyed = commands.filter((command) => command.key)
  // Our own orders bear an id that was made just now: it can only be known when this is a repeat.
  const foreign = commands.filter((one) => one.sale.by === 'channel' || resent.has(one))
  const strangers = commands.filter(({ customerId }) => !customerId)
  const marks = distinct(strangers.map(markOf), (mark) => customers.markKey(mark) ?? '')
  const emails = marks.flatMap(({ orgId, email }) => (email ? [{ orgId, email }] : []))
  const phones = marks.flatMap(({ orgId, email, phone }) =>
    !email && phone ? [{ orgId, phone }] : [],
  )
  const plan: [name: string, statement: Statement | false][] = [
    ['levels', skus.length > 0 && stock.lockLevels(skus, mode)],
    ['waiting', skus.length > 0 && readWaiting(skus)],
    ['identities', foreign.length > 0 && readIdentities(foreign)],
    ['keys', keyed.length > 0 && readKeys(keyed)],
    ['emails', emails.length > 0 && customers.findByEmail(emails)],
    ['phones', phones.length > 0 && customers.findByPhone(phones)],
  ]
  const sent = plan.filter((entry): entry is [string, Statement] => entry[1] !== false)
  return {
    statements: [...sent.map(([, statement]) => statement), ...asking.statements],
    /** `again`: offers that have changed meanwhile, and are not among the known ones. */
    known: (answers: Rows[]): { known: Known; again: catalog.OfferKey[] } => {
      const rows = new Map(sent.map(([name], i) => [name, answers[i]!]))
      const { offers: known, again } = asking.answered(answers.slice(sent.length))
      return { known: knownFrom(rows, known), again }
    },
  }
}

const skusOf = (command: PlaceOrder) => {
  if (!takesFromOurShelves(command)) return []
  const { orgId, sale } = command
  return sale.lines.flatMap(({ sku }) => (sku === null ? [] : [{ orgId, sku }]))
}

const offerKeysOf = ({ orgId, sale, currency }: PlaceOrder) =>
  sale.by === 'channel' ? [] : sale.lines.map(({ sku }) => ({ orgId, sku, currency }))

const markOf = ({ orgId, customer: { email, phone } }: PlaceOrder) => ({ orgId, email, phone })

function distinct<Item>(items: Item[], keyOf: (item: Item) => string): Item[] {
  const seen = new Map<string, Item>()
  for (const item of items) if (!seen.has(keyOf(item))) seen.set(keyOf(item), item)
  return [...seen.values()]
}

function readIdentities(commands: PlaceOrder[]): Statement {
  return {
    name: 'orders_read_identities',
    text: `
      select w.org_id || '/' || w.store_id || '/' || w.external_id as key,
        o.id as "orderId", o.number, o.placed_at as "placedAt"
      from unnest($1::uuid[], $2::uuid[], $3::text[]) as w (org_id, store_id, external_id)
      cross join lateral (
        select id, number, placed_at from orders
        where org_id = w.org_id and store_id = w.store_id and external_id = w.external_id
        limit 1
      ) o`,
    values: [
      commands.map(({ orgId }) => orgId),
      commands.map(({ store }) => store.id),
      commands.map(({ externalId }) => externalId),
    ],
  }
}

function readKeys(commands: PlaceOrder[]): Statement {
  return {
    name: 'orders_read_keys',
    text: `
      select w.org_id || '/' || w.actor || '/' || w.key as key, s.*
      from unnest($1::uuid[], $2::text[], $3::text[]) as w (org_id, actor, key)
      cross join lateral (
        select k.request_hash as hash, o.id as "orderId", o.number, o.placed_at as "placedAt"
        from order_keys k join orders o on o.org_id = k.org_id and o.id = k.order_id
        where k.org_id = w.org_id and k.actor = w.actor and k.key = w.key
        limit 1
      ) s`,
    values: [
      commands.map(({ orgId }) => orgId),
      commands.map(actorKey),
      commands.map(({ key }) => key!.key),
    ],
  }
}

/** Pieces that were sold before there were any: the next ones that arrive are theirs. */
function readWaiting(skus: { orgId: string; sku: string }[]): Statement {
  return {
    name: 'orders_read_waiting',
    text: `
      select w.org_id || '/' || w.sku as key, s.pieces
      from unnest($1::uuid[], $2::text[]) as w (org_id, sku)
      cross join lateral (
        select sum(short_quantity)::int as pieces from order_lines
        where org_id = w.org_id and sku = w.sku and short_quantity > 0
      ) s
      where s.pieces > 0`,
    values: [skus.map(({ orgId }) => orgId), skus.map(({ sku }) => sku)],
  }
}

type Seen = { key: string; orderId: string; number: string; placedAt: Date; hash: Uint8Array }

function knownFrom(answers: Map<string, Rows>, offers: Map<string, catalog.Offer>): Known {
  const rows = <Row>(name: string) => (answers.get(name) ?? []) as Row[]
  const levels = new Map<string, stock.LockedLevel[]>()
  for (const level of rows<stock.LockedLevel>('levels')) {
    const key = skuKey(level.orgId, level.sku)
    const same = levels.get(key)
    if (same) same.push(level)
    else levels.set(key, [level])
  }
  for (const { key, pieces } of rows<{ key: string; pieces: number }>('waiting')) {
    stock.keepBack(levels.get(key) ?? [], pieces)
  }
  const people = [
    ...rows<customers.Mark & { id: string }>('emails'),
    ...rows<customers.Mark & { id: string }>('phones'),
  ]
  return {
    levels,
    held: new Set(),
    offers,
    identities: new Map(rows<Seen>('identities').map((seen) => [seen.key, seen])),
    keys: new Map(rows<Seen>('keys').map((seen) => [seen.key, seen])),
    customers: new Map(people.map((person) => [customers.markKey(person)!, person.id])),
  }
}

/**
 * SKUs of which fewer pieces could be locked than somebody wants: there are no more on the shelves,
 * or somebody holds the rows. Only then it is worth a round trip to find out.
 */
export function doubtful(commands: PlaceOrder[], known: Known): { orgId: string; sku: string }[] {
  const wanted = new Map<string, { orgId: string; sku: string; quantity: number }>()
  for (const command of commands) {
    if (!takesFromOurShelves(command)) continue
    const { orgId, sale } = command
    for (const { sku, quantity } of sale.lines) {
      if (sku === null) continue
      const want = wanted.get(skuKey(orgId, sku))
      if (want) want.quantity += quantity
      else wanted.set(skuKey(orgId, sku), { orgId, sku, quantity })
    }
  }
  return [...wanted]
    .filter(([key, { quantity }]) => {
      const levels = known.levels.get(key) ?? []
      return levels.reduce((sum, level) => sum + stock.onShelf(level), 0) < quantity
    })
    .map(([, { orgId, sku }]) => ({ orgId, sku }))
}

/** Of the doubtful ones, those that have levels which could not be locked. */
export function heldOf(counts: Rows, known: Known): Set<string> {
  return new Set(
    (counts as { orgId: string; sku: string; levels: number }[])
      .map(({ orgId, sku, levels }) => ({ key: skuKey(orgId, sku), levels }))
      .filter(({ key, levels }) => (known.levels.get(key)?.length ?? 0) < levels)
      .map(({ key }) => key),
  )
}
