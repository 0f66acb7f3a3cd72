import type { Adapter, Reading } from '../../adapter.ts'
import { jsonOf, objectOf } from '../shape/json.ts'
import { inNewerWords } from './older-contract.ts'
import { numberIn } from './purchase-order.ts'

/**
 * The reply that the contract of purchase orders demands; events of the marketplace want an empty
 * one.
 */
export const acknowledge: NonNullable<Adapter['acknowledge']> = (
  message,
  readings,
  now,
  refusal,
) => {
  if (message.headers['x-blinkit-signature']) return { status: 200, body: '' }
  const errors = refusal === 'changed_duplicate' ? [DUPLICATE] : faultsOf(readings)
  const isTaken = errors.length === 0
  const json = jsonOf(message.body)
  return {
    status: 200,
    body: {
      success: isTaken,
      message: isTaken ? 'PO received' : 'PO not accepted',
      timestamp: now.toISOString(),
      data: {
        po_status: isTaken ? 'processing' : 'rejected',
        po_number: json === undefined ? null : numberIn(inNewerWords(objectOf(json))),
        errors,
        warnings: warningsOf(readings),
      },
    },
  }
}

const DUPLICATE = {
  code: 'E101',
  message: 'This PO was received before with other content. Cancel it and send a new one.',
}

const faultsOf = (readings: Reading[]) =>
  readings.flatMap((reading) =>
    reading.type === 'unclear' ? [{ code: 'E100', message: reading.why }] : [],
  )

const warningsOf = (readings: Reading[]) =>
  readings.flatMap((reading) =>
    reading.type === 'order'
      ? reading.order.flags.map((flag) => ({ code: 'W100', message: flag }))
      : [],
  )
