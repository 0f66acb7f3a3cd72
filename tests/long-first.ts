import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * What no single module can test takes longest, and does not show it: killing processes takes a
 * minute in a few lines. If such a file came last, all but one worker would wait for it.
 */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- Of the sequencer; it gives a new list.
    const sorted = await super.sort(files)
    const isLong = ({ moduleId }: TestSpecification) => moduleId.startsWith(import.meta.dirname)
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}
