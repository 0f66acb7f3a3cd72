/**
 * The body of a feed of the older kind, which is XML. Ours hold one message each, with the number
 * 1.
 */
export function cancelEnvelope(sellerId: string, orderId: string): string {
  return envelope(sellerId, 'OrderAcknowledgement', [
    tag('AmazonOrderID', text(orderId)),
    tag('StatusCode', 'Failure'),
  ])
}

function envelope(sellerId: string, type: string, parts: string[]): string {
  const merchant = tag('DocumentVersion', '1.01') + tag('MerchantIdentifier', text(sellerId))
  const message = tag('MessageID', '1') + tag(type, parts.join(''))
  const body = tag('Header', merchant) + tag('MessageType', type) + tag('Message', message)
  return `<?xml version="1.0" encoding="UTF-8"?>${tag('AmazonEnvelope', body)}`
}

const tag = (name: string, inner: string): string => `<${name}>${inner}</${name}>`

const text = (value: string): string =>
  value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
