import { CustomerProblem } from './problems.ts'
import type { StoredCustomer } from './store.ts'

/** What stands where a name was, also in the orders of the person. */
export const ERASED_NAME = 'Erased customer'

/** Somebody who can still be changed: not a part of another person, and not erased. */
export function requireOpen(person: StoredCustomer | undefined): StoredCustomer {
  if (!person) throw CustomerProblem.customer_not_found()
  const { mergedInto } = person
  if (mergedInto) throw CustomerProblem.customer_merged({ mergedInto })
  if (person.erasedAt) throw CustomerProblem.customer_erased()
  return person
}
