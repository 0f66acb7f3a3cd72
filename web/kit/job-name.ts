import { fromServer } from './i18n.ts'

/** `channels.push_stock` is "Push stock" to people; logs and metrics keep the name of the program. */
export function jobName(job: string): string {
  const words = fromServer(job)
  if (words !== job) return words
  const what = job.slice(job.indexOf('.') + 1).replaceAll('_', ' ')
  return what.charAt(0).toUpperCase() + what.slice(1)
}
