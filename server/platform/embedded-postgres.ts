/** Being written: see the module's borders. */
export type EmbeddedPostgres = { url: string; stop(): Promise<void> }

export function startEmbeddedPostgres(_options: {
  dataDir: string
  settings?: Record<string, string>
}): Promise<EmbeddedPostgres> {
  return Promise.reject(new Error('being written'))
}
