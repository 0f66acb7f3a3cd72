import { lookup, type LookupAddress } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Resolves a name. Only tests of hostile name servers pass another one. */
export type Resolve = (
  hostname: string,
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

export const systemResolve: Resolve = (hostname, done) =>
  lookup(hostname, { all: true, order: 'verbatim' }, done)

export class AddressRefused extends Error {
  override readonly name = 'AddressRefused'
  readonly code = 'ADDRESS_REFUSED'
}

/**
 * Gives the reason why an address typed by a user is not called, without resolving it. A name may
 * still lead into a private network: `guardedLookup` decides that when the connection is made.
 */
export function refusalOf(text: string, allowPrivate: ReadonlySet<string>): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url) return 'is not an address'
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'must begin with http or https'
  if (url.username || url.password) return 'must not carry a user name or password'
  if (allowPrivate.has(hostAndPort(url))) return undefined
  if (!portAllowed(portOf(url))) return `must not use port ${portOf(url)}`
  return refusalOfHost(url.hostname)
}

/** `host:port`, as an operator writes it into PENSTOCK_OUTBOUND_PRIVATE. */
export const hostAndPort = (url: URL): string => `${url.hostname}:${portOf(url)}`

const portOf = (url: URL): number => Number(url.port) || (url.protocol === 'https:' ? 443 : 80)

const LOW_PORTS = new Set([80, 443])

// The ports of databases, message brokers, key stores and control planes. A webhook has no business
// there, even at a public address.
const INNER_PORTS = new Set([
  1433, 1521, 2049, 2181, 2375, 2376, 2379, 2380, 3306, 3389, 4369, 5432, 5433, 5671, 5672, 5900,
  5984, 5985, 5986, 6000, 6379, 6380, 6443, 6432, 7000, 7001, 8125, 8200, 8300, 8301, 8500, 8600,
  9042, 9092, 9100, 9200, 9300, 10250, 10255, 11211, 15672, 16379, 26379, 27017, 27018, 27019,
  50000, 61616,
])

const portAllowed = (port: number): boolean =>
  LOW_PORTS.has(port) || (port > 1023 && !INNER_PORTS.has(port))

function refusalOfHost(hostname: string): string | undefined {
  const host = hostname.toLowerCase().replace(/\.+$/, '')
  if (host === '') return 'has no host'
  if (/^\[.*\]$/.test(host) || isIP(host)) return refusalOfIp(host.replace(/^\[|\]$/g, ''))
  // Names that are never public hosts, whatever the resolver of the machine makes of them.
  if (/(^|\.)(localhost|localdomain|local|internal|intranet|lan|home\.arpa)$/.test(host)) {
    return 'is the name of an inner host'
  }
  return undefined
}

// Addresses that look public but are used internally.
const INNER_V4 = [ipaddr.parseCIDR('168.63.129.16/32')] // The platform address of one large cloud.
const GLOBAL_V6 = ipaddr.parseCIDR('2000::/3')

/**
 * Refuses whatever is not clearly a public unicast address, so that new kinds of addresses are
 * refused too.
 */
export function refusalOfIp(text: string): string | undefined {
  if (!ipaddr.isValid(text)) return 'is not a public address'
  const ip = ipaddr.parse(text)
  const range = ip.range()
  if (range !== 'unicast') return `is not a public address (${range})`
  const isGlobal = ip.kind() === 'ipv4' || ip.match(GLOBAL_V6)
  const isInner = ip.kind() === 'ipv4' && INNER_V4.some((block) => ip.match(block))
  return isGlobal && !isInner ? undefined : 'is not a public address'
}

/**
 * Resolves a name once, and connects to exactly the addresses that were checked: a name server that
 * would answer differently the next time is not asked again. One bad address refuses the whole
 * name.
 */
export const guardedLookup =
  (resolve: Resolve): LookupFunction =>
  (hostname, options, done) =>
    resolve(hostname, (error, addresses) => {
      if (error) return done(error, [])
      const bad = addresses.map(({ address }) => refusalOfIp(address)).find(Boolean)
      if (bad) return done(new AddressRefused(`the name ${hostname} ${leadsTo(bad)}`), [])
      const [first] = addresses
      if (!first) return done(new AddressRefused(`the name ${hostname} has no address`), [])
      if (options.all) return done(null, addresses)
      return done(null, first.address, first.family)
    })

const leadsTo = (refusal: string) => refusal.replace('is not', 'does not lead to')
