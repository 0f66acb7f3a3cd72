import type { Gateway } from './gateway.ts'
import { testGateway } from './test.ts'

const gateways: Readonly<Record<string, Gateway>> = { test: testGateway }

/** Cash on delivery and money that a platform has taken have no gateway of ours. */
export const gatewayOf = (name: string): Gateway | undefined =>
  Object.hasOwn(gateways, name) ? gateways[name] : undefined
