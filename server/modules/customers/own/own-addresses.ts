import type { z } from 'zod'
import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { newId } from '#platform/random.ts'
import { tellChanged } from '../change-customer.ts'
import type { SaveAddressBody } from '../contract.ts'
import { findByLogin } from '../logins/store.ts'
import { touch } from '../merges/store.ts'
import { requireOpen } from '../person.ts'
import { CustomerProblem } from '../problems.ts'
import { lockPeople } from '../store.ts'
import { asCustomer, ensureOwn, loginOf } from './own-customer.ts'
import {
  clearStandard,
  deleteAddress,
  insertAddress,
  listSavedAddresses,
  saveAddress,
  type SavedAddress,
} from './store.ts'

const ADDRESSES_MAX = 20

type Body = z.output<typeof SaveAddressBody>

export const addOwnAddress = async (ctx: Ctx, body: Body): Promise<void> =>
  changeAddresses(ctx, await ensureOwn(ctx), async (tx, person) => {
    if (person.addresses.length >= ADDRESSES_MAX) throw CustomerProblem.too_many_addresses()
    if (body.isStandard) await clearStandard(tx, ctx.orgId, person.ids)
    const isFirst = person.addresses.length === 0
    const address = { ...body, id: newId(), isStandard: body.isStandard || isFirst }
    await insertAddress(tx, ctx.orgId, person.id, address)
  })

export const changeOwnAddress = async (ctx: Ctx, id: string, body: Body): Promise<void> =>
  changeAddresses(ctx, await ownWithAddress(ctx), async (tx, person) => {
    requireOne(person.addresses, id)
    if (body.isStandard) await clearStandard(tx, ctx.orgId, person.ids)
    await saveAddress(tx, ctx.orgId, { ...body, id })
  })

export const removeOwnAddress = async (ctx: Ctx, id: string): Promise<void> =>
  changeAddresses(ctx, await ownWithAddress(ctx), async (tx, person) => {
    requireOne(person.addresses, id)
    await deleteAddress(tx, ctx.orgId, id)
  })

/** Whoever has bought and saved nothing has no address either. */
async function ownWithAddress(ctx: Ctx): Promise<string> {
  const id = await findByLogin(ctx.db, ctx.orgId, loginOf(ctx))
  if (!id) throw CustomerProblem.address_not_found()
  return id
}

type Person = { id: string; ids: string[]; addresses: SavedAddress[] }

/** Under the lock of the person, so that two windows cannot make twenty-one addresses. */
async function changeAddresses(
  ctx: Ctx,
  id: string,
  change: (tx: Tx, person: Person) => Promise<void>,
): Promise<void> {
  const { orgId } = ctx
  await inTransaction(ctx.db, async (tx) => {
    const people = await lockPeople(tx, orgId, [id])
    requireOpen(people.find((one) => one.id === id))
    const ids = people.map((one) => one.id)
    await change(tx, { id, ids, addresses: await listSavedAddresses(tx, orgId, ids) })
    await touch(tx, orgId, id)
    await tellChanged(asCustomer(ctx), tx, id, ['addresses'])
  })
}

function requireOne(addresses: SavedAddress[], id: string): void {
  if (!addresses.some((one) => one.id === id)) throw CustomerProblem.address_not_found()
}
