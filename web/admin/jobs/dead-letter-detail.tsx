import { Button, Group, Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { asWords } from '#kit/as-words.ts'
import { CodeBlock } from '#kit/code-block.tsx'
import { t } from '#kit/i18n.ts'
import { Loaded } from '#kit/loaded.tsx'
import { Time } from '#kit/time.tsx'
import { useMay } from '../session.ts'
import classes from './dead-letters.module.css'
import { DiscardForm } from './discard-form.tsx'
import { deadLetter } from './queries.ts'
import type { WholeDeadLetter } from './replies.ts'
import { useRetry } from './retry.tsx'
import { jobsRoute } from './routes.ts'

export function DeadLetterDetail({ id }: { id: string }) {
  const navigate = jobsRoute.useNavigate()
  const letter = useQuery(deadLetter(id))
  const close = () => void navigate({ search: ({ job }) => ({ job }) })
  return (
    <Modal opened onClose={close} title={t('Failed job')} size="xl">
      <Loaded query={letter}>{(data) => <Detail letter={data} onDone={close} />}</Loaded>
    </Modal>
  )
}

type DetailProps = { letter: WholeDeadLetter; onDone: () => void }

const Detail = ({ letter, onDone }: DetailProps) => (
  <div className={classes['detail']}>
    <dl className={classes['facts']}>
      <dt>{t('Job')}</dt>
      <dd>
        {asWords(letter.job)} <code>{letter.job}</code>
      </dd>
      <dt>{t('What it said last')}</dt>
      <dd lang="en">{letter.message}</dd>
      <dt>{t('Attempts')}</dt>
      <dd>{letter.attempts}</dd>
      <dt>{t('Made')}</dt>
      <dd>
        <Time at={letter.madeAt} style="second" />
      </dd>
      <dt>{t('Given up')}</dt>
      <dd>
        <Time at={letter.diedAt} style="second" />
      </dd>
      {letter.trace && (
        <>
          <dt>{t('Trace')}</dt>
          <dd>
            <code>{letter.trace}</code>
          </dd>
        </>
      )}
    </dl>
    <CodeBlock title={t('What it was to work on')} value={letter.payload} />
    <CodeBlock title={t('What led to it')} value={letter.cause} />
    <CodeBlock title={t('Error')} value={letter.error.stack ?? letter.error} />
    <Decision id={letter.id} onDone={onDone} />
  </div>
)

function Decision({ id, onDone }: { id: string; onDone: () => void }) {
  const mayManage = useMay('jobs.manage')
  const [discarding, setDiscarding] = useState(false)
  const retry = useRetry(id)
  if (!mayManage) return null
  if (discarding) {
    return <DiscardForm id={id} onBack={() => setDiscarding(false)} onDone={onDone} />
  }
  return (
    <Group justify="flex-end">
      <Button variant="default" onClick={() => setDiscarding(true)}>
        {t('Give it up…')}
      </Button>
      <Button
        loading={retry.isPending}
        onClick={() => retry.mutate(undefined, { onSuccess: onDone })}
      >
        {t('Try again')}
      </Button>
    </Group>
  )
}
