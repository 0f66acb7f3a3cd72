import type { Adapter } from './adapter.ts'
import { generic, website } from './adapters/website/index.ts'

/** Adding a platform is one folder below `adapters/` and one line here. */
const ADAPTERS: readonly Adapter[] = [website, generic]

const byPlatform = new Map(ADAPTERS.map((adapter) => [adapter.platform, adapter]))

export const findAdapter = (platform: string): Adapter | undefined => byPlatform.get(platform)

export const listAdapters = (): readonly Adapter[] => ADAPTERS
