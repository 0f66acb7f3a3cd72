/** Limits at which any connection is closed, whoever is at its other end. */
export const HEADERS_TIMEOUT_MS = 8_000
export const HEADERS_MAX_BYTES = 16 * 1_024
/**
 * Longer than the idle timeout of common proxies, which would otherwise send into a closed
 * connection.
 */
export const KEEP_ALIVE_TIMEOUT_MS = 72_000
/** How often Node looks for slow requests, and we for slow readers. */
export const CHECK_EVERY_MS = 1_000
export const CONNECTIONS_MAX = 10_000
export const CONNECTIONS_PER_IP_MAX = 500
/** A client that reads less than this in that time has stopped reading. */
export const READ_WITHIN_MS = 6_000
export const READ_AT_LEAST_BYTES = 16 * 1_024

const RECEIVE_AT_LEAST_MS = 8_000
const RECEIVE_BYTES_PER_MS = 300

/**
 * The time in which a request must have arrived completely: for a large body, at 300 kB a second.
 */
export const receiveTimeoutMs = (bodyLimitBytes: number): number =>
  Math.max(RECEIVE_AT_LEAST_MS, Math.ceil(bodyLimitBytes / RECEIVE_BYTES_PER_MS))

/** A mean delay of the event loop beyond this is no peak any more: every request waits. */
export const LAG_MAX_MS = 500

export const JSON_DEPTH_MAX = 32
export const JSON_KEYS_MAX = 10_000
export const JSON_ITEMS_MAX = 20_000
/** The length of one parameter in an address. The tokens of links must fit. */
export const PARAMETER_MAX = 500
export const FAULTS_MAX = 20
export const REQUEST_ID = /^[\w-]{1,64}$/
