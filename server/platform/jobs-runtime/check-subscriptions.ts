import type { Subscriptions } from '../events.ts'
import type { Jobs } from '../jobs.ts'

const JOB_NAME = /^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/

/**
 * Refuses to start a process in which an event would start nothing, or a job would never run.
 * Reports all faults at once. Gives the jobs of all modules together.
 */
export function checkSubscriptions(
  subscriptions: Subscriptions,
  jobsByModule: Readonly<Record<string, Jobs>>,
): Jobs {
  const jobs: Jobs = Object.assign({}, ...Object.values(jobsByModule))
  const faults = [
    ...doneTwice(jobsByModule),
    ...Object.keys(jobs).flatMap((name) => faultsOfJob(name, jobs)),
    ...Object.entries(subscriptions).flatMap(([type, names]) => faultsOfEvent(type, names, jobs)),
    ...neverStarted(subscriptions, jobs),
  ]
  if (faults.length === 0) return jobs
  const list = faults.map((fault) => `  - ${fault}`).join('\n')
  throw new Error(`Events and jobs do not fit together:\n${list}`)
}

function doneTwice(jobsByModule: Readonly<Record<string, Jobs>>): string[] {
  const owners = new Map<string, string[]>()
  for (const [module, jobs] of Object.entries(jobsByModule)) {
    for (const name of Object.keys(jobs)) owners.set(name, [...(owners.get(name) ?? []), module])
  }
  return [...owners]
    .filter(([, modules]) => modules.length > 1)
    .map(([name, modules]) => `${name} is done by ${modules.join(' and ')}`)
}

function faultsOfJob(name: string, jobs: Jobs): string[] {
  const faults: string[] = []
  if (!JOB_NAME.test(name)) faults.push(`${name} is not named module.verb_noun`)
  if (jobs[name]!.attemptsMax < 1) faults.push(`${name} may not even be attempted once`)
  return faults
}

function faultsOfEvent(type: string, names: readonly string[], jobs: Jobs): string[] {
  const unknown = names.filter((name) => !Object.hasOwn(jobs, name))
  const twice = names.filter((name, index) => names.indexOf(name) !== index)
  return [
    ...unknown.map((name) => `${type} starts ${name}, which nobody does`),
    ...twice.map((name) => `${type} starts ${name} twice`),
  ]
}

function neverStarted(subscriptions: Subscriptions, jobs: Jobs): string[] {
  const started = new Set(Object.values(subscriptions).flat())
  return Object.entries(jobs)
    .filter(([name, job]) => !started.has(name) && !job.cron && !job.onDemand)
    .map(([name]) => `${name} is started by nothing: name it in an event, or mark it onDemand`)
}
