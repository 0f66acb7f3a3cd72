import type { CanonicalFlag, CanonicalOrder } from '#channels'

/** The flags for which an adapter leaves the decision to a person, each in words. */
const WHY: Partial<Record<CanonicalFlag, string>> = {
  missing_currency_code: 'it does not say in which currency its amounts are',
  total_unknown_yet: 'it does not say what it costs',
  unknown_quantity: 'it has a line that does not say how many pieces',
  unknown_fulfiller: 'it does not say whether you or the platform sends it',
  po_number_mismatch: 'it names two different purchase orders',
}

/** Why an order does not land by itself, in words for the person who finds its parked message. */
export function whyQuarantined({ flags }: Pick<CanonicalOrder, 'flags'>): string {
  const reasons = flags.flatMap((flag) => WHY[flag] ?? [])
  if (reasons.length === 0)
    return 'Whoever sent it wants a person to decide whether it is an order.'
  return `A person must decide: ${reasons.join(', and ')}.`
}
