import type { Lossless, LosslessObject } from '#platform/lossless-json.ts'
import { at, isTrue } from '../shape/json.ts'
import { textOf, textsOf, wordsOf } from '../shape/text.ts'

/**
 * What whoever packs a line must know: gift wrapping with its words, and what the buyer has
 * designed.
 */
export function packingOf2026(item: LosslessObject): Record<string, string> {
  const gift = at(item, 'fulfillment', 'packing', 'giftOption')
  return said({
    ...giftOf(at(gift, 'giftMessage'), at(gift, 'giftWrapLevel')),
    customized: at(item, 'product', 'customization', 'customizedUrl'),
  })
}

export function packingOfV0(item: LosslessObject): Record<string, string> {
  // Amazon once wrote it into the item, before it moved to the data of the buyer.
  const ofBuyer = (name: string) => at(item, 'BuyerInfo', name) ?? item[name]
  return said({
    ...giftOf(ofBuyer('GiftMessageText'), ofBuyer('GiftWrapLevel'), isTrue(item['IsGift'])),
    customized: at(ofBuyer('BuyerCustomizedInfo'), 'CustomizedURL'),
  })
}

const said = (fields: LosslessObject) => wordsOf(fields, ...Object.keys(fields))

function giftOf(giftMessage?: Lossless, giftWrap?: Lossless, isSaid = false): LosslessObject {
  const isGift = isSaid || textsOf([giftMessage, giftWrap]).length > 0
  return { ...(isGift && { gift: 'yes' }), giftMessage, giftWrap }
}

/** Where to leave a parcel and how to get there, in the words of the buyer. */
export const deliveryNoteOf = (place: Lossless | undefined, way: Lossless | undefined) =>
  textOf(textsOf([place, way]).join(' · '))
