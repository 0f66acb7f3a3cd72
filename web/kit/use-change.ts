import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient, type QueryKey } from '@tanstack/react-query'
import { sentence } from './explain.ts'
import { t } from './i18n.ts'
import { fieldFaults, ProblemError } from './problem.ts'

/** A form that is told which of its fields are at fault. */
export type FaultyForm = { setErrors: (faults: Record<string, string>) => void }

type Change<Input, Output> = {
  run: (input: Input) => Promise<Output>
  /** What the pages must ask for again. */
  refresh?: readonly QueryKey[]
  /** What is said when it is done; nothing where the page itself shows it. */
  done?: string | ((output: Output, input: Input) => string)
  /** The form shows the fault itself; one that is given has it at the fields that caused it. */
  faultInPlace?: boolean | FaultyForm
}

/** Something that a person changes: done or refused, it is said once and in words. */
export function useChange<Input = void, Output = unknown>(change: Change<Input, Output>) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: change.run,
    onSuccess: async (output, input) => {
      const { done } = change
      const message = typeof done === 'function' ? done(output, input) : done
      if (message) sayDone(message)
      const refreshed = (change.refresh ?? []).map((queryKey) =>
        queryClient.invalidateQueries({ queryKey }),
      )
      await Promise.all(refreshed)
    },
    onError: (error) => {
      const { faultInPlace } = change
      if (!faultInPlace) showFault(error)
      if (typeof faultInPlace === 'object') faultInPlace.setErrors(fieldFaults(error))
    },
  })
}

let saidLast: string | undefined

/** Whoever is quick would otherwise have them in heaps, over the buttons of the next dialog. */
function sayDone(message: string): void {
  if (saidLast) notifications.hide(saidLast)
  saidLast = notifications.show({ color: 'water', message })
}

function showFault(error: unknown): void {
  // A refusal says itself what to do; the id is for what went wrong on our side.
  const isOurs = error instanceof ProblemError && error.status >= 500
  const requestId = isOurs ? error.requestId : undefined
  notifications.show({
    color: 'red',
    title: t('Not done'),
    message: requestId ? `${sentence(error)} (${t('Request id')}: ${requestId})` : sentence(error),
    autoClose: 12_000,
  })
}
