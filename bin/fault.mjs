/** What keeps us from starting, in plain words: what happened, and what to do. */
export class Fault extends Error {}

const OFFLINE =
  /ENOTFOUND|EAI_AGAIN|ECONN(REFUSED|RESET)|ETIMEDOUT|ENETUNREACH|ENOTCACHED|SOCKET_TIMEOUT/

export const isOffline = (output) => OFFLINE.test(output)

const RULES = [
  [
    /ENOSPC|EDQUOT|no space left/i,
    (root) => `The disk is full: ${root} needs about 1 GB. Free some space, then start again.`,
  ],
  [
    OFFLINE,
    () =>
      'npm could not reach the network, which the first start needs to fetch the dependencies.\n' +
      'Check the connection (and the proxy: npm config get proxy), then start again.',
  ],
  [
    /EACCES|EPERM|EROFS/,
    (root) =>
      `There is no permission to write in ${root}.\n` +
      'Start as the user who owns it, or copy Penstock to a folder of your own.',
  ],
]

/** The words for what a program printed or a system call refused, if we have any. */
export function explain(output, root) {
  const rule = RULES.find(([pattern]) => pattern.test(output))
  return rule ? new Fault(rule[1](root)) : undefined
}
