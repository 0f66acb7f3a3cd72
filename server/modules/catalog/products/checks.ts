import type { Db } from '#platform/database.ts'
import { HttpProblem } from '#platform/http/problems.ts'
import { isCurrency } from '#settings'
import type { Attributes } from '../contract.ts'
import { attributeFaults } from '../types/attributes.ts'
import { findType } from '../types/store.ts'

export type CurrencyPlace = { currency: string; pointer: string }

export function requireCurrencies(places: CurrencyPlace[]): void {
  const wrong = places.filter(({ currency }) => !isCurrency(currency))
  if (wrong.length === 0) return
  const detail = 'is no currency of ISO 4217'
  throw HttpProblem.invalid_request({ errors: wrong.map(({ pointer }) => ({ pointer, detail })) })
}

/** Refuses a product whose type does not exist, or whose attributes its type does not allow. */
export async function requireFitting(
  db: Db,
  orgId: string,
  product: { type: string | null; attributes: Attributes },
): Promise<void> {
  if (product.type === null) return
  const type = await findType(db, orgId, product.type)
  if (!type) {
    const errors = [{ pointer: '/body/type', detail: 'There is no such product type.' }]
    throw HttpProblem.invalid_request({ errors })
  }
  const faults = attributeFaults(type.attributes, product.attributes)
  if (faults.length === 0) return
  throw HttpProblem.invalid_request({
    errors: faults.map(({ path, detail }) => ({
      pointer: `/body/attributes/${path.map(escaped).join('/')}`,
      detail,
    })),
  })
}

/** A name as part of a JSON pointer (RFC 6901). */
const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')
