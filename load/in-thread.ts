import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/** Runs a file of this folder in a thread that nothing else delays, and gives its result. */
export async function inThread<Result>(file: string, plan: object): Promise<Result> {
  const worker = new Worker(new URL(file, import.meta.url), { workerData: plan })
  const [result] = (await once(worker, 'message')) as [Result]
  return result
}
