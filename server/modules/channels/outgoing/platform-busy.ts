/** The platform may do it later: the job runs again, with the same key. */
export class PlatformBusy extends Error {
  override readonly name = 'PlatformBusy'
}
