const LIST = /^\s*(?:\[|\{\s*"orders"\s*:\s*\[)/
const MEMBER = '"orders"'

/** Whether a body is one order and not a list of them, told without parsing it where possible. */
export const isOneOrder = (body: Uint8Array): boolean =>
  !LIST.test(new TextDecoder('utf-8').decode(body.subarray(0, 100))) && !hasOrders(body)

/** Other members may come first; hardly anything else has this name in it and must be parsed. */
function hasOrders(body: Uint8Array): boolean {
  if (!Buffer.from(body.buffer, body.byteOffset, body.byteLength).includes(MEMBER)) return false
  try {
    const { orders } = JSON.parse(new TextDecoder('utf-8').decode(body)) as { orders?: unknown }
    return Array.isArray(orders)
  } catch {
    return false
  }
}
