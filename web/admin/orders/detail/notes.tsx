import { Button, Textarea } from '@mantine/core'
import { useSessionStorage } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { FormFault } from '#kit/form-fault.tsx'
import { t } from '#kit/i18n.ts'
import { Loaded } from '#kit/loaded.tsx'
import { FormStack, Inset, Section } from '#kit/page.tsx'
import { fieldFaults } from '#kit/problem.ts'
import { Ago } from '#kit/time.tsx'
import { useMay } from '../../session.ts'
import { notesQuery } from '../queries.ts'
import { useAddNote } from './changes.ts'
import classes from './order.module.css'

export function Notes({ orderId, isPast }: { orderId: string; isPast: boolean }) {
  const notes = useQuery(notesQuery(orderId))
  const mayEdit = useMay('orders.edit') && !isPast
  return (
    <Section title={t('Notes')} description={t('For colleagues. Customers do not see them.')}>
      <Inset>
        <Loaded query={notes} rows={2}>
          {(data) => (
            <ul className={classes['notes']}>
              {data.notes.map((note) => (
                <li key={note.id}>
                  <p>{note.text}</p>
                  <small>
                    {note.author}, <Ago at={note.createdAt} />
                  </small>
                </li>
              ))}
            </ul>
          )}
        </Loaded>
        {mayEdit && <NoteForm orderId={orderId} />}
      </Inset>
    </Section>
  )
}

function NoteForm({ orderId }: { orderId: string }) {
  // What somebody has begun to write is there again when they come back.
  const [text, setText] = useSessionStorage({ key: `penstock-note-${orderId}`, defaultValue: '' })
  const add = useAddNote(orderId)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() !== '') add.mutate(text, { onSuccess: () => setText('') })
  }
  return (
    <FormStack wide onSubmit={submit}>
      <FormFault error={add.error} />
      <Textarea
        aria-label={t('New note')}
        placeholder={t('Write a note')}
        autosize
        minRows={2}
        maxLength={5_000}
        value={text}
        error={fieldFaults(add.error)['text']}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" loading={add.isPending} disabled={!text.trim()}>
        {t('Add note')}
      </Button>
    </FormStack>
  )
}
